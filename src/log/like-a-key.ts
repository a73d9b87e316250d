/** How the keys of this service and of the providers begin; models' names do not. */
const KEY = /^(?:sk|vk|pk|rk|gsk|xai|hf|ghp|pat|bearer|AIza)[-_ ]|^AIza|^AKIA|^ey[JK][A-Z0-9_-]{10}/i;

/** Written in the place of a word that may be a key. */
export const REDACTED_WORD = '[REDACTED]';

/** A call asks about the same word several times: its model's. */
let lastWord = '';
let wasLikeKey = false;

/** Whether a word from a caller may be a key that was put into the wrong place, such as the model's in a path. */
export function isLikeKey(word: string): boolean {
  if (word !== lastWord) {
    lastWord = word;
    wasLikeKey = KEY.test(word);
  }
  return wasLikeKey;
}
