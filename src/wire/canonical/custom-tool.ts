import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { CUSTOM_INPUT } from './tool-text';

/** What a call's arguments begin with, up to the text that they hold. */
const BEGINNING = new RegExp(String.raw`^\s*\{\s*"${CUSTOM_INPUT}"\s*:\s*"`);
/** More than the beginning ever is, with blanks. */
const MAX_BEGINNING = 64;

/**
 * What a model is told of a custom tool that is declared as a function: its description, and the grammar of its input,
 * which no function can have.
 * Format: https://platform.openai.com/docs/guides/function-calling#custom-tools
 */
export function customDescription(
  description: string | undefined,
  format: JsonObject | undefined,
): string | undefined {
  const grammar = isObject(format?.['grammar']) ? format['grammar'] : format;
  const { syntax, definition } = grammar ?? {};
  if (typeof definition !== 'string') return description;
  const told = `The input has to follow this grammar${typeof syntax === 'string' ? ` (${syntax})` : ''}:\n${definition}`;
  return description === undefined ? told : `${description}\n\n${told}`;
}

/**
 * Takes the text of a custom tool's input out of the arguments of the function that it was declared as, piece by piece.
 * Arguments in another form than the declared one are handed over as they are.
 */
export class CustomInput {
  #state: 'beginning' | 'text' | 'other' | 'over' = 'beginning';
  #held = '';

  /** @returns the text that the piece completes; empty where it completes none */
  take(piece: string): string {
    if (this.#state === 'over') return '';
    this.#held += piece;
    if (this.#state === 'beginning') this.#begin();
    if (this.#state === 'text') return this.#text();
    return this.#state === 'other' ? this.#release() : '';
  }

  /** The arguments are complete. @returns what is left of them */
  end(): string {
    if (this.#state === 'over') return '';
    const rest = this.#release();
    return rest.trim() === '{}' ? '' : rest;
  }

  #begin(): void {
    const beginning = BEGINNING.exec(this.#held.slice(0, MAX_BEGINNING));
    if (beginning !== null) {
      this.#held = this.#held.slice(beginning[0].length);
      this.#state = 'text';
    } else if (this.#held.length > MAX_BEGINNING) {
      this.#state = 'other';
    }
  }

  /** The text as far as no escape sequence, and no pair of surrogates, is cut. */
  #text(): string {
    const held = this.#held;
    let at = 0;
    while (at < held.length && held[at] !== '"') {
      const length = held[at] === '\\' ? escapeLength(held, at) : 1;
      if (length === undefined || at + length > held.length) break;
      at += length;
    }
    this.#held = held.slice(at);
    if (this.#held.startsWith('"')) {
      this.#state = 'over';
      this.#held = '';
    }
    return unescaped(held.slice(0, at));
  }

  #release(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** Characters of the escape sequence at a place; undefined where too little of it is there to tell. */
function escapeLength(text: string, at: number): number | undefined {
  if (at + 1 >= text.length) return undefined;
  if (text[at + 1] !== 'u') return 2;
  if (at + 6 > text.length) return undefined;
  if (!/^[dD][89abAB]/.test(text.slice(at + 2, at + 4))) return 6;
  // The first half of a pair: the second one is an escape sequence too.
  if (at + 7 >= text.length) return undefined;
  return text.startsWith('\\u', at + 6) ? 12 : 6;
}

function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}
