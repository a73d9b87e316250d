import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { hasSameEntries } from '../../json/same-entries';
import { withLastMarked } from './automatic-cache';
import type { FeatureParts } from './features.data';

/** The fields of a body that hold parts of features; each is read with its numbers exact. */
export type ReadField = (name: string) => unknown;

/** Takes parts of features out of a request, field by field of its body, and names what was taken. */
export class PartsTaker {
  /** New values of fields of the body; undefined for one that is gone. */
  readonly edits = new Map<string, unknown>();
  /** The names of what was taken out, each once. */
  readonly taken = new Set<string>();

  constructor(private readonly read: ReadField) {}

  /** @returns whether the request had any of the parts */
  take(parts: FeatureParts): boolean {
    const before = this.taken.size;
    for (const name of parts.fields ?? []) {
      if (this.#value(name) === undefined) continue;
      this.edits.set(name, undefined);
      this.taken.add(name);
    }
    if (parts.automaticCache === true) this.#automaticCache();
    if (parts.outputConfig !== undefined) this.#fieldsOf('output_config', parts.outputConfig);
    if (parts.thinking !== undefined) this.#fieldsOf('thinking', parts.thinking);
    if (parts.edits !== undefined) this.#contextEdits(parts.edits);
    if (parts.toolTypes !== undefined) this.#tools(parts.toolTypes);
    if (parts.toolFields !== undefined) this.#fieldsOfEach('tools', parts.toolFields);
    if (parts.turnFields !== undefined) this.#fieldsOfEach('messages', parts.turnFields);
    if (parts.turnConfig !== undefined) this.#fieldsOfTurns(parts.turnConfig);
    if (parts.turnBlocks !== undefined) this.#systemBlocks(parts.turnBlocks);
    if (parts.runs !== undefined) this.#runs(parts.runs);
    if (parts.callers !== undefined) this.#callers(parts.callers);
    for (const field of parts.cacheFields ?? []) this.#cacheField(field);
    return this.taken.size > before;
  }

  #value(name: string): unknown {
    const value = this.edits.has(name) ? this.edits.get(name) : this.read(name);
    return value ?? undefined;
  }

  /** The mark goes where the platform would have put it; only one without a place is lost. */
  #automaticCache(): void {
    const mark = this.#value('cache_control');
    if (mark === undefined) return;
    const messages = this.#value('messages');
    const marked = Array.isArray(messages) ? withLastMarked(messages, mark) : undefined;
    this.edits.set('cache_control', undefined);
    if (marked === undefined) this.taken.add('cache_control');
    else if (marked !== messages) this.edits.set('messages', marked);
  }

  #fieldsOf(field: 'output_config' | 'thinking', names: readonly string[]): void {
    const given = this.#value(field);
    if (!isObject(given)) return;
    const kept = without(given, names);
    if (kept === given) return;
    for (const name of names) if (given[name] !== undefined) this.taken.add(`${field}.${name}`);
    this.edits.set(field, Object.keys(kept).length === 0 ? undefined : kept);
  }

  #contextEdits(types: RegExp): void {
    const management = this.#value('context_management');
    const edits = isObject(management) ? management['edits'] : undefined;
    if (!isObject(management) || !Array.isArray(edits)) return;
    const kept = edits.filter((edit) => !isOfType(edit, types));
    if (kept.length === edits.length) return;
    this.taken.add('context_management');
    this.edits.set('context_management', kept.length === 0 ? undefined : { ...management, edits: kept });
  }

  #tools(types: RegExp): void {
    const tools = this.#value('tools');
    if (!Array.isArray(tools)) return;
    const kept = tools.filter((tool) => !isOfType(tool, types));
    if (kept.length === tools.length) return;
    for (const [index, tool] of tools.entries()) if (isOfType(tool, types)) this.taken.add(`tools.${index}`);
    this.edits.set('tools', kept.length === 0 ? undefined : kept);
    this.#toolChoice(kept);
  }

  /** A choice goes where no tool is left for it: Claude refuses one then. One that forces no call says nothing without tools. */
  #toolChoice(tools: readonly unknown[]): void {
    const choice = this.#value('tool_choice');
    if (!isObject(choice)) return;
    const { type, name } = choice;
    const isLeft = tools.some((tool) => type !== 'tool' || (isObject(tool) && tool['name'] === name));
    if (isLeft) return;
    this.edits.set('tool_choice', undefined);
    if (type === 'any' || type === 'tool') this.taken.add('tool_choice');
  }

  #fieldsOfEach(list: 'tools' | 'messages', names: readonly string[]): void {
    const entries = this.#value(list);
    if (!Array.isArray(entries)) return;
    const kept = entries.map((entry) => (isObject(entry) ? without(entry, names) : (entry as unknown)));
    if (hasSameEntries(kept, entries)) return;
    for (const name of names) {
      if (entries.some((entry) => isObject(entry) && entry[name] !== undefined))
        this.taken.add(`${list}.${name}`);
    }
    this.edits.set(list, list === 'messages' ? kept.filter(saysSomething) : kept);
  }

  #fieldsOfTurns(names: readonly string[]): void {
    const messages = this.#value('messages');
    if (!Array.isArray(messages)) return;
    const kept = messages.map((message: unknown) => {
      const config: unknown = isObject(message) ? message['output_config'] : undefined;
      if (!isObject(message) || !isObject(config)) return message;
      const left = without(config, names);
      if (left === config) return message;
      for (const name of names)
        if (config[name] !== undefined) this.taken.add(`messages.output_config.${name}`);
      return Object.keys(left).length === 0
        ? without(message, ['output_config'])
        : { ...message, output_config: left };
    });
    if (!hasSameEntries(kept, messages)) this.edits.set('messages', kept.filter(saysSomething));
  }

  #systemBlocks(types: RegExp): void {
    this.#blocks((block, role) => {
      const tool = isObject(block['tool']) ? block['tool'] : {};
      return role === 'system' && types.test(`${String(block['type'])} ${String(tool['type'])}`);
    });
  }

  #runs(types: RegExp): void {
    this.#blocks(({ type, name }) =>
      types.test(type === 'server_tool_use' ? `${type} ${String(name)}` : String(type)),
    );
  }

  #callers(types: RegExp): void {
    this.#eachBlock((block) => {
      const { type, caller } = block;
      if (type !== 'tool_use' || !isOfType(caller, types)) return [block];
      this.taken.add('messages.tool_use.caller');
      return [without(block, ['caller'])];
    });
  }

  /** Takes blocks out of messages. A message that holds nothing else goes with them. */
  #blocks(isTaken: (block: JsonObject, role: unknown) => boolean): void {
    this.#eachBlock((block, role) => {
      if (!isTaken(block, role)) return [block];
      this.taken.add(`messages.${String(block['type'])}`);
      return [];
    });
  }

  /** @param become what a block of a message becomes: the same object where it stays as it is */
  #eachBlock(become: (block: JsonObject, role: unknown) => readonly JsonObject[]): void {
    const messages = this.#value('messages');
    if (!Array.isArray(messages)) return;
    const kept = messages.flatMap((message: unknown) => {
      const blocks: unknown = isObject(message) ? message['content'] : undefined;
      if (!isObject(message) || !Array.isArray(blocks)) return [message];
      const others = blocks.flatMap((block: unknown): readonly unknown[] =>
        isObject(block) ? become(block, message['role']) : [block],
      );
      if (hasSameEntries(others, blocks)) return [message];
      return others.length === 0 ? [] : [{ ...message, content: others }];
    });
    // Another feature may have taken blocks of the same name.
    if (!hasSameEntries(kept, messages)) this.edits.set('messages', kept);
  }

  #cacheField(name: string): void {
    for (const field of ['cache_control', 'system', 'tools', 'messages']) {
      const value = this.#value(field);
      const kept = field === 'cache_control' ? ofMark(value, name) : ofBlocks(value, name);
      if (kept === value) continue;
      this.taken.add(`cache_control.${name}`);
      this.edits.set(field, kept);
    }
  }
}

/** Whether a message is one yet: a system message without text and settings is refused. */
function saysSomething(message: unknown): boolean {
  if (!isObject(message) || message['role'] !== 'system' || message['output_config'] !== undefined)
    return true;
  const { content } = message;
  return content !== undefined && content !== null && !(Array.isArray(content) && content.length === 0);
}

/** The same object where it has none of the names. */
function without(object: JsonObject, names: readonly string[]): JsonObject {
  if (!names.some((name) => object[name] !== undefined)) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

function isOfType(entry: unknown, types: RegExp): boolean {
  return isObject(entry) && typeof entry['type'] === 'string' && types.test(entry['type']);
}

/** A cache mark without one of its fields; the same value where it does not have it. */
function ofMark(mark: unknown, name: string): unknown {
  return isObject(mark) ? without(mark, [name]) : mark;
}

/** Blocks, and the blocks in them (of messages, of tool results), without one field of their cache marks. */
function ofBlocks(blocks: unknown, name: string): unknown {
  if (!Array.isArray(blocks)) return blocks;
  const kept = blocks.map((block: unknown) => {
    if (!isObject(block)) return block;
    const mark = ofMark(block['cache_control'], name);
    const content = ofBlocks(block['content'], name);
    if (mark === block['cache_control'] && content === block['content']) return block;
    return {
      ...block,
      ...(mark === undefined ? {} : { cache_control: mark }),
      ...(content === undefined ? {} : { content }),
    };
  });
  return kept.every((block, index) => block === blocks[index]) ? blocks : kept;
}
