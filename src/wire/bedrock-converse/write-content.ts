import { extname } from 'node:path';
import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import { lookup } from '../../json/lookup';
import { standardBase64 } from '../canonical/base64';
import type { ContentPart, DocumentPart, MediaPart, MediaSource } from '../canonical/content-part';
import { isTextType, mediaTypeByEnding } from '../canonical/media-type';
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

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_AudioBlock.html */
const AUDIO_FORMATS = lookup<string>({
  ...{
    'audio/mp3': 'mp3',
    'audio/mpeg': 'mp3',
    'audio/wav': 'wav',
    'audio/ogg': 'ogg',
    'audio/opus': 'opus',
  },
  ...{
    'audio/flac': 'flac',
    'audio/aac': 'aac',
    'audio/m4a': 'm4a',
    'audio/mp4': 'mp4',
    'audio/webm': 'webm',
  },
  ...{ 'audio/pcm': 'pcm', 'audio/pcm16': 'pcm' },
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

  /** @param sound whether the model hears sounds */
  constructor(private readonly sound: boolean) {}

  /** @throws GatewayError INVALID_REQUEST for what the API cannot take: addresses but S3's, stored files, other formats, sound where the model hears none */
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
        if (this.sound) return [audioBlock(part)];
        throw refused(`${part.at}.type`, `${part.at} is a sound, which this model does not take.`);
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
  const taken = sourceOf(source);
  if (taken === undefined) {
    throw refused(
      param,
      `${param} has to be inside the request, or at an address of S3: this provider takes no other address and no id of a file.`,
    );
  }
  const { mediaType, written } = taken;
  // A text of another kind is a plain text here.
  const format = DOCUMENT_FORMATS[mediaType] ?? (isTextType(mediaType) ? 'txt' : undefined);
  if (format === undefined) {
    throw refused(param, `${param} has to be pdf, csv, doc, docx, xls, xlsx, html, txt or md.`);
  }
  return { format, source: written };
}

/**
 * Bytes, or an address of S3, and what they are; undefined for what the API does not take.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_S3Location.html
 */
function sourceOf(source: MediaSource): { mediaType: string; written: JsonObject } | undefined {
  if (source.type === 'inline')
    return { mediaType: source.mediaType, written: { bytes: standardBase64(source.data) } };
  if (source.type !== 'url' || !/^s3:\/\//i.test(source.url)) return undefined;
  const mediaType = source.mediaType ?? mediaTypeByEnding(source.url) ?? '';
  return { mediaType, written: { s3Location: { uri: source.url } } };
}

function imageBlock({ source, field, at }: MediaPart): JsonObject {
  const param = field ?? at;
  const taken = sourceOf(source);
  if (taken === undefined) {
    throw refused(
      param,
      `${param} has to be inside the request, in base64, or at an address of S3: this provider fetches no other images.`,
      'invalid_image_url',
    );
  }
  const format = IMAGE_FORMATS[taken.mediaType];
  if (format === undefined) {
    throw refused(param, `${param} has to be png, jpeg, gif or webp.`, 'invalid_image_format');
  }
  return { image: { format, source: taken.written } };
}

function videoBlock({ source, field, at }: MediaPart): JsonObject {
  const { mediaType = '', written } = sourceOf(source) ?? {};
  const format = VIDEO_FORMATS[mediaType];
  if (format === undefined) {
    throw refused(
      field ?? at,
      `${field ?? at} has to be inside the request, or at an address of S3, as mp4, webm, mov, mkv, mpeg, flv, wmv or 3gp.`,
    );
  }
  return { video: { format, source: written } };
}

function audioBlock({ source, field, at }: MediaPart): JsonObject {
  const { mediaType = '', written } = sourceOf(source) ?? {};
  const format = AUDIO_FORMATS[mediaType];
  if (format === undefined) {
    throw refused(
      field ?? at,
      `${field ?? at} has to be inside the request, or at an address of S3, as mp3, wav, ogg, opus, flac, aac, m4a, mp4, webm or pcm.`,
    );
  }
  return { audio: { format, source: written } };
}

function refused(param: string, message: string, providerCode?: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { param, providerCode });
}
