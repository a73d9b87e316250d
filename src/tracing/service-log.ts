import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Settings } from '../config/settings';

/** DI token of the service's pino logger, for lines that carry fields; Nest's own messages go through it too. */
export const ServiceLog = Symbol('ServiceLog');

/** How many bytes of log are gathered before they are written, and for how long at the most. */
const GATHERED_BYTES = 64 * 1024;
const GATHERED_MS = 250;

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
function isoTime(): string {
  const now = Date.now();
  if (now !== stampedAt) {
    stampedAt = now;
    stamp = `,"time":"${new Date(now).toISOString()}"`;
  }
  return stamp;
}

/** Opens the log: JSON lines to standard output, readable ones on a terminal. */
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
  if (destination !== undefined) return pino(options, destination);
  if (process.stdout.isTTY) return pino(options, pretty({ sync: true }));
  return pino(options, gathered());
}

/**
 * Standard output, written a few lines at a time: one write a line costs more than the line. What a crash would take is
 * the last quarter of a second; an orderly exit takes nothing.
 */
function gathered(): DestinationStream {
  const destination = pino.destination({
    dest: 1,
    sync: false,
    minLength: GATHERED_BYTES,
    maxWrite: 2 * GATHERED_BYTES,
  });
  setInterval(() => {
    destination.flush();
  }, GATHERED_MS).unref();
  return destination;
}
