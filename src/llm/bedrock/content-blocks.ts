import { extname } from 'node:path';
import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../body/json-object';
import type { ContentPart, FilePart, ImagePart } from '../canonical/content-parts';
import { withCachePoint } from './cache-point';

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ImageBlock.html */
const IMAGE_FORMATS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html */
const DOCUMENT_FORMATS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/markdown': 'md',
};

/** Maps the parts of one request's user and tool messages; the names of its documents have to differ. */
export class ContentBlocks {
  readonly #names = new Set<string>();

  /**
   * @param at where the parts stand in the request (`messages.2.content`)
   * @throws GatewayError INVALID_REQUEST for what the API cannot take: addresses, stored files, sound, other formats
   */
  map(parts: readonly ContentPart[], at: string): JsonObject[] {
    return parts.flatMap((part, index) => {
      const block = this.#block(part, `${at}.${index}`);
      return block === undefined ? [] : withCachePoint(block, part.source);
    });
  }

  #block(part: ContentPart, at: string): JsonObject | undefined {
    switch (part.type) {
      case 'text':
        // A text without anything to read in it is refused by the API.
        return part.text.trim() === '' ? undefined : { text: part.text };
      case 'image':
        return imageBlock(part, at);
      case 'file':
        return this.#documentBlock(part, at);
      case 'audio':
        throw refused(`${at}.type`, 'Sound is not taken by the Converse API of this provider.');
    }
  }

  #documentBlock({ data, filename }: FilePart, at: string): JsonObject {
    if (data === undefined) {
      throw refused(
        `${at}.file`,
        'Files have to be inside the request (file_data), not at an address or under an id.',
      );
    }
    const format = DOCUMENT_FORMATS[data.mediaType.toLowerCase()];
    if (format === undefined) {
      throw refused(`${at}.file`, 'Files have to be pdf, csv, doc, docx, xls, xlsx, html, txt or md.');
    }
    return { document: { format, name: this.#documentName(filename), source: { bytes: data.base64 } } };
  }

  /** The API takes letters, digits, single spaces, hyphens, parentheses and square brackets, and each name once. */
  #documentName(filename: string | undefined): string {
    const stem = (filename ?? 'document').slice(0, 150).replace(extname(filename ?? ''), '');
    const plain = stem
      .replace(/[^A-Za-z0-9\s()[\]-]+/g, '-')
      .replace(/\s+/g, ' ')
      .trim();
    const base = plain === '' ? 'document' : plain;
    let name = base;
    for (let copy = 2; this.#names.has(name); copy++) name = `${base} (${copy})`;
    this.#names.add(name);
    return name;
  }
}

function imageBlock({ data }: ImagePart, at: string): JsonObject {
  if (data === undefined) {
    throw refused(
      `${at}.image_url.url`,
      'This provider fetches no images: they have to be inside the request, as a data URL in base64.',
      'invalid_image_url',
    );
  }
  const format = IMAGE_FORMATS[data.mediaType.toLowerCase()];
  if (format === undefined) {
    throw refused(`${at}.image_url.url`, 'Images have to be png, jpeg, gif or webp.', 'invalid_image_format');
  }
  return { image: { format, source: { bytes: data.base64 } } };
}

function refused(param: string, message: string, providerCode?: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { param, providerCode });
}
