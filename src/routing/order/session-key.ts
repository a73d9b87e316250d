import type { IncomingHttpHeaders } from 'node:http';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { AskedRequest } from './asked-request';

/** Headers in which coding agents name their session: Claude Code; Codex CLI; opencode and others. The first that is there counts. */
export const SESSION_HEADERS = [
  'x-claude-code-session-id',
  'session-id',
  'session_id',
  'x-session-id',
  'x-opencode-session',
  'x-session-affinity',
  'conversation_id',
];

/** So much of instructions and first turn tells conversations apart. */
const PREFIX_BYTES = 2_048;
const MAX_KEY = 512;
/** Where wires have their instructions, and then their turns. */
const INSTRUCTIONS = ['system', 'instructions', 'systemInstruction', 'system_instruction'];
const TURNS = ['messages', 'contents', 'input'];

/**
 * By what the calls of one session are known: its header, what the body says of it, else the beginning of what the model reads. A
 * short request has no such beginning: no provider caches it.
 * @returns undefined where it is missing
 */
export function sessionKey({ headers, body, raw }: AskedRequest): string | undefined {
  const named = inHeaders(headers) ?? (isObject(body) ? inBody(body) : undefined);
  if (named !== undefined) return named.slice(0, MAX_KEY);
  if (!isObject(body) || raw === undefined || raw.length < PREFIX_BYTES) return undefined;
  const prefix = new Prefix();
  for (const name of INSTRUCTIONS) prefix.add(body[name]);
  for (const name of TURNS) prefix.addFirstTurn(body[name]);
  return prefix.text === '' ? undefined : prefix.text;
}

function inHeaders(headers: IncomingHttpHeaders): string | undefined {
  for (const name of SESSION_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function inBody({ prompt_cache_key: cacheKey, metadata, user }: JsonObject): string | undefined {
  const { session_id: session, user_id: userId } = isObject(metadata) ? metadata : {};
  return [cacheKey, session, user, userId].find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
}

/** Collects texts up to a length. */
class Prefix {
  text = '';

  add(value: unknown): void {
    if (this.text.length >= PREFIX_BYTES) return;
    if (typeof value === 'string') this.text += value.slice(0, PREFIX_BYTES - this.text.length);
    else if (Array.isArray(value)) for (const one of value) this.add(one);
    else if (isObject(value)) for (const one of Object.values(value)) this.add(one);
  }

  /** Up to the first that is a user's. */
  addFirstTurn(turns: unknown): void {
    if (!Array.isArray(turns)) this.add(turns);
    else this.#addTurns(turns);
  }

  #addTurns(turns: readonly unknown[]): void {
    for (const turn of turns) {
      this.add(turn);
      if (this.text.length >= PREFIX_BYTES || (isObject(turn) && turn['role'] === 'user')) return;
    }
  }
}
