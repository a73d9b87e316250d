import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Settings } from '../config/settings';
import { GatheredOutput } from './log-destination';

/** DI token of the service's pino logger, for lines that carry fields; Nest's own messages go through it too. */
export const ServiceLog = Symbol('ServiceLog');

/** Headers and fields that hold credentials, should an object with them ever be logged. */
const REDACTED = [
  'authorization',
  '["x-internal-auth"]',
  '["api-key"]',
  '["x-api-key"]',
  'cookie',
  'apiKey',
  'api_key',
];

let stampedAt = 0;
let stamp = '';

/** The time of a line (RFC 3339), made once a millisecond: many lines share one. */
export function isoTime(): string {
  const now = Date.now();
  if (now !== stampedAt) {
    stampedAt = now;
    stamp = `,"time":"${new Date(now).toISOString()}"`;
  }
  return stamp;
}

/** Readable lines for a terminal; loaded only there. */
export async function terminalOutput(): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({ sync: true });
}

/** Opens the log: JSON lines, to standard output by default. */
export function openServiceLog(settings: Settings, destination?: DestinationStream): Logger {
  const options = {
    level: settings.logLevel,
    base: null,
    timestamp: isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: REDACTED.flatMap((path) => [path, `headers${path.startsWith('[') ? '' : '.'}${path}`]),
      censor: '[REDACTED]',
    },
  };
  return pino(options, destination ?? new GatheredOutput());
}
