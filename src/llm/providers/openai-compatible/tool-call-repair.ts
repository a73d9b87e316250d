import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import { UniqueIds } from '../../../wire/canonical/unique-ids';
import { madeCallId } from '../../../wire/canonical/made-call-id';
import type { EarlierCallIds } from './earlier-calls';

/** Arguments that come before their call has a name; more than any upstream sends. */
const MAX_HELD_CHARACTERS = 1024 * 1024;

/** Not with `_`: Claude Code (2.1.332) takes what is called `<id>_2` for a copy of the call `<id>`, and has no result for it. */
const numbered = (id: string, number: number): string => `${id}-${number}`;

/** A call whose pieces are arriving. */
interface OpenCall {
  /** Counts the calls of the choice from 0. */
  readonly index: number;
  /** The id that the upstream gave it; empty where it gave none. */
  readonly givenId: string;
  readonly id: string;
  name: string;
  /** Whether any of its arguments have come. */
  hasArguments: boolean;
  /** Arguments that came before its name. */
  held: string;
}

/**
 * Brings the tool calls of one choice into the form that clients put together: each has an index, an id and a type of its
 * own, its id is that of no earlier call, its name comes once, and its arguments are text. An upstream's calls are told apart by index, and by id and name
 * where it gives several calls one index or none.
 * Format: https://platform.openai.com/docs/guides/function-calling#streaming
 */
export class ToolCallRepair {
  #calls = 0;
  #ids: UniqueIds | undefined;
  readonly #open = new Map<number, OpenCall>();
  /** The first call of each id that the upstream gave. */
  readonly #byId = new Map<string, OpenCall>();
  #latest: OpenCall | undefined;

  constructor(private readonly earlierIds: EarlierCallIds) {}

  /** Calls of the choice so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Pieces of a stream's calls; those that need no repair are the same objects. */
  pieces(given: readonly unknown[]): readonly unknown[] {
    return given.flatMap((piece) => {
      const repaired = isObject(piece) ? this.#piece(piece) : piece;
      return repaired === undefined ? [] : [repaired];
    });
  }

  /** The calls of a whole answer; those that need no repair are the same objects. */
  whole(given: readonly unknown[]): readonly unknown[] {
    return given.flatMap((call) => {
      if (!isObject(call)) return [call];
      const { called } = calledIn(call);
      if (textOf(called?.['name']) === '') return [];
      this.#calls++;
      return [begun(call, { id: this.#idOf(textOf(call['id'])) })];
    });
  }

  /** Undefined for a piece that has to wait for its call's name. */
  #piece(piece: JsonObject): JsonObject | undefined {
    const { called } = calledIn(piece);
    const id = textOf(piece['id']);
    const name = textOf(called?.['name']);
    const args = argumentsIn(called);
    const call = this.#callOf(piece['index'], id, name);
    const hadName = call.name !== '';
    if (args !== '') call.hasArguments = true;
    if (!hadName && name === '') {
      call.held += args;
      if (call.held.length > MAX_HELD_CHARACTERS) throw nameless();
      return undefined;
    }
    if (hadName) return continued(piece, call, name);
    call.name = name;
    return begun(piece, { index: call.index, id: call.id }, call.held);
  }

  #callOf(index: unknown, id: string, name: string): OpenCall {
    const key = typeof index === 'number' ? index : undefined;
    const open = key === undefined ? (this.#byId.get(id) ?? this.#latest) : this.#open.get(key);
    if (open !== undefined && !isAnother(open, key, id, name)) return open;
    const call = {
      index: this.#calls++,
      givenId: id,
      id: this.#idOf(id),
      name: '',
      hasArguments: false,
      held: '',
    };
    this.#open.set(key ?? -1 - call.index, call);
    if (id !== '' && !this.#byId.has(id)) this.#byId.set(id, call);
    this.#latest = call;
    return call;
  }

  /** Results are told apart by it, so that no two calls of the conversation have the same. */
  #idOf(given: string): string {
    if (given === '') return madeCallId();
    this.#ids ??= new UniqueIds(this.earlierIds(), numbered);
    return this.#ids.take(given);
  }
}

/** Whether a piece begins another call than the one that is open in its place. */
function isAnother(open: OpenCall, key: number | undefined, id: string, name: string): boolean {
  if (name === '') return false;
  if (id !== '') return id !== open.givenId;
  // Without an id a name that comes after arguments is that of the next call; some upstreams repeat the name.
  return open.name !== '' && open.hasArguments && (key === undefined || name !== open.name);
}

/** A piece of a call that has begun: its name and id are not told again. */
function continued(piece: JsonObject, call: OpenCall, name: string): JsonObject {
  const { kind, called } = calledIn(piece);
  const repeatsName = called !== undefined && typeof called['name'] === 'string';
  const partOfName = repeatsName && name !== '' && name !== call.name && !call.hasArguments;
  if (partOfName) call.name += name;
  const otherId = typeof piece['id'] === 'string' && piece['id'] !== call.id;
  const isText = textual(called);
  const isTyped = piece['type'] !== '';
  const isWhole = piece['index'] === call.index && !otherId && isText && isTyped;
  if (isWhole && (!repeatsName || partOfName)) return piece;
  const { id, type, ...rest } = piece;
  const { name: _name, ...unnamed } = called ?? {};
  const repaired = { ...(partOfName ? called : unnamed), ...(isText ? {} : asText(called)) };
  return {
    ...rest,
    ...(otherId || id === undefined ? {} : { id }),
    ...(isTyped && type !== undefined ? { type } : {}),
    index: call.index,
    ...(called === undefined ? {} : { [kind]: repaired }),
  };
}

/** A call's first piece, or a whole call. @param held arguments that came before it */
function begun(
  piece: JsonObject,
  fields: { readonly index?: number; readonly id: string },
  held = '',
): JsonObject {
  const { kind, called } = calledIn(piece);
  const field = kind === 'custom' ? 'input' : 'arguments';
  const isWhole =
    piece['id'] === fields.id &&
    (fields.index === undefined || piece['index'] === fields.index) &&
    textOf(piece['type']) !== '' &&
    typeof called?.[field] === 'string' &&
    held === '';
  if (isWhole) return piece;
  return {
    ...piece,
    ...fields,
    type: textOf(piece['type']) || kind,
    [kind]: { ...called, [field]: held + argumentsIn(called) },
  };
}

function calledIn(piece: JsonObject): {
  readonly kind: 'function' | 'custom';
  readonly called: JsonObject | undefined;
} {
  const { function: named, custom } = piece;
  if (isObject(custom) && !isObject(named)) return { kind: 'custom', called: custom };
  return { kind: 'function', called: isObject(named) ? named : undefined };
}

/** Some servers send the object where its text belongs. */
function argumentsIn(called: JsonObject | undefined): string {
  const given = called?.['arguments'] ?? called?.['input'] ?? '';
  return typeof given === 'string' ? given : JSON.stringify(given);
}

function textual(called: JsonObject | undefined): boolean {
  return called === undefined || called['arguments'] === undefined || typeof called['arguments'] === 'string';
}

function asText(called: JsonObject | undefined): JsonObject {
  return { arguments: argumentsIn(called) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function nameless(): Error {
  return upstreamFailed('malformed', 'The upstream sent a tool call without a name.');
}
