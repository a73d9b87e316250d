import { isObject } from '../../json/json-object';
import { malformedAnswer } from '../canonical/malformed-answer';
import type { GatewayError } from '../../errors/gateway-error';

type Container = Record<string, unknown> | unknown[];

const MAX_DEPTH = 64;
/** A step of a path: `.name`, `[0]`, `['name']`. */
const STEP = /\.([^.[\]]+)|\[(\d+)\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/y;

/**
 * The arguments of a function call that arrive in pieces, each a value at a JSON path.
 * Format: `FunctionCall.partialArgs`,
 * https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling#streaming-fc
 */
export class PartialArguments {
  /** Objects have no prototype: a key is nothing but a key. */
  #root: Record<string, unknown> = emptyObject();
  /** The path whose text goes on in the next piece. */
  #open: string | undefined;

  /** Takes arguments that came whole. */
  assign(args: unknown): void {
    if (!isObject(args) || Array.isArray(args)) return;
    for (const [key, value] of Object.entries(args)) this.#root[key] = value;
  }

  /** Takes pieces. @throws GatewayError PROVIDER_ERROR for a path that leads nowhere */
  take(pieces: unknown): void {
    if (!Array.isArray(pieces)) return;
    for (const piece of pieces.filter(isObject)) {
      const path = piece['jsonPath'];
      if (typeof path !== 'string') throw malformed();
      const text = piece['stringValue'];
      const goesOn = this.#open === path;
      if (typeof text === 'string') this.#set(path, text, goesOn);
      else if (typeof piece['numberValue'] === 'number') this.#set(path, piece['numberValue'], false);
      else if (typeof piece['boolValue'] === 'boolean') this.#set(path, piece['boolValue'], false);
      else if ('nullValue' in piece) this.#set(path, null, false);
      this.#open = piece['willContinue'] === true ? path : undefined;
    }
  }

  /** What has come, as JSON text. */
  toString(): string {
    return JSON.stringify(this.#root);
  }

  #set(path: string, value: unknown, append: boolean): void {
    const steps = readPath(path);
    const last = steps.pop();
    if (last === undefined) throw malformed();
    let at: Container = this.#root;
    for (const [index, step] of steps.entries()) {
      const inside: unknown = valueAt(at, step);
      const next = steps[index + 1] ?? last;
      at = isContainer(inside) ? inside : put(at, step, typeof next === 'number' ? [] : emptyObject());
    }
    const before = append ? valueAt(at, last) : undefined;
    put(at, last, typeof before === 'string' && typeof value === 'string' ? before + value : value);
  }
}

function readPath(path: string): (string | number)[] {
  if (!path.startsWith('$')) throw malformed();
  const steps: (string | number)[] = [];
  let at = 1;
  while (at < path.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (match === null || steps.length === MAX_DEPTH) throw malformed();
    const [, name, index, single, double] = match;
    steps.push(
      index === undefined ? (name ?? (single ?? double ?? '').replace(/\\(.)/g, '$1')) : Number(index),
    );
    at = STEP.lastIndex;
  }
  return steps;
}

function valueAt(container: Container, step: string | number): unknown {
  if (Array.isArray(container)) return typeof step === 'number' ? container[step] : undefined;
  return container[step];
}

function put<T>(container: Container, step: string | number, value: T): T {
  if (!Array.isArray(container)) container[step] = value;
  // Lists grow one by one; anything else would be a hole, or very many of them.
  else if (typeof step === 'number' && step <= container.length) container[step] = value;
  else throw malformed();
  return value;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function emptyObject(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

function malformed(): GatewayError {
  return malformedAnswer('The upstream sent the arguments of a tool call in an unknown form.');
}
