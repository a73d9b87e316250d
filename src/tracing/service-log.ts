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

const SECOND_MS = 1000;
let second = -1;
/** The time up to its second, with the point after it. */
let stamp = '';

/** The time of a line (RFC 3339); all but its milliseconds is made once a second. */
export function isoTime(): string {
  const now = Date.now();
  const milliseconds = now % SECOND_MS;
  if (now - milliseconds !== second) {
    second = now - milliseconds;
    stamp = `,"time":"${new Date(second).toISOString().slice(0, -'000Z'.length)}`;
  }
  return `${stamp}${String(milliseconds).padStart(3, '0')}Z"`;
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
