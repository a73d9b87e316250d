import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Settings } from '../config/settings';
import { GatheredOutput } from './log-destination';
import type { LogOutput } from './log-destination';
import { TerminalOutput } from './terminal-output';

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

/** On a terminal somebody waits for the line. */
const TERMINAL_MS = 40;
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

/** The line that tells of dropped ones, as the logger would write it. */
function droppedLine(lines: number): string {
  return `{"level":"warn"${isoTime()},"dropped":${lines},"msg":"log lines were dropped: standard output did not take them"}\n`;
}

/** Standard output: JSON lines, or readable ones where it is a terminal. */
export async function openLogOutput(settings: Settings): Promise<LogOutput> {
  if (!process.stdout.isTTY) return new GatheredOutput(droppedLine);
  return TerminalOutput.open(new GatheredOutput(droppedLine, TERMINAL_MS), settings.logLevel);
}

/** Opens the log: JSON lines. */
export function openServiceLog(settings: Settings, destination: DestinationStream): Logger {
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
  return pino(options, destination);
}
