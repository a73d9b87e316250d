import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import type { DocumentPart, MediaPart, MediaSource } from '../canonical/content-part';

/** Media types by ending: most addresses say it only this way. */
const BY_ENDING: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heif',
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
const MAX_ENDING = 4;

/**
 * Maps a picture, sound, video or document. Bytes go inside the request, addresses are left to the provider to fetch. A
 * media type is the caller's, or what the name's ending says; where neither tells none is sent.
 * Format: https://ai.google.dev/api/caching#Part
 * @throws GatewayError INVALID_REQUEST for a file id of another provider
 */
export function writeMedia(part: MediaPart | DocumentPart): JsonObject {
  const name = part.kind === 'document' ? part.filename : undefined;
  return withSignature(part, mediaPart(part.source, name, part.at));
}

function mediaPart(source: MediaSource, name: string | undefined, at: string): JsonObject {
  switch (source.type) {
    case 'inline':
      return { inlineData: { mimeType: source.mediaType, data: source.data } };
    case 'text':
      return { text: source.text };
    case 'url':
      return fetched(source.url, source.mediaType ?? byEnding(name) ?? byEnding(source.url));
    case 'file':
      return fetched(fileAddress(source.id, at), source.mediaType ?? byEnding(name) ?? byEnding(source.id));
  }
}

function withSignature(part: MediaPart | DocumentPart, written: JsonObject): JsonObject {
  const signature = part.kind === 'document' ? undefined : part.signature;
  return signature?.maker === 'google' ? { ...written, thoughtSignature: signature.value } : written;
}

/** A file of the Files API (`files/abc`) or of Cloud Storage. */
function fileAddress(id: string, at: string): string {
  if (/^files\/[a-z0-9-]+$/.test(id)) return FILES_API + id;
  if (/^(?:gs|https):\/\//.test(id)) return id;
  throw new GatewayError('INVALID_REQUEST', `${at}.file.file_id must be files/… or an address gs://….`, {
    param: `${at}.file.file_id`,
  });
}

function fetched(fileUri: string, mimeType: string | undefined): JsonObject {
  return { fileData: { ...(mimeType === undefined ? {} : { mimeType }), fileUri } };
}

/** The media type by the ending of a file's name or of an address's path. */
export function byEnding(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const query = name.search(/[?#]/);
  const path = query < 0 ? name : name.slice(0, query);
  const dot = path.lastIndexOf('.');
  if (dot < 0 || path.length - dot - 1 > MAX_ENDING) return undefined;
  return BY_ENDING[path.slice(dot + 1).toLowerCase()];
}
