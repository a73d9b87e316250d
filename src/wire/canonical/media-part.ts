import type { ContentPart, DocumentPart, MediaPart } from './content-part';

/** Whether a part is a picture, a sound, a video or a document, for which no message of the assistant at OpenAI has a place. */
export function isMedia(part: ContentPart): part is MediaPart | DocumentPart {
  return part.kind === 'image' || part.kind === 'audio' || part.kind === 'video' || part.kind === 'document';
}
