import { GatewayError } from '../../errors/gateway-error';
import type { ContentPart, FilePart, ImagePart } from '../canonical/content-parts';
import type { Block } from './blocks';

/**
 * The blocks of a user's or a tool's content. Blank texts are left out, because they are refused; fields that a part has
 * beside OpenAI's own (`cache_control`, and `citations` and `context` of a document) go along.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/vision, …/pdf-support, …/citations
 * @param at the content's path in the request, for errors
 * @throws GatewayError INVALID_REQUEST naming a part that no Claude model takes
 */
export function contentBlocks(parts: readonly ContentPart[], at: string): Block[] {
  return parts.flatMap((part, index): Block[] => {
    if (part.type === 'text') {
      if (part.text.trim() === '') return [];
      return [{ type: 'text', text: part.text, ...kept(part, 'cache_control') }];
    }
    if (part.type === 'image') return [image(part)];
    if (part.type === 'file') return [document(part, `${at}.${index}`)];
    throw new GatewayError('INVALID_REQUEST', `${at}.${index} is a sound, which this model does not take.`, {
      param: `${at}.${index}.type`,
      providerCode: 'unsupported_value',
    });
  });
}

/** Whether a block refers to a file that the provider keeps, which is a beta feature. */
export function holdsFile({ source }: Block): boolean {
  return typeof source === 'object' && source !== null && 'type' in source && source.type === 'file';
}

function image(part: ImagePart): Block {
  const source =
    part.data === undefined
      ? { type: 'url', url: part.url }
      : { type: 'base64', media_type: part.data.mediaType, data: part.data.base64 };
  return { type: 'image', source, ...kept(part, 'cache_control') };
}

function document(part: FilePart, at: string): Block {
  const { data } = part;
  if (data?.mediaType.startsWith('image/') === true) {
    const source = { type: 'base64', media_type: data.mediaType, data: data.base64 };
    return { type: 'image', source, ...kept(part, 'cache_control') };
  }
  return {
    type: 'document',
    source: documentSource(part, at),
    ...(part.filename === undefined ? {} : { title: part.filename }),
    ...kept(part, 'citations'),
    ...kept(part, 'context'),
    ...kept(part, 'cache_control'),
  };
}

function documentSource({ data, url, fileId }: FilePart, at: string): Block {
  if (url !== undefined) return { type: 'url', url };
  if (data === undefined) return { type: 'file', file_id: fileId };
  if (data.mediaType === 'application/pdf') {
    return { type: 'base64', media_type: data.mediaType, data: data.base64 };
  }
  if (data.mediaType.startsWith('text/')) {
    const text = Buffer.from(data.base64, 'base64').toString('utf8');
    return { type: 'text', media_type: 'text/plain', data: text };
  }
  throw new GatewayError('INVALID_REQUEST', `${at}.file must be a PDF, a text or an image.`, {
    param: `${at}.file.file_data`,
    providerCode: 'unsupported_value',
  });
}

function kept({ source }: ContentPart, name: string): Block {
  const value = source?.[name];
  return value === undefined || value === null ? {} : { [name]: value };
}
