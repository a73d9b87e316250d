/** In larger requests nothing is looked for, so that nothing of them is said either. */
const MAX_SEARCHED_BYTES = 1024 * 1024;
const TAKEN_OUT = '[of the request]';
/** Texts in quotes are where upstreams repeat what they were sent. */
const QUOTED = /'([^']{1,300})'|"([^"]{1,300})"|`([^`]{1,300})`/g;
/** So many words in a row are no chance. */
const RUN = 3;

/**
 * An upstream's own message for the log, without what it repeats of the request: a quoted text with a word of the request,
 * three words in a row that are in it, a word that is more than letters. Prompts have no way into the log.
 * @param message as `loggedText` leaves it
 * @returns undefined where it cannot be told
 */
export function messageWithoutRequest(message: string | undefined, raw: Buffer): string | undefined {
  if (message === undefined || raw.length > MAX_SEARCHED_BYTES) return undefined;
  const isThere = (text: string): boolean => raw.includes(text);
  const unquoted = message.replace(QUOTED, (all: string) => {
    const words = all.slice(1, -1).split(/[^\p{L}\p{N}]+/u);
    return words.some((word) => word.length > 2 && isThere(word)) ? TAKEN_OUT : all;
  });
  const words = unquoted.split(' ');
  const taken = words.map((word) => !isPlain(word) && isThere(bare(word)));
  for (let at = 0; at + RUN <= words.length; at++) {
    const run = bare(words.slice(at, at + RUN).join(' '));
    if (run.length > 0 && isThere(run)) taken.fill(true, at, at + RUN);
  }
  // A word in another alphabet is not a provider's, and may be escaped in the request.
  const kept = words.map((word, at) => (taken[at] === true || /[^\x20-\x7e…]/.test(word) ? TAKEN_OUT : word));
  return kept.filter((word, at) => word !== TAKEN_OUT || kept[at - 1] !== TAKEN_OUT).join(' ');
}

function isPlain(word: string): boolean {
  return word.length < 6 || /^[A-Za-z]*$/.test(bare(word)) || word === TAKEN_OUT;
}

function bare(text: string): string {
  return text.replace(/^[^\p{L}\p{N}]{1,8}|[^\p{L}\p{N}]{1,8}$/gu, '');
}
