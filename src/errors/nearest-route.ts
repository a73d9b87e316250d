import type { KnownRoute } from './known-routes';

/** No route is so long or so deep; what is, resembles none, and is not compared. */
const MAX_PATH = 256;
const MAX_PARTS = 10;
const MAX_PART = 32;

/** What a difference costs. The sum decides how near a route is; from {@link TOO_FAR} on it is not suggested. */
const TOO_FAR = 1;
/** A part in front of the route: `/api/v1/…`, `/v1/v1/…`. */
const PREFIX = 0.3;
/** A part that the route does not have, elsewhere. */
const SURPLUS = 0.4;
/** A part of the route that is not there: `/v1/completions` for `/v1/chat/completions`. */
const MISSING = 0.6;
/** One of the two words is part of the other: `keys`, `virtual-keys`. */
const PART_OF_IT = 0.4;
/** Any text at a place for a parameter. */
const PARAMETER = 0.2;
/** Two words resemble each other up to this share of changed characters. */
const MAX_CHANGED = 0.4;
/** Words that say nothing of what is wanted: a route that shares these alone is not near. */
const COMMON = /^(?:v\d\w*|admin|llm|openai)$/;

/**
 * The route that a path which does not exist was most likely meant to be.
 * @param method the request's; decides between routes that are equally near
 * @returns undefined if no route resembles the path
 */
export function nearestRoute(
  routes: readonly KnownRoute[],
  method: string,
  path: string,
): KnownRoute | undefined {
  const parts = partsOf(path.toLowerCase());
  if (path.length > MAX_PATH || parts.length === 0 || parts.length > MAX_PARTS) return undefined;
  const words = new WordCosts();
  let nearest: KnownRoute | undefined;
  let lowest = TOO_FAR;
  for (const route of routes) {
    const wanted = partsOf(route.template);
    if (!wanted.some((word) => tells(word) && parts.some((part) => words.cost(part, word) < 1))) continue;
    const cost = distance(parts, wanted, words) + (route.method === method ? 0 : 0.01);
    if (cost >= lowest) continue;
    lowest = cost;
    nearest = route;
  }
  return nearest;
}

/** Whether a word of a route says what is wanted: neither any text nor one of the {@link COMMON} words. */
function tells(word: string): boolean {
  return !COMMON.test(word) && !word.endsWith('}');
}

/** The cheapest way from a path to a route, part by part. */
function distance(parts: readonly string[], wanted: readonly string[], words: WordCosts): number {
  let row = wanted.map((_word, index) => (index + 1) * MISSING);
  row.unshift(0);
  for (const [index, part] of parts.entries()) {
    const next = [(index + 1) * PREFIX];
    for (const [at, word] of wanted.entries()) {
      next.push(
        Math.min(
          (row[at] ?? 0) + words.cost(part, word),
          (row[at + 1] ?? 0) + SURPLUS,
          (next[at] ?? 0) + MISSING,
        ),
      );
    }
    row = next;
  }
  return row.at(-1) ?? TOO_FAR;
}

/** What it costs to take one word for another: each pair is worked out once, since routes share their words. */
class WordCosts {
  readonly #known = new Map<string, number>();

  /** @returns from 0, for the same word, to 1, for another one */
  cost(part: string, word: string): number {
    if (part === word) return 0;
    if (word.startsWith('{')) return word.endsWith('}') ? PARAMETER : endsAlike(part, word);
    const pair = `${part}/${word}`;
    let cost = this.#known.get(pair);
    if (cost === undefined) this.#known.set(pair, (cost = costOf(part, word)));
    return cost;
  }
}

function costOf(part: string, word: string): number {
  if (part.length > MAX_PART) return 1;
  const changed = changes(part, word) / Math.max(part.length, word.length);
  if (changed <= MAX_CHANGED) return changed;
  const [shorter, longer] = part.length < word.length ? [part, word] : [word, part];
  return shorter.length >= 4 && longer.includes(shorter) ? PART_OF_IT : 1;
}

/** `gemini-pro:generatecontent` for `{model}:generateContent`. */
function endsAlike(part: string, word: string): number {
  return part.endsWith(word.slice(word.indexOf(':')).toLowerCase()) ? PARAMETER : 1;
}

/** How many characters have to be added, dropped or replaced (Levenshtein). */
function changes(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_none, index) => index);
  for (let at = 0; at < one.length; at++) {
    const next = [at + 1];
    for (let to = 0; to < other.length; to++) {
      const replaced = (row[to] ?? 0) + (one[at] === other[to] ? 0 : 1);
      next.push(Math.min(replaced, (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
