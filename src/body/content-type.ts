/** Quoted or not, in any case. */
const CHARSET = /^charset=["']?([^"']*)["']?$/i;
/** US-ASCII is a part of UTF-8. */
const UTF8: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);
const JSON_TYPE = 'application/json';

/**
 * Whether a body of this type can be read: JSON is exchanged in UTF-8 (RFC 8259 §8.1), so another charset that is named
 * would be taken for what it is not.
 * @param contentType of a body that is JSON by its media type
 */
export function isUtf8Json(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === JSON_TYPE) return true;
  for (const parameter of contentType.split(';').slice(1)) {
    const charset = CHARSET.exec(parameter.trim())?.[1];
    if (charset !== undefined && !UTF8.has(charset.trim().toLowerCase())) return false;
  }
  return true;
}
