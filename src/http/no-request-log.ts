import type { Logger } from 'pino';
import { OnceAMinute } from '../log/once-a-minute';
import type { CallerConnectionsOptions } from './caller-connections';

/** How what a balancer may speak begins, where it was told wrongly what we do: https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt */
const BEGINNINGS: readonly (readonly [begins: Buffer, what: string])[] = [
  [Buffer.from([0x16, 0x03]), 'TLS'],
  [Buffer.from('PROXY '), 'the PROXY protocol'],
  [Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'), 'the PROXY protocol'],
  [Buffer.from('PRI * HTTP/2.0'), 'HTTP/2 without HTTP/1.1 first'],
];

/**
 * Makes the listener that logs, once a minute, what was refused before it became a request: it has no other line, and the one who sent
 * it may be a balancer that shows its callers an error of its own.
 */
export function noRequestLog(log: Logger): CallerConnectionsOptions['onNoRequest'] {
  const lines = new OnceAMinute();
  return ({ status, code, message }, { rawPacket }, address) => {
    const refused = lines.due();
    if (refused === undefined) return;
    const came =
      rawPacket === undefined ? undefined : BEGINNINGS.find(([begins]) => startsWith(rawPacket, begins));
    const reason = came === undefined ? message : `${message} It is ${came[1]}.`;
    log.info({ address, status, code, reason, refused }, 'Refused before it was a request.');
  };
}

function startsWith(bytes: Buffer, begins: Buffer): boolean {
  return bytes.subarray(0, begins.length).equals(begins);
}
