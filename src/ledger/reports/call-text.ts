import type { CallLine } from './usage-report';

/** How calls can be written out. */
export const EXPORT_FORMATS = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The columns of a table of calls, in order. */
const COLUMNS = [
  'call_id',
  'request_id',
  'started_at',
  'key',
  'group',
  'user',
  'session',
  'tags',
  'alias',
  'model_asked',
  'model_served',
  'deployment',
  'connection',
  'provider',
  'door',
  'streamed',
  'status',
  'code',
  'ended',
  'input_tokens',
  'cached_tokens',
  'cache_write_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
  'reasoning_tokens',
  'audio_input_tokens',
  'audio_output_tokens',
  'image_tokens',
  'image_output_tokens',
  'images',
  'audio_seconds',
  'characters',
  'searches',
  'estimated',
  'cost_usd',
  'charged_usd',
  'first_token_ms',
  'duration_ms',
  'replayed',
  'saved_usd',
  'service_tier',
  'bytes_in',
  'bytes_out',
  'client',
  'attempts',
] as const satisfies readonly (keyof CallLine)[];

/** The first line of an export; empty where its format has none. */
export function exportHead(format: ExportFormat): string {
  return format === 'csv' ? `${COLUMNS.join(',')}\r\n` : '';
}

/** Calls as lines of an export. */
export function exportLines(calls: readonly CallLine[], format: ExportFormat): string {
  if (format === 'jsonl') return calls.map((call) => `${JSON.stringify(call)}\n`).join('');
  return calls.map((call) => `${COLUMNS.map((name) => field(call[name])).join(',')}\r\n`).join('');
}

/** RFC 4180. What a spreadsheet would take for a formula, wide signs included, begins with an apostrophe: https://owasp.org/www-community/attacks/CSV_Injection */
function field(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe =
    typeof value === 'string' && /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
