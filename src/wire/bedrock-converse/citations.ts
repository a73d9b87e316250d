import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { webSource } from '../canonical/web-search';
import type { WebCitation } from '../canonical/web-search';

/** Where a citation's place is said: here, and in the Messages API, with the names of its two ends there. */
const LOCATIONS = [
  ['documentChar', 'char_location', 'start_char_index', 'end_char_index'],
  ['documentPage', 'page_location', 'start_page_number', 'end_page_number'],
  ['documentChunk', 'content_block_location', 'start_block_index', 'end_block_index'],
] as const;

/**
 * A citation of Claude's in the form of its own API; undefined for one whose place that has no form for.
 * Formats: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Citation.html,
 * https://docs.anthropic.com/en/docs/build-with-claude/citations#response-structure
 */
export function claudeCitation(citation: unknown): JsonObject | undefined {
  if (!isObject(citation) || !isObject(citation['location'])) return undefined;
  const { location, title, sourceContent } = citation;
  for (const [here, type, first, last] of LOCATIONS) {
    const place = location[here];
    if (!isObject(place)) continue;
    return {
      type,
      cited_text: textOf(sourceContent),
      document_index: place['documentIndex'],
      document_title: title ?? null,
      [first]: place['start'],
      [last]: place['end'],
    };
  }
  return undefined;
}

/**
 * The page of the web that a citation names, if it names one: all of its text rests on it.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_WebLocation.html
 */
export function citedPage(citation: unknown): WebCitation[] {
  if (!isObject(citation) || !isObject(citation['location'])) return [];
  const { location, title } = citation;
  const web = location['web'];
  const { url, domain } = isObject(web) ? web : {};
  if (typeof url !== 'string') return [];
  return [
    webSource(
      url,
      [title, domain].find((name) => typeof name === 'string' && name !== ''),
    ),
  ];
}

/** A citation in the form of Claude's own API, as one of this API's; undefined for one that it has no form for. */
export function converseCitation(citation: unknown): JsonObject | undefined {
  if (!isObject(citation)) return undefined;
  const found = LOCATIONS.find(([, type]) => type === citation['type']);
  if (found === undefined) return undefined;
  const [here, , first, last] = found;
  const { document_title: title, cited_text: text, document_index: documentIndex } = citation;
  return {
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof text === 'string' && text !== '' ? { sourceContent: [{ text }] } : {}),
    location: { [here]: { documentIndex, start: citation[first], end: citation[last] } },
  };
}

function textOf(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return content
    .map((piece: unknown) => (isObject(piece) && typeof piece['text'] === 'string' ? piece['text'] : ''))
    .join('');
}
