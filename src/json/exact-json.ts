import { isObject } from './json-object';
import type { JsonObject } from './json-object';

declare global {
  /** Of ECMAScript, and not yet in TypeScript's library: https://tc39.es/proposal-json-parse-with-source */
  interface JSON {
    /** A value that `JSON.stringify` writes as this text; the text is that of a primitive. */
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
  }
}

/** Integers of more digits than a number holds, and exponents that may be out of its range. */
const MAY_BE_INEXACT = /(?<![.\d])\d{16}|\d[eE][+-]?\d{3}/;

/**
 * Parses JSON so that writing it again gives the same numbers: arguments and results of tools hold ids of 64 bits. A
 * number that JavaScript cannot hold becomes a value that `JSON.stringify` writes as it was; it is no number then.
 * @throws SyntaxError when it is no JSON; RangeError when it is nested deeper than there is stack
 */
export function parseExact(json: string): unknown {
  return MAY_BE_INEXACT.test(json) ? JSON.parse(json, exactly) : JSON.parse(json);
}

/** {@link parseExact} for an object; undefined for anything else. @throws RangeError as that */
export function parseExactObject(json: string): JsonObject | undefined {
  let parsed: unknown;
  try {
    parsed = parseExact(json);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
  return isObject(parsed) && !Array.isArray(parsed) && !JSON.isRawJSON(parsed) ? parsed : undefined;
}

function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || !MAY_BE_INEXACT.test(source)) return value;
  const held = /[eE]/.test(source) ? Number.isFinite(value) && value !== 0 : String(value) === source;
  return held ? value : JSON.rawJSON(source);
}
