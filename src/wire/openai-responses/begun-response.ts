import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/** What a provider has called a response that it began, and how far it came. */
export interface BegunResponse {
  readonly id: string | undefined;
  /** Seconds since 1970. */
  readonly createdAt: number | undefined;
  /** By their index in `output`. */
  readonly itemIds: ReadonlyMap<number, string>;
  /** The number of the next event of its writer, who begins once more what is empty. */
  readonly next: number;
  /** The number of the next event of its caller, who has all of these. */
  readonly told: number;
  /** What has ended, as {@link endedPlace} names it. */
  readonly ended: ReadonlySet<string>;
}

/** Reads it out of the events that the caller has. */
export function begunResponse(events: readonly JsonObject[]): BegunResponse {
  let [id, createdAt]: [string | undefined, number | undefined] = [undefined, undefined];
  const itemIds = new Map<number, string>();
  const ended = new Set<string>();
  let next = 0;
  let empty = 0;
  for (const event of events) {
    const { response, item, output_index: index, sequence_number: number } = event;
    next = typeof number === 'number' ? number + 1 : next + 1;
    const { type } = event;
    if (typeof type === 'string' && type.endsWith('.done')) {
      ended.add(endedPlace(type, index, event['content_index'] ?? event['summary_index']));
    }
    if (type !== 'response.queued') empty = beginsEmpty(event) ? empty + 1 : 0;
    if (isObject(response)) {
      if (typeof response['id'] === 'string') id ??= response['id'];
      if (typeof response['created_at'] === 'number') createdAt ??= response['created_at'];
    }
    if (typeof index === 'number' && isObject(item) && typeof item['id'] === 'string')
      itemIds.set(index, item['id']);
  }
  // What has begun and is empty the writer begins too; the caller does not get that a second time.
  return { id, createdAt, itemIds, next: next - empty, told: next, ended };
}

/** Names the end of an item, or of a part of one, by its event. */
export function endedPlace(type: string, item: unknown, part: unknown): string {
  return `${type} ${String(item)} ${String(part)}`;
}

/** What begins without a word of it: the response itself, and parts of its items. */
const BEGINNINGS: ReadonlySet<unknown> = new Set([
  'response.created',
  'response.in_progress',
  'response.content_part.added',
  'response.reasoning_summary_part.added',
]);

/** Whether an event begins the response, a message, a piece of reasoning or a part of them, of which its writer has not heard then. */
function beginsEmpty({ type, item }: JsonObject): boolean {
  if (BEGINNINGS.has(type)) return true;
  if (type !== 'response.output_item.added' || !isObject(item)) return false;
  return item['type'] === 'message' || item['type'] === 'reasoning';
}
