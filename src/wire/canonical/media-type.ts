/** Names that are in use and not registered, and the registered ones: https://www.iana.org/assignments/media-types */
const SYNONYMS: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'application/x-pdf': 'application/pdf',
};

/** Media types that say nothing of the content. */
const UNTELLING: ReadonlySet<string> = new Set([
  '',
  'application/octet-stream',
  'binary/octet-stream',
  'image/*',
]);

/** The first bytes of files, in base64. Format: https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['JVBERi', 'application/pdf'],
];
/**
 * The registered name of a media type. Bytes that tell what they are win over what was said of an image, because providers
 * compare the two and refuse; bytes that say nothing are what was said.
 * @param said as the caller wrote it, parameters and all
 * @param data the bytes, base64 in either alphabet; undefined where they are elsewhere
 * @returns undefined where neither tells: nothing is invented
 */
export function mediaTypeOf(said: string | undefined, data?: string): string | undefined {
  const name = (said ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const untelling = UNTELLING.has(name);
  if (data !== undefined && (untelling || name.startsWith('image/'))) {
    const found = sniffed(data.slice(0, 24).replaceAll('-', '+').replaceAll('_', '/'));
    if (found !== undefined && (untelling || found.startsWith('image/'))) return found;
  }
  return untelling ? undefined : (SYNONYMS[name] ?? name);
}

function sniffed(beginning: string): string | undefined {
  const found = BEGINNINGS.find(([bytes]) => beginning.startsWith(bytes));
  if (found !== undefined) return found[1];
  return isWebp(beginning) ? 'image/webp' : undefined;
}

function isWebp(beginning: string): boolean {
  const bytes = Buffer.from(beginning, 'base64').toString('latin1');
  return bytes.startsWith('RIFF') && bytes.slice(8, 12) === 'WEBP';
}
