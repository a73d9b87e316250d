import { connect } from 'node:net';
import { HANG_MS } from '../observation/until';

/** What came back on a raw connection. */
export interface RawAnswer {
  readonly bytes: Buffer;
  /** Status of the (first) answer; undefined when it was missing. */
  readonly status: number | undefined;
  /** Header names in lower case; of equal ones the last. */
  readonly headers: Readonly<Record<string, string>>;
  /** What follows the head, as it came (chunks are not put together). */
  readonly body: string;
  /** Whether the server closed the connection, rather than the time being over. */
  readonly closed: boolean;
}

/**
 * Writes bytes to 127.0.0.1 as they are and reads until the server closes the connection or the time is over: for
 * requests that no HTTP client would send. Ask for `connection: close` where the request is good.
 * @param bytes pieces are written one after another, each in a turn of its own
 */
export function rawHttp(
  port: number,
  bytes: string | Buffer | readonly (string | Buffer)[],
  { timeoutMs = HANG_MS } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let closed = true;
    const timer = setTimeout(() => {
      closed = false;
      socket.destroy();
    }, timeoutMs);
    let connected = false;
    socket.once('connect', () => {
      connected = true;
      const pieces = typeof bytes === 'string' || Buffer.isBuffer(bytes) ? [bytes] : [...bytes];
      const writeNext = (): void => {
        const piece = pieces.shift();
        if (piece !== undefined && socket.writable) socket.write(piece, () => setImmediate(writeNext));
      };
      writeNext();
    });
    socket.on('data', (piece: Buffer) => received.push(piece));
    // A server that refuses a request may reset the connection while the rest is still being written.
    socket.once('error', (error) => {
      if (!connected) reject(error);
    });
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(parse(Buffer.concat(received), closed));
    });
  });
}

function parse(bytes: Buffer, closed: boolean): RawAnswer {
  const text = bytes.toString('latin1');
  const headEnd = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = (headEnd === -1 ? text : text.slice(0, headEnd)).split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1];
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    bytes,
    status: status === undefined ? undefined : Number(status),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: headEnd === -1 ? '' : bytes.subarray(headEnd + 4).toString('utf8'),
    closed,
  };
}
