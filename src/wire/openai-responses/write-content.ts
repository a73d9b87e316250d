import type { JsonObject } from '../../json/json-object';
import { standardBase64 } from '../canonical/base64';
import { BREAKPOINT } from '../canonical/cache-breakpoint';
import type { ContentPart, DocumentPart, MediaPart } from '../canonical/content-part';
import { fileNameFor, isTextType } from '../canonical/media-type';
import { titledText } from '../canonical/tool-text';
import { wrongField } from '../../errors/invalid-field';

/**
 * Writes a part of what a user says, or of a tool's result.
 * Format: https://platform.openai.com/docs/api-reference/responses/create#responses-create-input
 * @throws GatewayError INVALID_REQUEST naming a part that cannot be said on this wire
 */
export function inputPart(part: ContentPart): JsonObject {
  const { breakpoint } = part;
  return breakpoint === undefined ? plainPart(part) : { ...plainPart(part), [BREAKPOINT]: breakpoint };
}

function plainPart(part: ContentPart): JsonObject {
  switch (part.kind) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return { type: 'input_text', text: part.text };
    case 'image':
      return imagePart(part);
    case 'document':
      return documentPart(part);
    case 'audio':
      return audioPart(part);
    default:
      throw wrongField(part.at, 'is of a kind that this provider does not take');
  }
}

function imagePart({ source, detail, field, at }: MediaPart): JsonObject {
  const common = { type: 'input_image', detail: detail ?? 'auto' };
  switch (source.type) {
    case 'url':
      return { ...common, image_url: source.url };
    case 'file':
      return { ...common, file_id: source.id };
    case 'inline':
      return { ...common, image_url: dataUrl(source.mediaType, source.data) };
    case 'text':
      throw wrongField(field ?? at, 'must be an image');
  }
}

function audioPart({ source, field, at }: MediaPart): JsonObject {
  if (source.type !== 'inline')
    throw wrongField(field ?? at, 'has to be inside the request at this provider');
  const format = source.mediaType.slice('audio/'.length).replace(/^x-/, '').replace('mpeg', 'mp3');
  return { type: 'input_audio', input_audio: { format, data: standardBase64(source.data) } };
}

function documentPart({ source, filename }: DocumentPart): JsonObject {
  switch (source.type) {
    case 'text':
      return { type: 'input_text', text: titledText(filename, source.text) };
    case 'url':
      return { type: 'input_file', file_url: source.url };
    case 'file':
      return { type: 'input_file', file_id: source.id };
    case 'inline':
      if (isTextType(source.mediaType)) {
        const text = Buffer.from(source.data, 'base64').toString('utf8');
        return { type: 'input_text', text: titledText(filename, text) };
      }
      return {
        type: 'input_file',
        filename: filename ?? fileNameFor(source.mediaType),
        file_data: dataUrl(source.mediaType, source.data),
      };
  }
}

function dataUrl(mediaType: string, data: string): string {
  return `data:${mediaType};base64,${standardBase64(data)}`;
}
