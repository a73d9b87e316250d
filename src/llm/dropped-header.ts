import type { AnswerFacts } from './llm-adapter';

/** The response header that names what of a request its provider did not take and did not get. */
const DROPPED_HEADER = 'x-llm-proxy-dropped';
/** A header of names; what is longer is cut at a name, and ends with `…` (encoded). */
const MAX_LENGTH = 1_024;

/** The headers of an answer for its caller, with the names of what was dropped. */
export function withDropped({
  headers,
  dropped,
}: Pick<AnswerFacts, 'headers' | 'dropped'>): Readonly<Record<string, string>> {
  return dropped.length === 0 ? headers : { ...headers, [DROPPED_HEADER]: droppedNames(dropped) };
}

/** Names come from a caller's body: they are encoded so that none of them is more than a name. */
function droppedNames(names: readonly string[]): string {
  let list = '';
  for (const name of names) {
    const entry = encodeURI(name.slice(0, 128).toWellFormed()).replaceAll(',', '%2C');
    if (list.length + entry.length > MAX_LENGTH) return `${list},${encodeURI('…')}`;
    list += list === '' ? entry : `,${entry}`;
  }
  return list;
}
