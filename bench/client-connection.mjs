// @ts-check
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Every connection reads into the same bytes: what is read is looked at before the next read. */
const READ_BUFFER = Buffer.allocUnsafeSlow(1 << 18);

/**
 * @typedef {object} Listener
 * @property {(bytes: Buffer) => void} [body] a part of the answer's body, still in its transfer coding; valid
 *   during the call only
 * @property {(answer: { status: number, bytes: number }) => void} end the answer is whole; `bytes` are its
 *   body's, in its transfer coding
 * @property {(reason: string) => void} failed the connection broke, or answered what is not HTTP
 */

/**
 * One keep-alive connection that sends ready-made requests, one at a time, and reads just enough HTTP/1.1 to
 * know the status and where an answer ends. A chunked body ends where a read ends with the last chunk: no
 * answer of the benchmark's upstream holds these bytes inside.
 */
export class ClientConnection {
  #socket;
  #listener;
  /** @type {Buffer | undefined} */
  #partialHead;
  #awaited = false;
  #inBody = false;
  #status = 0;
  /** Bytes of the body still to come; Infinity when it is chunked. */
  #left = 0;
  #bytes = 0;
  #tail = Buffer.alloc(0);

  /**
   * @param {{ host: string, port: number }} address
   * @param {Listener} listener
   */
  constructor(address, listener) {
    this.#listener = listener;
    this.#socket = connect({
      host: address.host,
      port: address.port,
      noDelay: true,
      onread: {
        buffer: READ_BUFFER,
        callback: (length) => {
          this.#read(READ_BUFFER.subarray(0, length));
          return true;
        },
      },
    });
    this.#socket.on('error', (error) => this.#fail(error.message));
    this.#socket.on('close', () => this.#fail('the connection was closed'));
  }

  /** @param {Buffer} request head and body */
  send(request) {
    this.#awaited = true;
    this.#bytes = 0;
    this.#socket.write(request);
  }

  /** Whether the target may still be sent a request: it may close a connection that it finds idle. */
  get open() {
    return !this.#socket.destroyed;
  }

  /** Closes without telling the listener. */
  close() {
    this.#awaited = false;
    this.#socket.destroy();
  }

  /** @param {string} reason */
  #fail(reason) {
    if (!this.#awaited) return;
    this.close();
    this.#listener.failed(reason);
  }

  /** @param {Buffer} bytes */
  #read(bytes) {
    if (!this.#awaited) return;
    let body = bytes;
    if (!this.#inBody) {
      const head = this.#partialHead ? Buffer.concat([this.#partialHead, bytes]) : bytes;
      const end = head.indexOf(HEAD_END);
      this.#partialHead = end < 0 ? Buffer.from(head) : undefined;
      if (end < 0) return;
      if (!this.#readHead(head.toString('latin1', 0, end))) return this.#fail('the answer has no length');
      body = head.subarray(end + 4);
    }
    if (body.length > 0) this.#listener.body?.(body);
    this.#bytes += body.length;
    this.#left -= body.length;
    if (this.#left === Infinity ? this.#endsWithLastChunk(body) : this.#left <= 0) this.#end();
  }

  /**
   * @param {string} head
   * @returns {boolean} whether the body's length can be known
   */
  #readHead(head) {
    this.#status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head);
    const chunked = length === null && /\r\ntransfer-encoding: *chunked/i.test(head);
    this.#left = length ? Number(length[1]) : Infinity;
    this.#inBody = true;
    return length !== null || chunked;
  }

  /** @param {Buffer} body */
  #endsWithLastChunk(body) {
    if (body.length >= LAST_CHUNK.length) {
      const ended = body.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
      this.#tail = ended ? Buffer.alloc(0) : Buffer.from(body.subarray(-LAST_CHUNK.length));
      return ended;
    }
    this.#tail = Buffer.concat([this.#tail, body]).subarray(-LAST_CHUNK.length);
    return this.#tail.equals(LAST_CHUNK);
  }

  #end() {
    this.#inBody = false;
    this.#awaited = false;
    this.#tail = Buffer.alloc(0);
    this.#listener.end({ status: this.#status, bytes: this.#bytes });
  }
}
