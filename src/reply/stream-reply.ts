import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { clearDeadline, setDeadline } from '../cancellation/deadlines';
import type { Deadline } from '../cancellation/deadlines';
import { answerHead } from './answer-headers';
import { transferChunk } from './transfer-chunk';

/** After so long a silence something goes out, so that proxies and clients know that the stream lives. */
const SILENCE_MS = 15_000;
/** How long a broken stream's last bytes may take to leave and its caller to leave before its socket is destroyed. */
const LAST_WORDS_MS = 2_000;
/**
 * After so long the last bytes have been read, as far as can be known here (the peer's acknowledgement cannot be seen). A
 * client that sees the end of the connection drops what it has not handed on yet: fetch does, and all that is built on it.
 */
const READ_MS = 250;

/** So many bytes are gathered within a turn of the event loop before they go out. */
const GATHERED_BYTES = 32 * 1024;

const NOTHING = Buffer.alloc(0);

/** What a {@link StreamReply} is made with. */
export interface StreamReplyOptions {
  readonly contentType: string;
  /** What goes out before all else. */
  readonly opening?: Buffer | undefined;
  /** What is sent after 15 s of silence: means nothing to a client of this content type. */
  readonly keepAlive: Buffer;
  /** Headers of the answer, asked for when the head is sent. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** The caller has caught up after a {@link StreamReply.write} that returned false. */
  readonly onDrain: () => void;
  /** The caller has gone, or was cut off because it takes nothing, before the stream was over. */
  readonly onGone: (why: 'closed' | 'stalled') => void;
}

/**
 * A streamed reply on the caller's connection: sends the head with the first bytes, keeps no more than one piece when
 * the caller reads slowly, says something during silence, and ends in one of two ways: whole, or visibly broken.
 *
 * Bytes are framed for chunked transfer here and written to the socket itself: writes through `ServerResponse` were
 * measured to cost a fifth more CPU at 1,000 streams. They go out at the end of the event loop's turn, with those of the
 * other streams: to wake a sleeping peer on the same machine takes longer than a chunk does, and so it is woken once.
 */
export class StreamReply implements Deadline {
  readonly #response: ServerResponse;
  /** The response's socket, also while an earlier, pipelined answer is still on it. */
  readonly #connection: Socket;
  /** When something was last sent; `performance.now()`. */
  #lastSentAt = performance.now();
  dueAt = Infinity;
  place = -1;
  #over = false;
  #behind = false;
  /** Ended as a whole stream. */
  #ended = false;
  /** The socket while it holds what was written in this turn. */
  #gathering: Socket | undefined;
  /** Bytes handed to the connection so far, without transfer framing. */
  bytes = 0;

  constructor(
    private readonly reply: FastifyReply,
    private readonly options: StreamReplyOptions,
  ) {
    this.#connection = reply.request.raw.socket;
    this.#response = reply.raw;
    this.#response.once('close', this.#onClose);
    setDeadline(this, this.#lastSentAt + SILENCE_MS);
  }

  /** Whether the status 200 was sent: from here on only the stream itself can tell of a failure. */
  get committed(): boolean {
    return this.#response.headersSent;
  }

  /**
   * Sends bytes as part of the stream; false when the caller is behind, until `onDrain`. The bytes are the sender's
   * again when this returns.
   */
  write(bytes: Buffer): boolean {
    if (this.#over || bytes.length === 0) return !this.#behind;
    const { socket } = this.#response;
    this.#gather(socket);
    if (!this.committed) this.#begin(socket);
    this.#send(socket, bytes);
    if (socket === null) this.#lookBehind();
    else if (this.#behind || socket.writableLength > GATHERED_BYTES) this.#flush();
    return !this.#behind;
  }

  /** Ends the stream as a whole one, after these last bytes. */
  end(last: Buffer): void {
    if (this.#over) return;
    const { socket } = this.#response;
    this.#gather(socket);
    if (!this.committed) this.#begin(socket);
    this.#send(socket, last);
    this.#release();
    this.#ended = true;
    if (socket === null) this.#response.end();
  }

  /**
   * Ends the stream as a broken one: these last bytes, and once the caller had time to read them the connection closed
   * without its terminating chunk.
   * @param apart whether its clients know these bytes only where they come by themselves
   */
  break(last: Buffer, apart = false): void {
    if (this.#over) return;
    const earlyMs = apart ? this.#lastSentAt + READ_MS - performance.now() : 0;
    if (earlyMs > 0) {
      setTimeout(() => {
        this.break(last);
      }, earlyMs);
      return;
    }
    this.write(last);
    this.#release();
    closeAfterLastWords(this.#connection);
  }

  /** Lets go of the reply before anything was sent: the caller is answered in another way. */
  abandon(): void {
    this.#release();
  }

  #begin(socket: Socket | null): void {
    this.#sendHead();
    const { opening } = this.options;
    if (opening !== undefined) this.#send(socket, opening);
  }

  #sendHead(): void {
    this.reply.hijack();
    const own = {
      'content-type': this.options.contentType,
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    };
    this.#response.writeHead(200, answerHead(this.reply.request, this.options.headers(), own));
    this.#response.flushHeaders();
  }

  /** Holds back what is written from here on, until the end of the turn. */
  #gather(socket: Socket | null): void {
    if (socket === null || this.#gathering !== undefined) return;
    this.#gathering = socket;
    socket.cork();
    setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    const socket = this.#gathering;
    if (socket === undefined) return;
    this.#gathering = undefined;
    if (this.#ended && !this.#response.destroyed) this.#response.end();
    socket.uncork();
    if (!this.#ended && !this.#over) this.#lookBehind();
  };

  /** Without a socket of its own (an earlier, pipelined answer is still on it) the response has to queue. */
  #send(socket: Socket | null, bytes: Buffer): void {
    // Where a wire has no end mark the last bytes are empty: as a chunk they would end the body, and then it ends again.
    if (bytes.length === 0) return;
    this.bytes += bytes.length;
    this.#lastSentAt = performance.now();
    if (socket !== null && this.#response.chunkedEncoding) {
      socket.write(transferChunk(bytes), this.#onWritten);
    } else {
      this.#response.write(Buffer.from(bytes), this.#onWritten);
    }
  }

  /** Bytes that the caller has not taken yet. */
  get #waiting(): number {
    return (this.#response.socket ?? this.#response).writableLength;
  }

  #lookBehind(): void {
    if (this.#behind || this.#waiting === 0) return;
    this.#behind = true;
  }

  readonly #onWritten = (): void => {
    if (!this.#behind || this.#over) return;
    if (this.#waiting > 0) return;
    this.#behind = false;
    this.options.onDrain();
  };

  /** The end of a silence, unless something was sent meanwhile. */
  onDue(): void {
    const now = performance.now();
    const leftMs = this.#lastSentAt + SILENCE_MS - now;
    setDeadline(this, now + (leftMs > 0 ? leftMs : SILENCE_MS));
    if (leftMs <= 0 && !this.#behind) this.write(this.options.keepAlive);
  }

  readonly #onClose = (): void => {
    if (this.#over) return;
    this.#release();
    this.options.onGone(this.#connection.callerConnection?.stalled === true ? 'stalled' : 'closed');
  };

  #release(): void {
    this.#over = true;
    this.#response.off('close', this.#onClose);
    clearDeadline(this);
  }
}

/** Lets what was written leave and be read, but not for ever. */
function closeAfterLastWords(socket: Socket): void {
  const cut = setTimeout(() => socket.destroy(), LAST_WORDS_MS);
  let closing: NodeJS.Timeout | undefined;
  socket.once('close', () => {
    clearTimeout(cut);
    clearTimeout(closing);
  });
  socket.write(NOTHING, () => {
    closing = setTimeout(() => socket.end(), READ_MS);
  });
}
