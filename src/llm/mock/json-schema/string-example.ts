import type { JsonObject } from '../../../json/json-object';
import { patternExample } from './pattern-example';

const WORD = 'text';
const LONGEST = 4_000;

const FORMATS: ReadonlyMap<string, string> = new Map([
  ['date-time', '2025-01-31T12:00:00Z'],
  ['date', '2025-01-31'],
  ['time', '12:00:00Z'],
  ['duration', 'P1D'],
  ['email', 'user@example.com'],
  ['idn-email', 'user@example.com'],
  ['hostname', 'example.com'],
  ['idn-hostname', 'example.com'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['uri', 'https://example.com/'],
  ['url', 'https://example.com/'],
  ['iri', 'https://example.com/'],
  ['uri-reference', '/example'],
  ['uuid', '00000000-0000-4000-8000-000000000000'],
  ['json-pointer', '/example'],
  ['regex', '^text$'],
  ['byte', 'dGV4dA=='],
]);

/** A text of the schema's format, else of its pattern, else a word; the last two within its limits of length. */
export function stringExample(schema: JsonObject, variant: number): string {
  const formatted = typeof schema.format === 'string' ? FORMATS.get(schema.format) : undefined;
  if (formatted !== undefined) return formatted;
  const shortest = Math.min(length(schema.minLength, 0), LONGEST);
  const longest = length(schema.maxLength, LONGEST);
  const matching =
    typeof schema.pattern === 'string' ? patternExample(schema.pattern, shortest, longest) : undefined;
  if (matching !== undefined) return matching;
  const word = variant === 0 ? WORD : `${WORD}${variant + 1}`;
  return word.padEnd(shortest, WORD).slice(0, longest);
}

function length(value: unknown, fallback: number): number {
  return typeof value === 'number' && value >= 0 ? Math.floor(value) : fallback;
}
