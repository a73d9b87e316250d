import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { withBreakpoint } from '../canonical/cache-breakpoint';
import type { ContentPart, MediaSource, TextPart } from '../canonical/content-part';
import { readDataUrl } from '../canonical/data-url';
import { anyText, neededObject, neededText, optionalText } from '../canonical/field-readers';
import { familyOf, mediaTypeByEnding, mediaTypeOf } from '../canonical/media-type';
import { wrongField } from '../../errors/invalid-field';

const ADDRESS = /^(?:https?|gs|s3):\/\//;

/**
 * Reads the content of a message or of a tool's output: a text, or a list of parts.
 * Format: https://platform.openai.com/docs/api-reference/responses/create#responses-create-input
 * @throws GatewayError INVALID_REQUEST naming the part (`input.0.content.1.type`)
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
  switch (part['type']) {
    case 'output_text':
      return { kind: 'text', text: anyText(part['text'], `${at}.text`), ...annotated(part), at };
    case 'input_text':
    case 'text':
    case 'summary_text':
    case 'reasoning_text':
      return { kind: 'text', text: anyText(part['text'], `${at}.text`), at };
    case 'refusal':
      return { kind: 'refusal', text: anyText(part['refusal'], `${at}.refusal`), at };
    case 'input_image':
      return {
        kind: 'image',
        source: imageSource(part, at),
        detail: optionalText(part['detail'], `${at}.detail`),
        at,
      };
    case 'input_audio':
      return { kind: 'audio', source: audioSource(part['input_audio'], `${at}.input_audio`), at };
    case 'input_file':
      return readFile(part, at);
    default:
      throw wrongField(
        `${at}.type`,
        'must be input_text, input_image, input_file, input_audio, output_text or refusal',
      );
  }
}

/** What an earlier answer's text rests on. */
function annotated({ annotations }: JsonObject): Pick<TextPart, 'citations'> {
  if (!Array.isArray(annotations) || annotations.length === 0) return {};
  return { citations: { maker: 'openai', values: annotations } };
}

function imageSource(part: JsonObject, at: string): MediaSource {
  const url = optionalText(part['image_url'], `${at}.image_url`);
  if (url === undefined) {
    return { type: 'file', id: neededText(part['file_id'], `${at}.image_url`), mediaType: undefined };
  }
  const data = readDataUrl(url);
  if (data !== undefined) {
    return {
      type: 'inline',
      mediaType: mediaTypeOf(data.mediaType, data.data) ?? 'image/png',
      data: data.data,
    };
  }
  if (!ADDRESS.test(url)) throw wrongField(`${at}.image_url`, 'must be an address or a data URL in base64');
  return { type: 'url', url, mediaType: undefined };
}

function audioSource(given: unknown, at: string): MediaSource {
  const audio = neededObject(given, at);
  const format = neededText(audio['format'], `${at}.format`);
  return { type: 'inline', mediaType: `audio/${format}`, data: neededText(audio['data'], `${at}.data`) };
}

function readFile(part: JsonObject, at: string): ContentPart {
  const filename = optionalText(part['filename'], `${at}.filename`);
  const source = fileSource(part, at, filename);
  const kind = familyOf(source);
  if (kind === 'image') return { kind, source, detail: optionalText(part['detail'], `${at}.detail`), at };
  if (kind !== undefined) return { kind, source, at };
  const callersOwn = (part['detail'] ?? 'auto') === 'auto' ? undefined : ['detail'];
  return { kind: 'document', source, filename, callersOwn, at };
}

function fileSource(part: JsonObject, at: string, filename: string | undefined): MediaSource {
  const { file_data: given, file_url: url, file_id: id } = part;
  if (typeof given === 'string') {
    const { mediaType, data } = readDataUrl(given) ?? { mediaType: undefined, data: given };
    const told = mediaTypeOf(mediaType, data) ?? mediaTypeByEnding(filename);
    if (told === undefined)
      throw wrongField(
        `${at}.file_data`,
        'must say its media type: data:TYPE;base64,…, or a filename with an ending',
      );
    return { type: 'inline', mediaType: told, data };
  }
  if (typeof url === 'string') {
    if (!ADDRESS.test(url)) throw wrongField(`${at}.file_url`, 'must be an address');
    return { type: 'url', url, mediaType: undefined };
  }
  if (typeof id === 'string') return { type: 'file', id, mediaType: undefined };
  throw wrongField(at, 'must hold file_data, file_url or file_id');
}

/** The texts of a list of parts such as a reasoning item's `summary`; undefined parts have none. */
export function textsOf(parts: unknown): string {
  if (!Array.isArray(parts)) return '';
  return parts
    .map((part: unknown) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .filter((text) => text !== '')
    .join('\n\n');
}
