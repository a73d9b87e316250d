import { withoutTrailing } from '../../../config/without-trailing';
import { REDACTED, shownText } from './provider-text';

/** Enough for a reason, too little for a prompt. */
const MAX_LOGGED = 300;
/** What a key, a token or an id may look like: letters and digits mixed, and not short. */
const MIXED = /[A-Za-z0-9_+/=.:-]{8,}/g;
/** Names of models look so too, and are what an operator has to read. */
const MODEL =
  /^(?:openai\/|azure\/|models\/)?(?:gpt|claude|gemini|llama|mi[sx]tral|qwen|deepseek|nova|grok|command|text-embedding|o\d)[\w.:-]{0,60}$/i;
const TITLE = /<title[^<>]{0,100}>([^<]{1,300})</i;

/**
 * What an upstream says of its failure, as the log and anyone who administers may read it: one line, not long, without what
 * looks like a credential, a host, an address or an id. A caller is not shown it. What it may quote of a request is taken
 * out where the request is known (`upstream-message.ts`).
 * @param text the message of the error, or a body in text or HTML that is no JSON
 * @returns undefined where nothing is left to read
 */
export function loggedText(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const start = text.slice(0, 4_096);
  const said = /^\s{0,100}</.test(start) ? (TITLE.exec(start)?.[1] ?? '') : start;
  const clean = shownText(said)
    .replace(MIXED, (word) => (isOpaque(word) ? REDACTED : word))
    .trim();
  if (clean.replaceAll(REDACTED, '').trim() === '') return undefined;
  return clean.length > MAX_LOGGED ? `${clean.slice(0, MAX_LOGGED)}…` : clean;
}

function isOpaque(word: string): boolean {
  return /[A-Za-z]/.test(word) && /\d/.test(word) && !MODEL.test(withoutTrailing(word, '.:'));
}
