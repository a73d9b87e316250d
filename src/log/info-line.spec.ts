/** @jest-environment node */
import pino from 'pino';
import { Secret } from '../config/secret';
import { infoWriter } from './info-line';
import { isoTime } from './service-log';

/** A logger as the service opens it, and what it has written. */
function loggerAt(level: string): { log: pino.Logger; lines: string[] } {
  const lines: string[] = [];
  const options = {
    level,
    base: null,
    timestamp: isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return { log: pino(options, { write: (line) => lines.push(line) }), lines };
}

const FIELDS = {
  request_id: 'a "quoted" \\ id\n',
  model: 'mød\u2028el',
  left_out: undefined,
  nothing: null,
  streamed: false,
  upstream_ms: 12.3,
  no_number: Number.NaN,
  attempt_log: [{ deployment: 'a', ms: 1 }],
};

describe('infoWriter', () => {
  it('writes the line that the logger itself writes', () => {
    jest.useFakeTimers();
    const { log, lines } = loggerAt('info');
    const write = infoWriter(log);
    write(FIELDS, 'call');
    write({}, 'call');
    log.info(FIELDS, 'call');
    log.info({}, 'call');
    jest.runAllTimers();
    jest.useRealTimers();
    const [first, second, ...written] = lines;
    expect(written).toEqual([first, second]);
  });

  it('writes nothing where the logger would not', async () => {
    const { log, lines } = loggerAt('warn');
    infoWriter(log)(FIELDS, 'call');
    await new Promise(setImmediate);
    expect(lines).toEqual([]);
  });

  it('shows no secret, should one ever be among the fields', async () => {
    const { log, lines } = loggerAt('info');
    infoWriter(log)({ key: new Secret('sk-canary') }, 'call');
    await new Promise(setImmediate);
    expect(lines[0]).toContain('[REDACTED]');
    expect(lines[0]).not.toContain('sk-canary');
  });
});
