import { wrongField } from '../../errors/invalid-field';
import type { JsonObject } from '../../json/json-object';
import type { DocumentPart, MediaPart, MediaSource } from '../canonical/content-part';
import { mediaTypeByEnding } from '../canonical/media-type';
import { titledText } from '../canonical/tool-text';

const FILES_API = 'https://generativelanguage.googleapis.com/v1beta/';

/**
 * Maps a picture, sound, video or document. Bytes go inside the request, addresses are left to the provider to fetch. A
 * media type is the caller's, or what the name's ending says; where neither tells none is sent.
 * Format: https://ai.google.dev/api/caching#Part
 * @throws GatewayError INVALID_REQUEST for a file id of another provider
 */
export function writeMedia(part: MediaPart | DocumentPart): JsonObject {
  const name = part.kind === 'document' ? part.filename : undefined;
  const at = part.field === undefined ? part.at : `${part.field}.file_id`;
  return withSignature(part, mediaPart(part.source, name, at));
}

function mediaPart(source: MediaSource, name: string | undefined, at: string): JsonObject {
  switch (source.type) {
    case 'inline':
      return { inlineData: { mimeType: source.mediaType, data: source.data } };
    case 'text':
      return { text: titledText(name, source.text) };
    case 'url':
      return fetched(
        source.url,
        source.mediaType ?? mediaTypeByEnding(name) ?? mediaTypeByEnding(source.url),
      );
    case 'file':
      return fetched(
        fileAddress(source.id, at),
        source.mediaType ?? mediaTypeByEnding(name) ?? mediaTypeByEnding(source.id),
      );
  }
}

function withSignature(part: MediaPart | DocumentPart, written: JsonObject): JsonObject {
  const signature = part.kind === 'document' ? undefined : part.signature;
  return signature?.maker === 'google' ? { ...written, thoughtSignature: signature.value } : written;
}

/** A file of the Files API (`files/abc`) or of Cloud Storage. @param param where the caller named it */
function fileAddress(id: string, param: string): string {
  if (/^files\/[a-z0-9-]+$/.test(id)) return FILES_API + id;
  if (/^(?:gs|https):\/\//.test(id)) return id;
  throw wrongField(param, 'must be a file of Google’s (files/…) or an address (gs://…, https://…)');
}

function fetched(fileUri: string, mimeType: string | undefined): JsonObject {
  return { fileData: { ...(mimeType === undefined ? {} : { mimeType }), fileUri } };
}
