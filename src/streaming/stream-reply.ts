import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { chunkOf } from './transfer-chunk';
import { limitLastWrite } from './last-write';

/** After so long a silence something goes out, so that proxies and clients know that the stream lives. */
const SILENCE_MS = 15_000;
/** What waits for the end of the tick goes out at once when it grows to this. */
const FLUSH_BYTES = 16 * 1024;
/** How long a broken stream's last bytes may take to leave before its socket is destroyed. */
const LAST_WORDS_MS = 2_000;

/** What a {@link StreamReply} is made with. */
export interface StreamReplyOptions {
  readonly contentType: string;
  /** What is sent after 15 s of silence: means nothing to a client of this content type. */
  readonly keepAlive: Buffer;
  /** A caller that takes nothing for so long is cut off. */
  readonly writeStallTimeoutMs: number;
  /** Headers of the answer, asked for when the head is sent. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** The caller has caught up after a {@link StreamReply.write} that returned false. */
  readonly onDrain: () => void;
  /** The caller has gone, or was cut off because it does not read, before the stream was over. */
  readonly onGone: (why: 'closed' | 'stalled') => void;
}

/**
 * A streamed reply on the caller's connection: sends the head with the first bytes, keeps no more than one piece when
 * the caller reads slowly, says something during silence, and ends in one of two ways: whole, or visibly broken.
 *
 * The pieces of one tick are sent together, framed for chunked transfer here and written to the socket itself: writes
 * through `ServerResponse` were measured to cost a fifth more CPU at 1,000 streams.
 */
export class StreamReply {
  readonly #response: ServerResponse;
  readonly #silence: NodeJS.Timeout;
  #pending: Buffer[] = [];
  #pendingSize = 0;
  #flushQueued = false;
  #over = false;
  #behind = false;
  /** Bytes handed to the connection so far, without transfer framing. */
  bytes = 0;

  constructor(
    private readonly reply: FastifyReply,
    private readonly options: StreamReplyOptions,
  ) {
    this.#response = reply.raw;
    this.#response.once('close', this.#onClose);
    this.#silence = setTimeout(this.#onSilence, SILENCE_MS);
  }

  /** Whether the status 200 was sent: from here on only the stream itself can tell of a failure. */
  get committed(): boolean {
    return this.#response.headersSent;
  }

  /** Sends bytes as part of the stream; false when the caller is behind, until `onDrain`. */
  write(bytes: Buffer): boolean {
    if (this.#over) return true;
    this.#pending.push(bytes);
    this.#pendingSize += bytes.length;
    if (this.#pendingSize >= FLUSH_BYTES) {
      this.#flush();
    } else if (!this.#flushQueued) {
      this.#flushQueued = true;
      process.nextTick(this.#flush);
    }
    return !this.#behind;
  }

  /** Ends the stream as a whole one, after these last bytes. */
  end(last: Buffer): void {
    if (this.#over) return;
    const socket = this.#response.socket;
    socket?.cork();
    this.#sendLast(last);
    this.#response.end();
    socket?.uncork();
    limitLastWrite(this.#response, this.options.writeStallTimeoutMs);
  }

  /** Ends the stream as a broken one: these last bytes, then the connection closed without its terminating chunk. */
  break(last: Buffer): void {
    if (this.#over) return;
    this.#sendLast(last);
    const socket = this.#response.socket;
    if (socket === null) return void this.#response.destroy();
    const cut = setTimeout(() => socket.destroy(), LAST_WORDS_MS);
    socket.once('close', () => {
      clearTimeout(cut);
    });
    socket.end();
  }

  /** Lets go of the reply before anything was sent: the caller is answered in another way. */
  abandon(): void {
    this.#release();
  }

  #sendLast(last: Buffer): void {
    this.#pending.push(last);
    this.#pendingSize += last.length;
    this.#flush();
    this.#release();
  }

  readonly #flush = (): void => {
    this.#flushQueued = false;
    if (this.#over || this.#pendingSize === 0) return;
    const pieces = this.#pending;
    const size = this.#pendingSize;
    this.#pending = [];
    this.#pendingSize = 0;
    this.bytes += size;
    this.#silence.refresh();
    const socket = this.#response.socket;
    if (this.committed) {
      this.#send(socket, pieces, size);
    } else {
      socket?.cork();
      this.#sendHead();
      this.#send(socket, pieces, size);
      socket?.uncork();
    }
    if (!this.#behind && this.#waiting(socket) > 0) this.#fallBehind();
  };

  #sendHead(): void {
    this.reply.hijack();
    // After hijack() what hooks and guards have set on the reply is lost unless it is copied.
    const headers: OutgoingHttpHeaders = {};
    for (const [name, value] of Object.entries(this.reply.getHeaders())) {
      if (value !== undefined) headers[name] = value;
    }
    this.#response.writeHead(200, {
      ...headers,
      ...this.options.headers(),
      'content-type': this.options.contentType,
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    this.#response.flushHeaders();
  }

  /** Without a socket of its own (an earlier, pipelined answer is still on it) the response has to queue. */
  #send(socket: Socket | null, pieces: readonly Buffer[], size: number): void {
    if (socket !== null && this.#response.chunkedEncoding) {
      socket.write(chunkOf(pieces, size), this.#onWritten);
    } else {
      for (const piece of pieces) this.#response.write(piece, this.#onWritten);
    }
  }

  #waiting(socket: Socket | null): number {
    return socket === null ? this.#response.writableLength : socket.writableLength;
  }

  /** Time runs on the socket, which knows of progress inside a write too: a large frame may be read slowly. */
  #fallBehind(): void {
    this.#behind = true;
    this.#response.socket?.setTimeout(this.options.writeStallTimeoutMs);
    this.#response.socket?.on('timeout', this.#onStall);
  }

  readonly #onStall = (): void => {
    this.#gone('stalled');
    this.#response.destroy();
  };

  readonly #onWritten = (): void => {
    if (!this.#behind || this.#over) return;
    if (this.#waiting(this.#response.socket) > 0) return;
    this.#behind = false;
    this.#stopStallTimer();
    this.options.onDrain();
  };

  #stopStallTimer(): void {
    this.#response.socket?.off('timeout', this.#onStall);
    this.#response.socket?.setTimeout(0);
  }

  readonly #onSilence = (): void => {
    this.#silence.refresh();
    if (!this.#behind) this.write(this.options.keepAlive);
  };

  readonly #onClose = (): void => {
    this.#gone('closed');
  };

  #gone(why: 'closed' | 'stalled'): void {
    if (this.#over) return;
    this.#release();
    this.options.onGone(why);
  }

  #release(): void {
    this.#over = true;
    this.#pending = [];
    this.#response.off('close', this.#onClose);
    clearTimeout(this.#silence);
    if (this.#behind) this.#stopStallTimer();
  }
}
