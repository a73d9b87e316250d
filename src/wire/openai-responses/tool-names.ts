import { createHash } from 'node:crypto';
import type { ToolForm } from './tool-forms';

/** A tool as the caller knows it. */
export interface NamedTool {
  readonly form: ToolForm;
  readonly name: string;
  /** The group that a function belongs to, where it is in one (`namespace` tools). */
  readonly namespace?: string | undefined;
  /** Whether OpenAI would encrypt some of its arguments, and nobody else does. */
  readonly encrypts?: boolean | undefined;
}

/** What every provider takes as a function's name. */
const PLAIN = /^[a-zA-Z0-9_-]{1,64}$/;
const MAX_NAME = 64;
const DIGEST_CHARACTERS = 8;

/**
 * Names under which a provider knows the tools of a request: tools of every form are functions there. The same tool always
 * has the same name, because providers' prompt caches depend on it.
 */
export class ToolNames {
  readonly #byFunction = new Map<string, NamedTool>();
  readonly #byTool = new Map<string, string>();

  /** @returns the function's name; undefined where the tool was there before */
  add(tool: NamedTool): string | undefined {
    const key = keyOf(tool);
    if (this.#byTool.has(key)) return undefined;
    const joined = joinedName(tool);
    const name = this.#byFunction.has(joined) ? digested(joined, key) : joined;
    this.#byTool.set(key, name);
    this.#byFunction.set(name, tool);
    return name;
  }

  /** The function's name of a tool, which may be one of an earlier turn. */
  functionName(tool: NamedTool): string {
    return this.#byTool.get(keyOf(tool)) ?? joinedName(tool);
  }

  /** What a called function is for the caller. */
  toolOf(functionName: string): NamedTool {
    return this.#byFunction.get(functionName) ?? { form: 'function', name: functionName };
  }
}

function keyOf({ name, namespace = '' }: NamedTool): string {
  return `${namespace}\u0000${name}`;
}

function joinedName({ name, namespace }: NamedTool): string {
  if (namespace === undefined) return name;
  const joined = `${namespace.replace(/(?<!_)_+$/, '')}__${name}`;
  return PLAIN.test(joined) ? joined : digested(joined, keyOf({ form: 'function', name, namespace }));
}

function digested(joined: string, key: string): string {
  const digest = createHash('sha256').update(key).digest('hex').slice(0, DIGEST_CHARACTERS);
  const kept = joined.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, MAX_NAME - DIGEST_CHARACTERS - 1);
  return `${kept}_${digest}`;
}
