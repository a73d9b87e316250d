import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { Turn } from '../canonical/canonical-request';
import type { ContentPart, Signature } from '../canonical/content-part';
import { neededObject, neededText, optionalText } from '../canonical/field-readers';
import type { PartSeal } from '../canonical/part-seal';
import { wrongField } from '../../errors/invalid-field';
import { AGENT_MESSAGE, agentWords } from './agent-message';
import { isCitedApart, withCitations } from '../canonical/cited-texts';
import type { CitedApart } from '../canonical/cited-texts';
import { CONFIGURATION_UPDATE } from './configuration-update';
import { readContent, textsOf } from './read-content';
import { FORMS, formOfItem } from './tool-forms';
import { isForeignRun } from './foreign-runs';
import { isEmptyText } from '../canonical/tool-text';
import type { ToolNames } from './tool-names';

/**
 * Reads the items of a conversation into turns. Items of the assistant that follow each other are one turn, and so are outputs
 * of tools.
 * Format: https://platform.openai.com/docs/api-reference/responses/create#responses-create-input
 * @throws GatewayError INVALID_REQUEST naming the item
 */
export function readInput(input: unknown, names: ToolNames, seal: PartSeal): Turn[] {
  if (typeof input === 'string') {
    return [{ role: 'user', parts: [{ kind: 'text', text: input, at: 'input' }], at: 'input' }];
  }
  if (!Array.isArray(input)) throw wrongField('input', 'must be a text or a list of items');
  const reader = new InputReader(names, seal);
  for (const [index, item] of input.entries())
    reader.item(neededObject(item, `input.${index}`), `input.${index}`);
  return reader.end();
}

interface OpenTurn {
  readonly role: Turn['role'];
  parts: ContentPart[];
  readonly at: string;
  /** Whether items of the same side may still be added. */
  readonly open: boolean;
}

class InputReader {
  readonly #turns: OpenTurn[] = [];
  readonly #calls = new Set<string>();
  readonly #signatures = new Map<string, Signature>();
  readonly #callers = new Map<string, unknown>();
  /** Ids of the calls that pictures came from. */
  readonly #images = new Map<ContentPart, string>();

  constructor(
    private readonly names: ToolNames,
    private readonly seal: PartSeal,
  ) {}

  item(item: JsonObject, at: string): void {
    const type = item['type'] ?? (item['role'] === undefined ? undefined : 'message');
    const called = formOfItem(type, 'call');
    const answered = formOfItem(type, 'output');
    if (type === 'message') this.#message(item, at);
    else if (type === AGENT_MESSAGE) this.#agentMessage(item, at);
    else if (ranSearch(item)) return;
    else if (type === 'function_call')
      this.#call(item, at, 'function', optionalText(item['arguments'], `${at}.arguments`) ?? '');
    else if (type === 'function_call_output') this.#output(item, at, item['output']);
    else if (type === 'reasoning') this.#reasoning(item, at);
    else if (called !== undefined) this.#call(item, at, called, FORMS[called].args(item));
    else if (answered !== undefined) this.#output(item, at, outputOf(item));
    else if (type === 'image_generation_call') this.#image(item, at);
    else if (isForeignRun(item)) return;
    // They are read with the tools and the settings of the request.
    else if (type === 'additional_tools' || type === CONFIGURATION_UPDATE) return;
    else if (type === 'item_reference')
      throw wrongField(at, `refers to an item that is not known: send the item itself`);
    else {
      neededText(type, `${at}.type`);
      this.#assistant(at, { kind: 'opaque', maker: 'openai', value: item, at });
    }
  }

  end(): Turn[] {
    return this.#turns.map(({ role, parts, at }) => ({
      role,
      at,
      parts: parts.map((part) => this.#signed(part)),
    }));
  }

  #message(item: JsonObject, at: string): void {
    const parts = readContent(item['content'], `${at}.content`);
    switch (item['role']) {
      case 'system':
      case 'developer':
        for (const part of parts) {
          if (part.kind !== 'text')
            throw wrongField(`${part.at}.type`, 'must be input_text in a message of this role');
        }
        return void this.#turns.push({ role: 'instructions', parts, at, open: false });
      case 'user':
        return void this.#turns.push({ role: 'user', parts, at, open: false });
      case 'assistant':
        for (const part of parts) {
          if (part.kind !== 'text' && part.kind !== 'refusal')
            throw wrongField(`${part.at}.type`, 'must be output_text or refusal in a message of this role');
        }
        this.#assistant(at, ...parts);
        return;
      default:
        throw wrongField(`${at}.role`, 'must be user, assistant, system or developer');
    }
  }

  #agentMessage(item: JsonObject, at: string): void {
    const { content, hidden } = agentWords(item);
    const parts = readContent(content, `${at}.content`).filter((part) => !isEmptyText(part));
    if (parts.length > 0) this.#turns.push({ role: 'user', parts, at, open: false });
    if (hidden) this.#assistant(at, { kind: 'opaque', maker: 'openai', value: item, at });
  }

  #call(
    item: JsonObject,
    at: string,
    form: Parameters<ToolNames['functionName']>[0]['form'],
    input: string,
  ): void {
    const id = callId(item, at);
    const isNamed = form === 'function' || form === 'custom';
    const name = isNamed ? neededText(item['name'], `${at}.name`) : form;
    const namespace = optionalText(item['namespace'], `${at}.namespace`) || undefined;
    this.#calls.add(id);
    this.#assistant(at, {
      kind: 'tool_call',
      id,
      name: this.names.functionName({ form, name, namespace }),
      input,
      tool: 'function',
      at,
    });
  }

  #output(item: JsonObject, at: string, output: unknown): void {
    const id = callId(item, at);
    if (!this.#calls.has(id)) throw wrongField(`${at}.call_id`, 'answers no tool call before it');
    const parts = readContent(output, `${at}.output`);
    const isError = item['status'] === 'failed';
    this.#add('user', at, [{ kind: 'tool_result', callId: id, parts, isError, at }]);
  }

  #reasoning(item: JsonObject, at: string): void {
    const sealed = optionalText(item['encrypted_content'], `${at}.encrypted_content`) || undefined;
    const parts = sealed === undefined ? [] : this.seal.open(sealed, at);
    if (parts === undefined) {
      this.#assistant(at, { kind: 'opaque', maker: 'openai', value: item, at });
      return;
    }
    if (parts.length > 0) {
      const cited: CitedApart[] = [];
      for (const part of parts) {
        if (part.kind === 'call_signature') this.#signatures.set(part.callId, part.signature);
        else if (part.kind === 'call_caller') this.#callers.set(part.callId, part.caller);
        else if (isCitedApart(part)) cited.push(part);
        else this.#assistant(at, part);
      }
      this.#cite(cited);
      return;
    }
    const content = textsOf(item['content']);
    const text = content === '' ? textsOf(item['summary']) : content;
    if (text !== '') this.#assistant(at, { kind: 'reasoning', text, isSummary: content === '', at });
  }

  /** What is told of the texts of the answer so far. */
  #cite(cited: readonly CitedApart[]): void {
    const last = this.#turns.at(-1);
    if (cited.length > 0 && last?.role === 'assistant') last.parts = [...withCitations(last.parts, cited)];
  }

  #image(item: JsonObject, at: string): void {
    const { result } = item;
    if (typeof result !== 'string' || result === '') {
      // A picture that OpenAI keeps.
      this.#assistant(at, { kind: 'opaque', maker: 'openai', value: item, at });
      return;
    }
    const part: ContentPart = {
      kind: 'image',
      source: { type: 'inline', mediaType: 'image/png', data: result },
      at,
    };
    // It is a call, and its signature is known by its id.
    if (typeof item['id'] === 'string') this.#images.set(part, item['id']);
    this.#assistant(at, part);
  }

  #assistant(at: string, ...parts: ContentPart[]): void {
    this.#add('assistant', at, parts);
  }

  #add(role: 'user' | 'assistant', at: string, parts: ContentPart[]): void {
    const last = this.#turns.at(-1);
    if (last?.role === role && last.open) for (const part of parts) last.parts.push(part);
    else this.#turns.push({ role, parts, at, open: true });
  }

  #signed(part: ContentPart): ContentPart {
    if (part.kind !== 'tool_call' && part.kind !== 'image') return part;
    const key = part.kind === 'tool_call' ? part.id : this.#images.get(part);
    const signature = key === undefined ? undefined : this.#signatures.get(key);
    const caller = part.kind === 'tool_call' ? this.#callers.get(part.id) : undefined;
    if (signature === undefined && caller === undefined) return part;
    return {
      ...part,
      ...(signature === undefined ? {} : { signature }),
      ...(caller === undefined ? {} : { caller }),
    };
  }
}

/** `local_shell_call_output` has the call's id as its own. */
function callId(item: JsonObject, at: string): string {
  return neededText(item['call_id'] ?? item['id'], `${at}.call_id`);
}

/**
 * Whether an item tells of a search for tools that OpenAI made. What it found is among the tools of the request.
 * Format: https://developers.openai.com/api/docs/guides/tools-tool-search (`execution: server`, without a `call_id`)
 */
function ranSearch({ type, execution, call_id: id }: JsonObject): boolean {
  if (formOfItem(type, 'call') !== 'tool_search' && formOfItem(type, 'output') !== 'tool_search')
    return false;
  return execution === 'server' || (id ?? null) === null;
}

/** The output of a tool that is no function, as a text or parts. */
function outputOf(item: JsonObject): unknown {
  if (item['type'] === 'tool_search_output') {
    const tools = Array.isArray(item['tools']) ? item['tools'] : [];
    const found = tools.filter(isObject).map(({ name }) => name);
    return JSON.stringify({ tools: found });
  }
  const { output } = item;
  const isContent =
    typeof output === 'string' ||
    (Array.isArray(output) && output.every((part) => isObject(part) && typeof part['type'] === 'string'));
  return isContent || output === undefined || output === null ? output : JSON.stringify(output);
}
