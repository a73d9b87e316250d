import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import { wrongField } from './wrong-field';

/** A text; a refusal of an earlier answer counts as one. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  /** The part as the caller wrote it, for extension fields such as `cache_control`; undefined for a bare text. */
  readonly source: JsonObject | undefined;
}

/** Bytes in base64, with their media type (`image/png`). */
export interface InlineData {
  readonly mediaType: string;
  readonly base64: string;
}

/** An image: inside the request, or at an address that the provider fetches. */
export interface ImagePart {
  readonly type: 'image';
  readonly data: InlineData | undefined;
  readonly url: string | undefined;
  readonly source: JsonObject;
}

/** A sound inside the request. */
export interface AudioPart {
  readonly type: 'audio';
  readonly data: InlineData;
  readonly source: JsonObject;
}

/** A document: inside the request, at an address, or a file that the provider keeps under an id. */
export interface FilePart {
  readonly type: 'file';
  readonly data: InlineData | undefined;
  readonly url: string | undefined;
  readonly fileId: string | undefined;
  readonly filename: string | undefined;
  readonly source: JsonObject;
}

/** A piece of a message's content. */
export type ContentPart = TextPart | ImagePart | AudioPart | FilePart;

/**
 * Reads a message's content: a text, a list of parts, or nothing.
 * Format: https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages
 * @throws GatewayError INVALID_REQUEST naming the part (`messages.0.content.1.type`)
 */
export function readParts(content: unknown, at: string): ContentPart[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string')
    return content === '' ? [] : [{ type: 'text', text: content, source: undefined }];
  if (!Array.isArray(content)) throw wrongField(at, 'must be a text or a list of parts');
  return content.map((part: unknown, index) => readPart(part, `${at}.${index}`));
}

/** The texts of parts in one, for places that take no others. */
export function textOf(parts: readonly ContentPart[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** Reads a data URL in base64 (RFC 2397); undefined for any other address. */
function readDataUrl(url: string): InlineData | undefined {
  if (!url.startsWith('data:')) return undefined;
  const comma = url.indexOf(',');
  const head = url.slice('data:'.length, Math.max(comma, 0)).split(';');
  if (comma < 0 || head.at(-1) !== 'base64') return undefined;
  return {
    mediaType: head[0] === undefined || head[0] === '' ? 'text/plain' : head[0],
    base64: url.slice(comma + 1),
  };
}

function readPart(part: unknown, at: string): ContentPart {
  if (!isObject(part)) throw wrongField(at, 'must be an object');
  switch (part['type']) {
    case 'text':
      return { type: 'text', text: text(part['text'], `${at}.text`), source: part };
    case 'refusal':
      return { type: 'text', text: text(part['refusal'], `${at}.refusal`), source: part };
    case 'image_url':
      return readImage(part, at);
    case 'input_audio':
      return readAudio(part, at);
    case 'file':
      return readFile(part, at);
    default:
      throw wrongField(`${at}.type`, 'must be text, image_url, input_audio or file');
  }
}

function readImage(part: JsonObject, at: string): ImagePart {
  const image = part['image_url'];
  const url = text(isObject(image) ? image['url'] : image, `${at}.image_url.url`);
  const data = readDataUrl(url);
  if (data === undefined && !/^https?:\/\//.test(url)) {
    throw wrongField(`${at}.image_url.url`, 'must be an address or a data URL in base64');
  }
  return { type: 'image', data, url: data === undefined ? url : undefined, source: part };
}

function readAudio(part: JsonObject, at: string): AudioPart {
  const audio = part['input_audio'];
  if (!isObject(audio)) throw wrongField(`${at}.input_audio`, 'must be an object');
  const format = text(audio['format'], `${at}.input_audio.format`);
  const base64 = text(audio['data'], `${at}.input_audio.data`);
  return { type: 'audio', data: { mediaType: `audio/${format}`, base64 }, source: part };
}

function readFile(part: JsonObject, at: string): FilePart {
  const file = part['file'];
  if (!isObject(file)) throw wrongField(`${at}.file`, 'must be an object');
  const given = file['file_data'];
  const fileData = typeof given === 'string' ? given : undefined;
  const fileId = typeof file['file_id'] === 'string' ? file['file_id'] : undefined;
  if (fileData === undefined && fileId === undefined)
    throw wrongField(`${at}.file`, 'must hold file_data or file_id');
  const url = fileData !== undefined && /^https?:\/\//.test(fileData) ? fileData : undefined;
  const data =
    fileData === undefined || url !== undefined
      ? undefined
      : (readDataUrl(fileData) ?? { mediaType: 'application/pdf', base64: fileData });
  const filename = typeof file['filename'] === 'string' ? file['filename'] : undefined;
  return { type: 'file', data, url, fileId, filename, source: part };
}

function text(value: unknown, at: string): string {
  if (typeof value === 'string') return value;
  throw wrongField(at, 'must be a text');
}
