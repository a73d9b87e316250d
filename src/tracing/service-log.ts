import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Settings } from '../config/settings';

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

/** Opens the log: JSON lines to standard output, readable ones on a terminal. */
export function openServiceLog(settings: Settings, destination?: DestinationStream): Logger {
  const options = {
    level: settings.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: REDACTED.flatMap((path) => [path, `headers${path.startsWith('[') ? '' : '.'}${path}`]),
      censor: '[REDACTED]',
    },
  };
  if (destination !== undefined) return pino(options, destination);
  if (process.stdout.isTTY) return pino(options, pretty({ sync: true }));
  // Lines are gathered while one write is under way, so that the log never holds up a call.
  return pino(options, pino.destination({ dest: 1, sync: false }));
}
