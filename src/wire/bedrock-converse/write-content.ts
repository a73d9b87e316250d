import { extname } from 'node:path';
import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import { lookup } from '../../json/lookup';
import { standardBase64 } from '../canonical/base64';
import type { ContentPart, DocumentPart, MediaPart } from '../canonical/content-part';
import { UniqueIds } from '../canonical/unique-ids';
import { wrongField } from '../../errors/invalid-field';
import { withCachePoint } from './cache-point';

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ImageBlock.html */
const IMAGE_FORMATS = lookup<string>({
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
});

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_VideoBlock.html */
const VIDEO_FORMATS = lookup<string>({
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'video/mov': 'mov',
  'video/x-matroska': 'mkv',
  'video/mpeg': 'mpeg',
  'video/mpg': 'mpg',
  'video/x-flv': 'flv',
  'video/x-ms-wmv': 'wmv',
  'video/wmv': 'wmv',
  'video/3gpp': 'three_gp',
});

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html */
const DOCUMENT_FORMATS = lookup<string>({
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/markdown': 'md',
});

/** Maps the parts of one request's user and tool messages; the names of its documents have to differ. */
export class ContentBlocks {
  readonly #names = new UniqueIds([], (name, copy) => `${name} (${copy})`);

  /** @throws GatewayError INVALID_REQUEST for what the API cannot take: addresses, stored files, sound, other formats */
  map(parts: readonly ContentPart[]): JsonObject[] {
    return parts.flatMap((part) => withCachePoint(this.#blocks(part), part.cache));
  }

  #blocks(part: ContentPart): JsonObject[] {
    switch (part.kind) {
      case 'text':
      case 'refusal':
      case 'reasoning':
        // A text without anything to read in it is refused by the API.
        return part.text.trim() === '' ? [] : [{ text: part.text }];
      case 'image':
        return [imageBlock(part)];
      case 'video':
        return [videoBlock(part)];
      case 'document':
        return [this.#documentBlock(part)];
      case 'audio':
        throw refused(`${part.at}.type`, `${part.at} is a sound, which this provider does not take.`);
      case 'opaque':
        if (part.maker === 'bedrock') return [part.value];
        throw wrongField(part.at, 'is of a kind that this provider does not take');
      case 'tool_call':
      case 'tool_result':
        throw wrongField(part.at, 'is not at a place where a tool call or its result can be');
    }
  }

  #documentBlock(part: DocumentPart): JsonObject {
    const { filename, citations, context } = part;
    return {
      document: {
        ...documentSource(part),
        name: this.#documentName(filename),
        ...(citations === undefined ? {} : { citations }),
        ...(context === undefined ? {} : { context }),
      },
    };
  }

  /** The API takes letters, digits, single spaces, hyphens, parentheses and square brackets, and each name once. */
  #documentName(filename: string | undefined): string {
    const stem = (filename ?? 'document').slice(0, 150).replace(extname(filename ?? ''), '');
    const plain = stem
      .replace(/[^A-Za-z0-9\s()[\]-]+/g, '-')
      .replace(/\s+/g, ' ')
      .trim();
    return this.#names.take(plain === '' ? 'document' : plain);
  }
}

function documentSource({ source, field, at }: DocumentPart): JsonObject {
  const param = field ?? at;
  if (source.type === 'text') {
    return { format: 'txt', source: { bytes: Buffer.from(source.text).toString('base64') } };
  }
  if (source.type !== 'inline') {
    throw refused(
      param,
      `${param} has to be inside the request: this provider takes no address and no id of a file.`,
    );
  }
  const format = DOCUMENT_FORMATS[source.mediaType] ?? (isText(source.mediaType) ? 'txt' : undefined);
  if (format === undefined) {
    throw refused(param, `${param} has to be pdf, csv, doc, docx, xls, xlsx, html, txt or md.`);
  }
  return { format, source: { bytes: standardBase64(source.data) } };
}

/** A text of another kind is a plain text here. */
function isText(mediaType: string): boolean {
  return mediaType.startsWith('text/') || mediaType === 'application/json';
}

function imageBlock({ source, field, at }: MediaPart): JsonObject {
  const param = field ?? at;
  if (source.type !== 'inline') {
    throw refused(
      param,
      `${param} has to be inside the request, in base64: this provider fetches no images.`,
      'invalid_image_url',
    );
  }
  const format = IMAGE_FORMATS[source.mediaType];
  if (format === undefined) {
    throw refused(param, `${param} has to be png, jpeg, gif or webp.`, 'invalid_image_format');
  }
  return { image: { format, source: { bytes: standardBase64(source.data) } } };
}

function videoBlock({ source, field, at }: MediaPart): JsonObject {
  const format = source.type === 'inline' ? VIDEO_FORMATS[source.mediaType] : undefined;
  if (source.type !== 'inline' || format === undefined) {
    throw refused(
      field ?? at,
      `${field ?? at} has to be inside the request, as mp4, webm, mov, mkv, mpeg, flv, wmv or 3gp.`,
    );
  }
  return { video: { format, source: { bytes: standardBase64(source.data) } } };
}

function refused(param: string, message: string, providerCode?: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { param, providerCode });
}
