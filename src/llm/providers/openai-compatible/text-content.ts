import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import type { DroppedFields } from './dropped-fields';
import type { RequestRules } from './vendor';

const CONTENT_LISTS = [Buffer.from('"content":['), Buffer.from('"content": [')];
/** Marks of a text's cache, which a text in one has no place for. */
const MARKS = ['cache_control', 'prompt_cache_breakpoint'];
const READ: ReadonlySet<string> = new Set(['type', 'text', ...MARKS]);

/** Whether a request's messages may hold a list of parts. */
export function mayHoldLists(raw: Buffer): boolean {
  return CONTENT_LISTS.some((list) => raw.includes(list));
}

/**
 * A message whose texts are one text, as its vendor takes them; a list that holds anything else stays one. Where every message has to
 * have content, an answer of calls alone has `null`. A list with marks that the vendor knows stays one too.
 * @throws GatewayError INVALID_REQUEST naming a mark that would be lost, in strict mode
 */
export function withTextContent(
  message: JsonObject,
  { textContent, cacheMarks }: RequestRules,
  dropped: DroppedFields,
): JsonObject {
  const { role, content } = message;
  if (textContent === undefined || (textContent === 'results' && role !== 'tool')) return message;
  if (content === undefined) return role === 'assistant' ? { ...message, content: null } : message;
  if (!Array.isArray(content) || !content.every(isText)) return message;
  const marks = MARKS.filter((mark) => content.some((part) => (part[mark] ?? null) !== null));
  if (marks.length > 0 && cacheMarks === true) return message;
  for (const mark of marks) dropped.drop(mark);
  const texts = content.map(({ text }) => text);
  // The pieces of an answer follow one another.
  return { ...message, content: texts.join(role === 'assistant' ? '' : '\n') };
}

function isText(part: unknown): part is { readonly text: string } & JsonObject {
  if (!isObject(part) || part['type'] !== 'text' || typeof part['text'] !== 'string') return false;
  return Object.keys(part).every((name) => READ.has(name));
}
