import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { withBreakpoint } from '../canonical/cache-breakpoint';
import type { CacheMark, ContentPart, MediaSource } from '../canonical/content-part';
import { anyText, neededObject, optionalText } from '../canonical/field-readers';
import { readDataUrl } from '../canonical/data-url';
import { familyOf, mediaTypeByEnding, mediaTypeOf } from '../canonical/media-type';
import { wrongField } from '../../errors/invalid-field';

/**
 * Reads a message's content: a text, a list of parts, or nothing.
 * Format: https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages
 * @throws GatewayError INVALID_REQUEST naming the part (`messages.0.content.1.type`)
 */
export function readContent(content: unknown, at: string): ContentPart[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content, at }];
  if (!Array.isArray(content)) throw wrongField(at, 'must be a text or a list of parts');
  return content.map((given: unknown, index) => {
    const part = neededObject(given, `${at}.${index}`);
    return withBreakpoint(readPart(part, `${at}.${index}`), part);
  });
}

function readPart(part: JsonObject, at: string): ContentPart {
  const cache = cacheMark(part);
  switch (part['type']) {
    case 'text':
      return { kind: 'text', text: anyText(part['text'], `${at}.text`), cache, at };
    case 'refusal':
      return { kind: 'refusal', text: anyText(part['refusal'], `${at}.refusal`), cache, at };
    case 'image_url':
      return readImage(part, cache, at);
    case 'input_audio':
      return readAudio(part, cache, at);
    case 'video_url':
      return {
        kind: 'video',
        source: urlSource(part['video_url'], `${at}.video_url`),
        cache,
        at,
      };
    case 'file':
      return readFile(part, cache, at);
    default:
      throw wrongField(`${at}.type`, 'must be text, image_url, input_audio, video_url or file');
  }
}

function readImage(part: JsonObject, cache: CacheMark | undefined, at: string): ContentPart {
  const image = part['image_url'];
  const detail = isObject(image) ? optionalText(image['detail'], `${at}.image_url.detail`) : undefined;
  const source = urlSource(image, `${at}.image_url`);
  const field = `${at}.image_url.url`;
  // Many callers have no other place for a document.
  if (source.type === 'inline' && source.mediaType === 'application/pdf')
    return { kind: 'document', source, field, cache, at };
  return { kind: 'image', source, field, detail, cache, at };
}

/** A data URL, or an address. */
function urlSource(given: unknown, at: string): MediaSource {
  const url = anyText(isObject(given) ? given['url'] : given, `${at}.url`);
  const data = readDataUrl(url);
  if (data !== undefined) {
    const mediaType = mediaTypeOf(data.mediaType, data.data);
    if (mediaType === undefined) throw wrongField(`${at}.url`, 'must say its media type: data:TYPE;base64,…');
    return { type: 'inline', mediaType, data: data.data };
  }
  if (!/^(?:https?|gs|s3):\/\//.test(url)) {
    throw wrongField(`${at}.url`, 'must be an address or a data URL in base64');
  }
  const format = isObject(given) ? given['format'] : undefined;
  return { type: 'url', url, mediaType: typeof format === 'string' ? mediaTypeOf(format) : undefined };
}

function readAudio(part: JsonObject, cache: CacheMark | undefined, at: string): ContentPart {
  const audio = neededObject(part['input_audio'], `${at}.input_audio`);
  const format = anyText(audio['format'], `${at}.input_audio.format`);
  const data = anyText(audio['data'], `${at}.input_audio.data`);
  const mediaType = mediaTypeOf(`audio/${format}`, data) ?? `audio/${format}`;
  return { kind: 'audio', source: { type: 'inline', mediaType, data }, cache, at };
}

function readFile(part: JsonObject, cache: CacheMark | undefined, at: string): ContentPart {
  const file = neededObject(part['file'], `${at}.file`);
  const filename = optionalText(file['filename'], `${at}.file.filename`);
  const source = fileSource(file, filename, at);
  const context = optionalText(part['context'], `${at}.context`);
  const citations = isObject(part['citations']) ? part['citations'] : undefined;
  const kind = familyOf(source);
  if (kind !== undefined) return { kind, source, field: `${at}.file`, cache, at };
  return { kind: 'document', source, field: `${at}.file`, filename, context, citations, cache, at };
}

function fileSource(file: JsonObject, filename: string | undefined, at: string): MediaSource {
  const { file_data: given, file_id: id, format } = file;
  const said = typeof format === 'string' ? mediaTypeOf(format) : undefined;
  if (typeof given === 'string') {
    if (/^(?:https?|gs|s3):\/\//.test(given)) return { type: 'url', url: given, mediaType: said };
    const { mediaType, data } = readDataUrl(given) ?? { mediaType: undefined, data: given };
    const told = said ?? mediaTypeOf(mediaType, data) ?? mediaTypeByEnding(filename);
    if (told === undefined) {
      throw wrongField(
        `${at}.file.file_data`,
        'must say its media type: data:TYPE;base64,…, or a filename with an ending',
      );
    }
    return { type: 'inline', mediaType: told, data };
  }
  if (typeof id === 'string') return { type: 'file', id, mediaType: said };
  throw wrongField(`${at}.file`, 'must hold file_data or file_id');
}

function cacheMark(part: JsonObject): CacheMark | undefined {
  const mark = part['cache_control'];
  return isObject(mark) ? mark : undefined;
}
