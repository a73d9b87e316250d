import { GatewayError } from '../../errors/gateway-error';
import { writeEnd, writeFailure, writeHead } from './answer-notes';
import { isFinal } from './keyed-answer';
import type { AnswerPublisher, KeyedAnswer, Piece } from './keyed-answer';
import { pieceBytes } from './piece-bytes';
import { BEAT_MS, CHUNK_BYTES, LOCK_MS } from './shared-store';
import type { SharedStore, Update } from './shared-store';

/** How long frames are gathered while another replica reads along, and while none does. */
const FOLLOWED_MS = 20;
const ALONE_MS = 200;
/** Who has read so lately reads along. */
const FOLLOWS_MS = 3_000;
/** What travels together at most. */
const WRITE_BYTES = 16 * CHUNK_BYTES;
/** So much waits for a slow store; an answer that is faster is not shared. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** How long those who read along can find out why an answer has failed. */
const FAILED_MS = 5_000;

/** What an answer takes beside its bytes, about. */
const ENTRY_BYTES = 1_024;
/** A server's allocator has places of 40 KiB for chunks of 32. */
const SLACK = 1.25;
/** What it takes is told each time that it has grown by so much, and at its end. */
const TELL_BYTES = 1024 * 1024;

const RUNNING = { state: 'running', keepMs: LOCK_MS, isFinal: false } as const;

/** How an answer is kept for the other replicas. */
export interface PublishLimits {
  readonly ttlMs: number;
  /** The most that one answer takes. */
  readonly maxBytes: number;
}

/** What this replica makes of an answer goes to the others, in bounded pieces, with a sign of life while it runs. */
export class PublishedAnswer implements AnswerPublisher {
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #bytes = 0;
  #toldBytes = 0;
  #head: string | undefined;
  #end: Update | undefined;
  #isOver = false;
  #writing: Promise<void> | undefined;
  /** Whether the timer is for what waits, and not for a sign of life. */
  #isSoon = false;
  #timer: NodeJS.Timeout | undefined;
  #readAt = -Infinity;

  constructor(
    private readonly store: SharedStore,
    private readonly answer: KeyedAnswer,
    private readonly owner: string,
    private readonly limits: PublishLimits,
  ) {
    this.#flushWithin(BEAT_MS);
  }

  get isSharing(): boolean {
    return !this.#isOver;
  }

  opened(): void {
    this.#head = writeHead(this.answer);
    this.#flushWithin(this.#gatherMs);
  }

  piece(piece: Piece): void {
    if (this.#isOver) return;
    const parts = pieceBytes(piece);
    for (const part of parts) this.#add(part);
    if (this.#bytes > this.limits.maxBytes || this.#waitingBytes > MAX_WAITING_BYTES) this.#drop();
    else this.#flushWithin(this.#gatherMs);
  }

  ended(): void {
    if (this.#isOver) return;
    const { answer } = this;
    if (answer.state === 'failed') {
      const { failure } = answer;
      // A caller who left, or a replica that stops, is no answer for the others: one of them makes it.
      if (!(failure instanceof GatewayError) || isStopping(failure)) {
        this.#drop();
        return;
      }
      const final = isFinal(failure) && answer.pieceCount === 0;
      const keepMs = final ? this.#ttlMs : FAILED_MS;
      this.#last({ state: 'failed', keepMs, isFinal: final, end: writeFailure(failure), chunks: [] });
      return;
    }
    if (answer.whole !== undefined) this.#add(answer.whole.body);
    if (this.#bytes > this.limits.maxBytes) {
      this.#drop();
      return;
    }
    this.#head ??= writeHead(answer);
    const end = writeEnd(answer);
    this.#last({ state: 'whole', keepMs: this.#ttlMs, isFinal: false, end, chunks: [] });
  }

  async readMsAgo(): Promise<number> {
    await this.#writing;
    if (!this.#isOver) await this.#flush();
    return performance.now() - this.#readAt;
  }

  get #gatherMs(): number {
    return performance.now() - this.#readAt < FOLLOWS_MS ? FOLLOWED_MS : ALONE_MS;
  }

  get #ttlMs(): number {
    return Math.max(1, this.limits.ttlMs - (Date.now() - this.answer.startedAt));
  }

  #add(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#bytes += bytes.length;
  }

  #last(end: Update): void {
    this.#end = end;
    if (this.#writing === undefined) void this.#flush();
  }

  #flushWithin(ms: number): void {
    if (this.#isOver || this.#writing !== undefined) return;
    if (this.#timer !== undefined) {
      if (ms >= BEAT_MS || this.#isSoon) return;
      clearTimeout(this.#timer);
    }
    this.#isSoon = ms < BEAT_MS;
    this.#timer = setTimeout(() => void this.#flush(), ms);
    this.#timer.unref();
  }

  #flush(): Promise<void> {
    this.#stopTimer();
    this.#writing = this.#write();
    return this.#writing;
  }

  /** Writes what there is. Nothing else writes meanwhile. */
  async #write(): Promise<void> {
    do {
      const chunks = this.#take();
      const end = this.#waitingBytes === 0 ? this.#end : undefined;
      const head = this.#head;
      this.#head = undefined;
      const update = { ...(end ?? RUNNING), head, chunks };
      const written = await this.store.write(this.answer.name, this.owner, update);
      if (written?.isLost === false) this.#tell(end);
      if (written === undefined || written.isLost || end !== undefined) this.#finish();
      else if (written.followedMsAgo !== undefined) this.#readAt = performance.now() - written.followedMsAgo;
    } while (this.#isPressing());
    this.#writing = undefined;
    this.#flushWithin(this.#hasNews() ? this.#gatherMs : BEAT_MS);
  }

  /** What it takes counts with all others; a failure that is no answer is gone in a moment. */
  #tell(end: Update | undefined): void {
    const isKept = end?.state === 'whole' || end?.isFinal === true;
    if (!isKept && this.#bytes - this.#toldBytes < TELL_BYTES) return;
    this.#toldBytes = this.#bytes;
    void this.store.keep(this.answer.name, ENTRY_BYTES + Math.ceil(this.#bytes * SLACK));
  }

  /** Whether anything waits to be written. */
  #hasNews(): boolean {
    return this.#waitingBytes > 0 || this.#head !== undefined;
  }

  /** Whether more is to be written at once. */
  #isPressing(): boolean {
    return !this.#isOver && (this.#waitingBytes > WRITE_BYTES || this.#end !== undefined);
  }

  /** The first bytes that wait, in chunks. */
  #take(): readonly Buffer[] {
    const [first] = this.#waiting;
    if (first === undefined) return [];
    const all = this.#waiting.length === 1 ? first : Buffer.concat(this.#waiting);
    const taken = all.subarray(0, WRITE_BYTES);
    const rest = all.subarray(taken.length);
    this.#waiting = rest.length === 0 ? [] : [rest];
    this.#waitingBytes = rest.length;
    const chunks: Buffer[] = [];
    for (let at = 0; at < taken.length; at += CHUNK_BYTES) chunks.push(taken.subarray(at, at + CHUNK_BYTES));
    return chunks;
  }

  #drop(): void {
    this.#finish();
    void this.store.drop(this.answer.name, this.owner);
    if (this.#toldBytes > 0) void this.store.keep(this.answer.name, 0);
  }

  #finish(): void {
    this.#isOver = true;
    this.#stopTimer();
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

function isStopping({ code, upstreamFailure }: GatewayError): boolean {
  return code === 'OVERLOADED' && upstreamFailure === undefined;
}
