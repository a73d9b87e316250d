import { symbols } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { isoTime } from './service-log';

/** pino's number for the level. */
const INFO = 30;

/** Writes one line of level info: its fields, none of which may be called `level`, `time` or `msg`, and its message. */
export type WriteInfo = (fields: object, message: string) => void;

/**
 * Makes the writer of the line that every call pays for. It is the same line that the logger writes, on the same
 * destination; but V8 turns thirty fields into JSON in a third of the time that pino needs to walk them. Nothing is redacted
 * on the way: what is written has to be free of secrets by its nature.
 */
export function infoWriter(log: Logger): WriteInfo {
  const destination: unknown = Reflect.get(log, symbols.streamSym);
  if (!isDestination(destination)) throw new Error('The logger has no destination.');
  return (fields, message) => {
    if (log.levelVal > INFO) return;
    const inside = JSON.stringify(fields).slice(1, -1);
    destination.write(
      `{"level":"info"${isoTime()}${inside === '' ? '' : ','}${inside},"msg":${JSON.stringify(message)}}\n`,
    );
  };
}

function isDestination(value: unknown): value is DestinationStream {
  return typeof value === 'object' && value !== null && 'write' in value && typeof value.write === 'function';
}
