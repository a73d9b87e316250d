import { createRequire } from 'node:module';
import type { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

type Encoding = 'o200k_base' | 'cl100k_base';

/** Of a longer text so many characters are counted, and the rest is taken to be like them: a few milliseconds at most. */
const EXACT_CHARACTERS = 16_000;
/** The time for one word, or for blanks in a row, grows with the square of their length; no natural word is longer. */
const MAX_WORD = 64;
const LONG_WORD = new RegExp(`\\S{${MAX_WORD}}(?=\\S)`, 'g');
const LONG_BLANK = new RegExp(`\\s{${MAX_WORD}}(?=\\s)`, 'g');
/** OpenAI's models with the older encoding: https://github.com/openai/tiktoken/blob/main/tiktoken/model.py */
const OLDER_MODELS = /^(?:gpt-3\.5|gpt-35|gpt-4(?!o|\.|\d)|text-embedding)/;

const load = createRequire(__filename);
const counters = new Map<Encoding, typeof countTokens>();

/**
 * The tokens of a text, by OpenAI's tokenizers: exact for OpenAI's models, near for others. For calls whose provider tells
 * no usage; the tables are loaded with the first of them.
 * @param model its name at the provider; what comes before a slash is left out
 */
export function tokensIn(text: string, model: string): number {
  if (text === '') return 0;
  const counted = text.length <= EXACT_CHARACTERS ? text : text.slice(0, EXACT_CHARACTERS);
  const count = counterOf(model)(counted.replace(LONG_WORD, '$& ').replace(LONG_BLANK, '$&.'), ALL_TEXT);
  return Math.ceil((count * text.length) / counted.length);
}

/** What looks like a special token is text here. */
const ALL_TEXT = { disallowedSpecial: new Set<string>() };

function counterOf(model: string): typeof countTokens {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  const encoding: Encoding = OLDER_MODELS.test(name) ? 'cl100k_base' : 'o200k_base';
  let counter = counters.get(encoding);
  if (counter === undefined) {
    const loaded = load(`gpt-tokenizer/encoding/${encoding}`) as { readonly countTokens: typeof countTokens };
    counter = loaded.countTokens;
    counters.set(encoding, counter);
  }
  return counter;
}
