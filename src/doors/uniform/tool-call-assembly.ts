import { isObject } from '../../json/json-object';

/** One piece of a tool call: the next characters of its arguments, or of a custom tool's input, under the number, id and name of the call. */
export interface ToolCallDelta {
  /** The call's number in this answer, from 1. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** A whole tool call in OpenAI's shape, as it goes into the next request's messages. */
export type ToolCall = { readonly id: string } & (
  | { readonly type: 'function'; readonly function: { readonly name: string; readonly arguments: string } }
  | { readonly type: 'custom'; readonly custom: { readonly name: string; readonly input: string } }
);

interface CallInProgress {
  readonly index: number;
  id: string;
  name: string;
  arguments: string;
  /** Of a custom tool: its arguments are a text and no JSON. */
  custom: boolean;
}

/**
 * Puts streamed tool calls together. OpenAI names a call in its first delta alone and continues it under its index
 * (https://platform.openai.com/docs/guides/function-calling#streaming); some upstreams leave the index out, or give
 * every call the same, and are told apart by a new id.
 */
export class ToolCallAssembly {
  readonly #calls: CallInProgress[] = [];
  /** By the upstream's index, undefined where it gives none. */
  readonly #open = new Map<unknown, CallInProgress>();

  /** Takes one element of a delta's `tool_calls`; undefined when it is not one. */
  add(delta: unknown): ToolCallDelta | undefined {
    if (!isObject(delta)) return undefined;
    const custom = isObject(delta['custom']) ? delta['custom'] : undefined;
    const named = custom ?? (isObject(delta['function']) ? delta['function'] : {});
    const id = asText(delta['id']);
    const name = asText(named['name']);
    const piece = asText(custom === undefined ? named['arguments'] : custom['input']);
    const call = this.#callFor(delta['index'] ?? undefined, id, name);
    call.id ||= id;
    call.name ||= name;
    call.arguments += piece;
    call.custom ||= custom !== undefined;
    return { index: call.index, id: call.id, name: call.name, arguments: piece };
  }

  /** The calls so far, in the order in which they began. */
  get calls(): ToolCall[] {
    return this.#calls.map(({ id, name, arguments: said, custom }) =>
      custom
        ? { id, type: 'custom', custom: { name, input: said } }
        : { id, type: 'function', function: { name, arguments: said } },
    );
  }

  #callFor(upstreamIndex: unknown, id: string, name: string): CallInProgress {
    const open = this.#open.get(upstreamIndex);
    const another = open !== undefined && name !== '' && id !== '' && open.id !== '' && id !== open.id;
    if (open !== undefined && !another) return open;
    const call = { index: this.#calls.length + 1, id: '', name: '', arguments: '', custom: false };
    this.#calls.push(call);
    this.#open.set(upstreamIndex, call);
    return call;
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
