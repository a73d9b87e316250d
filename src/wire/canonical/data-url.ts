/** Bytes in base64, with the media type that was said of them. */
export interface DataUrl {
  /** As it was written; undefined where the URL names none. */
  readonly mediaType: string | undefined;
  readonly data: string;
}

/**
 * Reads a data URL in base64; undefined for any other address.
 * Format: RFC 2397
 */
export function readDataUrl(url: string): DataUrl | undefined {
  if (url.slice(0, 5).toLowerCase() !== 'data:') return undefined;
  const comma = url.indexOf(',');
  if (comma < 0) return undefined;
  const [mediaType, ...parameters] = url.slice('data:'.length, comma).split(';');
  if (parameters.at(-1)?.trim().toLowerCase() !== 'base64') return undefined;
  return { mediaType: mediaType?.trim() || undefined, data: url.slice(comma + 1) };
}
