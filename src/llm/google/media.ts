import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../body/json-object';
import type { ContentPart, FilePart } from '../canonical/content-parts';

/** Media types by ending: an address has to come with one, and most say it only this way. */
const BY_ENDING: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  heic: 'image/heic',
  gif: 'image/gif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  csv: 'text/csv',
  json: 'application/json',
  mp3: 'audio/mp3',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  mov: 'video/mov',
  webm: 'video/webm',
};
const FILES_API = 'https://generativelanguage.googleapis.com/v1beta/';

/**
 * Maps a part of a user's message. Bytes go inside the request, addresses are left to the provider to fetch.
 * Format: https://ai.google.dev/api/caching#Part
 * @throws GatewayError INVALID_REQUEST for a file id of another provider
 */
export function geminiPart(part: ContentPart, at: string): JsonObject {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'audio':
      return inline(part.data);
    case 'image':
      return part.data === undefined
        ? fetched(part.url ?? '', part.url ?? '', 'image/jpeg')
        : inline(part.data);
    case 'file':
      return filePart(part, at);
  }
}

function filePart({ data, url, fileId, filename }: FilePart, at: string): JsonObject {
  if (data !== undefined) return inline(data);
  const uri = url ?? fileAddress(fileId ?? '', at);
  return fetched(uri, filename ?? uri, 'application/pdf');
}

/** A file of the Files API (`files/abc`) or of Cloud Storage. */
function fileAddress(id: string, at: string): string {
  if (/^files\/[a-z0-9-]+$/.test(id)) return FILES_API + id;
  if (/^(?:gs|https):\/\//.test(id)) return id;
  throw new GatewayError('INVALID_REQUEST', `${at}.file.file_id must be files/… or an address gs://….`, {
    param: `${at}.file.file_id`,
  });
}

function inline({ mediaType, base64 }: { readonly mediaType: string; readonly base64: string }): JsonObject {
  return { inlineData: { mimeType: mediaType, data: base64 } };
}

function fetched(fileUri: string, name: string, otherwise: string): JsonObject {
  const ending = /\.([A-Za-z0-9]{2,4})(?:[?#].*)?$/.exec(name)?.[1]?.toLowerCase();
  const mimeType = (ending === undefined ? undefined : BY_ENDING[ending]) ?? otherwise;
  return { fileData: { mimeType, fileUri } };
}
