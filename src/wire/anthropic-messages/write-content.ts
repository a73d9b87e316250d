import type { JsonObject } from '../../json/json-object';
import { standardBase64 } from '../canonical/base64';
import type { ContentPart, DocumentPart, MediaPart, MediaSource } from '../canonical/content-part';
import { isTextType } from '../canonical/media-type';
import { GatewayError } from '../../errors/gateway-error';
import { wrongField } from '../../errors/invalid-field';
import { MAKER } from './blocks';
import type { Block } from './blocks';

/**
 * The blocks of a user's, a tool's or an instruction's content. Blank texts are left out, because they are refused.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/vision, …/pdf-support, …/citations
 * @throws GatewayError INVALID_REQUEST naming a part that no Claude model takes
 */
export function contentBlocks(parts: readonly ContentPart[]): Block[] {
  return parts.flatMap((part): Block[] => {
    switch (part.kind) {
      case 'text':
      case 'refusal':
      case 'reasoning':
        return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text, ...cached(part) }];
      case 'image':
        return [{ type: 'image', source: imageSource(part), ...cached(part) }];
      case 'document':
        return [document(part)];
      case 'audio':
      case 'video':
        throw refusedPart(
          `${part.at}.type`,
          `${part.at} is ${NAMES[part.kind]}, which this model does not take.`,
        );
      case 'opaque':
        if (part.maker === MAKER) return [{ ...part.value }];
        throw wrongField(part.at, 'is of a kind that this provider does not take');
      case 'tool_call':
      case 'tool_result':
        throw wrongField(part.at, 'is not at a place where a tool call or its result can be');
    }
  });
}

const NAMES = { audio: 'a sound', video: 'a video' } as const;

/** The cache mark of a part as a field of its block. */
export function cached({ cache }: Pick<ContentPart, 'cache'>): Block {
  return cache === undefined ? {} : { cache_control: cache };
}

/** Whether a block refers to a file that the provider keeps, which is a beta feature. */
export function holdsFile({ source }: Block): boolean {
  return typeof source === 'object' && source !== null && 'type' in source && source.type === 'file';
}

function imageSource({ source, at, field }: MediaPart): JsonObject {
  switch (source.type) {
    case 'url':
      return { type: 'url', url: source.url };
    case 'file':
      return { type: 'file', file_id: source.id };
    case 'inline':
      return base64Source(source);
    case 'text':
      throw wrongField(field ?? at, 'must be an image');
  }
}

function document(part: DocumentPart): Block {
  return {
    type: 'document',
    source: documentSource(part),
    ...(part.filename === undefined ? {} : { title: part.filename }),
    ...(part.citations === undefined ? {} : { citations: part.citations }),
    ...(part.context === undefined ? {} : { context: part.context }),
    ...cached(part),
  };
}

function documentSource({ source, at, field }: DocumentPart): JsonObject {
  switch (source.type) {
    case 'url':
      return { type: 'url', url: source.url };
    case 'file':
      return { type: 'file', file_id: source.id };
    case 'text':
      return plainText(source.text);
    case 'inline':
      if (source.mediaType === 'application/pdf') return base64Source(source);
      if (isTextType(source.mediaType)) {
        return plainText(Buffer.from(source.data, 'base64').toString('utf8'));
      }
      throw refusedPart(field ?? at, `${field ?? at} must be a PDF, a text or an image.`);
  }
}

function base64Source({ mediaType, data }: Extract<MediaSource, { type: 'inline' }>): JsonObject {
  return { type: 'base64', media_type: mediaType, data: standardBase64(data) };
}

function plainText(data: string): JsonObject {
  return { type: 'text', media_type: 'text/plain', data };
}

function refusedPart(param: string, message: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { param, providerCode: 'unsupported_value' });
}
