import { withoutControls } from '../json/control-character';

/** Colours of a terminal (ECMA-48 SGR). */
const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';
const GREEN = '\u001b[32m';
const DIM = '\u001b[2m';
const PLAIN = '\u001b[0m';

/**
 * The log line of a call or a refusal as one line for a person: time, route, status, alias → deployment, tokens,
 * milliseconds, key; then what went wrong, if anything did, and what the upstream says of it.
 * @param line JSON, as the log has it
 * @returns undefined for any other line
 */
export function callLine(line: string): string | undefined {
  const fields = parsed(line);
  if (fields === undefined || (fields['msg'] !== 'call' && fields['msg'] !== 'refused')) return undefined;
  // A mistake of ours comes with its stack: that is shown whole.
  if (fields['err'] !== undefined) return undefined;
  const parts = [
    `${DIM}${clock(text(fields['time']))}${PLAIN}`,
    text(fields['route']),
    `${colourOf(fields)}${text(fields['status'])}${PLAIN}`,
    target(fields),
    tokens(fields),
    `${text(fields['duration_ms'] ?? 0)} ms`,
    text(fields['key_name'] ?? fields['key_id'] ?? '-'),
    ...trouble(fields),
  ];
  return `${parts.filter((part) => part !== '').join('  ')}\n`;
}

/** The time of day where the terminal is. */
function clock(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? '' : at.toTimeString().slice(0, 'HH:MM:SS'.length);
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function target({ model, deployment }: Readonly<Record<string, unknown>>): string {
  if (model === undefined) return '';
  return deployment === undefined || deployment === '' ? text(model) : `${text(model)}→${text(deployment)}`;
}

function tokens(fields: Readonly<Record<string, unknown>>): string {
  const { prompt_tokens: prompt, completion_tokens: completion } = fields;
  return prompt === undefined ? '' : `${text(prompt)}+${text(completion)} tokens`;
}

function trouble(fields: Readonly<Record<string, unknown>>): string[] {
  const { code, ended, reason, upstream_message: said } = fields;
  const upstream = typeof said === 'string' ? said.replace(/\s+/g, ' ') : undefined;
  const words = [code, ended === 'whole' || ended === 'error' ? undefined : ended, reason, upstream];
  return words.filter((word) => word !== undefined).map(text);
}

function colourOf({ status, code }: Readonly<Record<string, unknown>>): string {
  if (Number(status) >= 500) return RED;
  return code !== undefined || Number(status) >= 400 ? YELLOW : GREEN;
}

/** Names come from callers: nothing in them may steer the terminal. */
function text(value: unknown): string {
  const plain = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return withoutControls(plain, '?');
}
