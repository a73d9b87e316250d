import type { Socket } from 'node:net';
import { HANG_MS } from '../observation/until';

/** An answer read strictly by its framing (RFC 9112 §6.3). */
export interface FramedAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Reads the next answer from a kept connection, byte by byte as its framing says. What follows it stays for the next call;
 * an interim answer (1xx) is passed over.
 * @throws Error when the bytes are no answer, or the connection ends within one
 */
export async function nextAnswer(socket: Socket, method: string): Promise<FramedAnswer> {
  const reader = readerOf(socket);
  for (;;) {
    const head = await reader.until('\r\n\r\n');
    const [statusLine = '', ...lines] = head.slice(0, -4).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1] ?? NaN);
    if (Number.isNaN(status)) throw new Error(`illegal status line: ${JSON.stringify(statusLine)}`);
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    ) as Record<string, string>;
    if (status < 200) continue;
    if (method === 'HEAD' || status === 204 || status === 304) return { status, headers, body: '' };
    if (headers['transfer-encoding'] === 'chunked') return { status, headers, body: await chunks(reader) };
    return { status, headers, body: await reader.take(Number(headers['content-length'])) };
  }
}

async function chunks(reader: Reader): Promise<string> {
  let body = '';
  for (;;) {
    const size = parseInt(await reader.until('\r\n'), 16);
    body += await reader.take(size);
    if ((await reader.take(2)) !== '\r\n') throw new Error('a chunk without its line end');
    if (size === 0) return body;
  }
}

/** What has come on a connection and was not read yet. */
class Reader {
  #text = '';
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    const end = (): void => {
      this.#ended = true;
      this.#wake?.();
    };
    socket.on('data', (piece: Buffer) => {
      this.#text += piece.toString('latin1');
      this.#wake?.();
    });
    socket.on('end', end).on('error', end).on('close', end);
  }

  /** All up to a mark, with it. */
  async until(mark: string): Promise<string> {
    await this.#grow(() => this.#text.includes(mark));
    return this.#cut(this.#text.indexOf(mark) + mark.length);
  }

  /** So many bytes. */
  async take(bytes: number): Promise<string> {
    if (Number.isNaN(bytes)) throw new Error('a body without framing');
    await this.#grow(() => this.#text.length >= bytes);
    return this.#cut(bytes);
  }

  #cut(bytes: number): string {
    const taken = this.#text.slice(0, bytes);
    this.#text = this.#text.slice(bytes);
    return taken;
  }

  async #grow(enough: () => boolean): Promise<void> {
    while (!enough()) {
      if (this.#ended) throw new Error(`the connection ended after ${JSON.stringify(this.#text)}`);
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`nothing more came after ${JSON.stringify(this.#text)}`));
        }, HANG_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

const readers = new WeakMap<Socket, Reader>();

function readerOf(socket: Socket): Reader {
  let reader = readers.get(socket);
  if (reader === undefined) {
    reader = new Reader(socket);
    readers.set(socket, reader);
  }
  return reader;
}
