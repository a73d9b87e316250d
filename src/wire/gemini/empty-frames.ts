import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsOf } from '../canonical/frame-reader';

/** What comes before the first token is small. */
const MAX_BYTES = 4_096;

/** Whether frames hold nothing but empty texts. @param frames whole ones */
export function areEmptyFrames(frames: Buffer): boolean {
  return frames.length <= MAX_BYTES && objectsOf(frames).every(isEmptyFrame);
}

function isEmptyFrame({ candidates, promptFeedback }: JsonObject): boolean {
  return promptFeedback === undefined && Array.isArray(candidates) && candidates.every(isEmptyCandidate);
}

function isEmptyCandidate(candidate: unknown): boolean {
  if (!isObject(candidate) || candidate['finishReason'] !== undefined) return false;
  const { content } = candidate;
  const parts = isObject(content) ? (content['parts'] ?? []) : undefined;
  return Array.isArray(parts) && parts.every(isEmptyText);
}

function isEmptyText(part: unknown): boolean {
  return (
    isObject(part) &&
    part['text'] === '' &&
    Object.keys(part).every((name) => name === 'text' || name === 'thought')
  );
}
