import { dataOf } from '../../wire/canonical/frame-reader';
import type { JsonObject } from '../../json/json-object';
import { isObject } from '../../json/json-object';

const FRAME_END = '\n\n';

/**
 * Tells how an answer was rescued: in `x_llm_proxy` of the last event that has usage, else in a comment line before the last
 * frames.
 * @param frames the last ones of a stream, whole
 * @param note JSON
 */
export function withNote(frames: string, note: string): string {
  const events = frames.split(FRAME_END);
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at] ?? '';
    const data = dataOf(event);
    if (data === undefined || !hasUsage(data)) continue;
    const close = event.lastIndexOf('}');
    events[at] = `${event.slice(0, close)},"x_llm_proxy":${note}${event.slice(close)}`;
    return events.join(FRAME_END);
  }
  return `: x_llm_proxy ${note}${FRAME_END}${frames}`;
}

function hasUsage({ usage, usageMetadata, response }: JsonObject): boolean {
  return isObject(usage) || isObject(usageMetadata) || (isObject(response) && isObject(response['usage']));
}
