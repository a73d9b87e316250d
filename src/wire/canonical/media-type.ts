import { lookup } from '../../json/lookup';
import type { MediaSource } from './content-part';

/** Names that are in use and not registered, and the registered ones: https://www.iana.org/assignments/media-types */
const SYNONYMS = lookup<string>({
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/x-ms-bmp': 'image/bmp',
  'application/x-pdf': 'application/pdf',
  'application/csv': 'text/csv',
  'text/x-csv': 'text/csv',
  'text/x-markdown': 'text/markdown',
  ...{ 'audio/x-wav': 'audio/wav', 'audio/wave': 'audio/wav', 'audio/vnd.wave': 'audio/wav' },
  ...{ 'audio/x-mp3': 'audio/mp3', 'audio/x-mpeg': 'audio/mpeg', 'audio/mpeg3': 'audio/mpeg' },
  ...{ 'audio/x-m4a': 'audio/m4a', 'audio/x-flac': 'audio/flac', 'audio/x-aac': 'audio/aac' },
  'video/x-m4v': 'video/mp4',
});

/** Media types by ending: most addresses and file names say it only this way. */
const BY_ENDING = lookup<string>({
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp', gif: 'image/gif' },
  ...{ heic: 'image/heic', heif: 'image/heif' },
  ...{ pdf: 'application/pdf', txt: 'text/plain', md: 'text/markdown', html: 'text/html', csv: 'text/csv' },
  ...{ json: 'application/json', xml: 'text/xml' },
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ...{ mp3: 'audio/mp3', wav: 'audio/wav', ogg: 'audio/ogg', flac: 'audio/flac' },
  ...{ mp4: 'video/mp4', mov: 'video/mov', webm: 'video/webm', mkv: 'video/x-matroska' },
});
const MAX_ENDING = 4;

/** Media types that say nothing of the content. */
const UNTELLING: ReadonlySet<string> = new Set([
  '',
  'application/octet-stream',
  'binary/octet-stream',
  'image/*',
]);

/** Families whose bytes are looked at whatever was said. */
const SNIFFED = ['image/', 'audio/'];
const PDF = 'application/pdf';

/** The first bytes of files, in base64. Format: https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['JVBERi', 'application/pdf'],
  ['SUQz', 'audio/mp3'],
  ['T2dnUw', 'audio/ogg'],
  ['ZkxhQw', 'audio/flac'],
];

/** The media type by the ending of a file's name or of an address's path; undefined where it tells nothing. */
export function mediaTypeByEnding(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const query = name.search(/[?#]/);
  const path = query < 0 ? name : name.slice(0, query);
  const dot = path.lastIndexOf('.');
  if (dot < 0 || path.length - dot - 1 > MAX_ENDING) return undefined;
  const ending = path.slice(dot + 1).toLowerCase();
  return BY_ENDING[ending];
}

/** Texts whose media types do not begin so. Names: https://www.iana.org/assignments/media-types and what is in use besides. */
const TEXTS =
  /^application\/(?:[^/]+\+(?:json|xml|yaml)|(?:x-)?(?:json|ndjson|jsonl|xml|yaml|toml|javascript|typescript|python|sh|sql))$/;

/** Whether a document's bytes are a text. @param mediaType as {@link mediaTypeOf} returns it */
export function isTextType(mediaType: string): boolean {
  return mediaType.startsWith('text/') || TEXTS.test(mediaType);
}

/** A name for a file without one, with the ending of its media type: providers compare the two. */
export function fileNameFor(mediaType: string): string {
  const ending = Object.keys(BY_ENDING).find((known) => BY_ENDING[known] === mediaType);
  return ending === undefined ? 'document' : `document.${ending}`;
}

/** What a file is besides a document, by its media type; undefined for a document. */
export function mediaFamily(mediaType: string | undefined): 'image' | 'audio' | 'video' | undefined {
  const family = mediaType?.split('/', 1)[0];
  return family === 'image' || family === 'audio' || family === 'video' ? family : undefined;
}

/**
 * What a file is besides a document: by its media type where it is in the request, by that or the ending of its address where it is not,
 * but for pictures, which wires that have files fetch as such.
 */
export function familyOf(source: MediaSource): 'image' | 'audio' | 'video' | undefined {
  if (source.type === 'inline') return mediaFamily(source.mediaType);
  if (source.type !== 'url') return undefined;
  const family = mediaFamily(source.mediaType ?? mediaTypeByEnding(source.url));
  return family === 'image' ? undefined : family;
}

/**
 * The registered name of a media type. Bytes that tell what they are win over what was said of an image or a sound, because
 * providers compare the two and refuse; bytes that say nothing are what was said.
 * @param said as the caller wrote it, parameters and all
 * @param data the bytes, base64 in either alphabet; undefined where they are elsewhere
 * @returns undefined where neither tells: nothing is invented
 */
export function mediaTypeOf(said: string | undefined, data?: string): string | undefined {
  const name = (said ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const untelling = UNTELLING.has(name);
  const family = SNIFFED.find((one) => name.startsWith(one));
  if (data !== undefined && (untelling || family !== undefined)) {
    const found = sniffed(data.slice(0, 24).replaceAll('-', '+').replaceAll('_', '/'));
    const fits = found !== undefined && (untelling || found.startsWith(family ?? ''));
    // A document in the place of a picture is one.
    if (fits || (found === PDF && family === 'image/')) return found;
  }
  return untelling ? undefined : (SYNONYMS[name] ?? name);
}

function sniffed(beginning: string): string | undefined {
  const found = BEGINNINGS.find(([bytes]) => beginning.startsWith(bytes));
  if (found !== undefined) return found[1];
  const bytes = Buffer.from(beginning, 'base64').toString('latin1');
  return bytes.startsWith('RIFF') ? RIFF[bytes.slice(8, 12)] : undefined;
}

const RIFF: Readonly<Record<string, string>> = { WEBP: 'image/webp', WAVE: 'audio/wav' };
