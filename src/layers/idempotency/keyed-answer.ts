import { Cancellation } from '../../cancellation/cancellation';
import { clearDeadline, setDeadline } from '../../cancellation/deadlines';
import type { Deadline } from '../../cancellation/deadlines';
import type { GatewayError } from '../../errors/gateway-error';
import type { Answer, AnswerSink } from '../../routing/answer-source';
import type { Attempt } from '../../routing/attempt';
import type { Rescued } from '../../routing/call-notes';

/** What an answer takes beside its bytes, about. */
const ENTRY_BYTES = 2_560;
const PIECE_BYTES = 128;
/** Pieces of an answer that is whole are put together up to so many. */
const MAX_PACKED_BYTES = 32 * 1024;
/** How far its slowest reader may be behind an answer that is not kept, before its upstream waits. */
const MAX_BEHIND_BYTES = 64 * 1024;

/** Frames that went out together. */
export interface Piece {
  readonly frames: Buffer;
  readonly count: number;
}

/** Reads an answer for one caller. */
export interface WaitingReader {
  /** The number of the piece that it takes next. */
  readonly at: number;
  /** Whether it takes the answer in the end, as one. */
  readonly wantsAll: boolean;
  /** There is more of it, or it is over. */
  pump(): void;
}

/** What is told of an answer whose size has changed, or that is over. */
export interface AnswerKeeper {
  grew(answer: KeyedAnswer, bytes: number): void;
  ended(answer: KeyedAnswer): void;
}

/** Takes what an answer becomes to the other replicas. */
export interface AnswerPublisher {
  /** Whether the others can read it; an answer that runs is then kept going for them. */
  readonly isSharing: boolean;
  /** Headers and attempt are known. */
  opened(): void;
  piece(piece: Piece): void;
  /** It is over. */
  ended(): void;
  /** How long ago a caller of another replica has read of it, in milliseconds. */
  readMsAgo(): Promise<number>;
}

/**
 * After so many updates that were seen since a reader came, all is here that its owner had when it came: one may have been on
 * its way to the store, and the next one been made before that was seen.
 */
const LEVEL_UPDATES = 3;

/** A caller of another replica reads at least so often. */
const REMOTE_READ_MS = 1_500;

/**
 * An answer that several callers may read: the frames of a running or ended stream, or a whole answer. It has a life of its
 * own: callers read it, leave, and come back; without any it ends after a while.
 */
export class KeyedAnswer implements AnswerSink, Deadline {
  readonly cancellation = new Cancellation();
  /** Frames of a stream, in order, from the piece of the number {@link #first} on. */
  readonly #pieces: Piece[] = [];
  #first = 0;
  #gathered = 0;
  #isKept = true;
  #waits = false;
  headers: Readonly<Record<string, string>> | undefined;
  attempt: Attempt | undefined;
  /** How it was rescued, where it was. */
  rescued: Rescued | undefined;
  /** Of a whole answer. */
  whole: Answer | undefined;
  state: 'running' | 'whole' | 'failed' = 'running';
  failure: unknown;
  startedAt = Date.now();
  /** Undefined where this replica alone has it, or another one makes it. */
  publisher: AnswerPublisher | undefined;
  /** Another replica makes it, or has made it. */
  isFollowed = false;
  /** Of one that is followed: its owner's last update that was seen, and how many since the last reader came. */
  #update: { beat: number; seen: number } | undefined;
  /** Of one that is followed: the last sign of life of its owner, how many new ones were seen, and whether it needs none any longer. */
  #beat: number | undefined;
  beats = 0;
  #isMade = false;
  /** It was whole when this replica found it. */
  isStored = false;
  bytes = ENTRY_BYTES;
  onDrain: (() => void) | undefined;
  dueAt = Infinity;
  place = -1;
  readonly #readers = new Set<WaitingReader>();
  #left: Error | undefined;

  /**
   * @param streamed whether it comes in frames
   * @param graceMs how long it goes on without a reader
   */
  constructor(
    readonly name: string,
    readonly bodyHash: string,
    readonly streamed: boolean,
    private readonly graceMs: number,
    private readonly keeper: AnswerKeeper,
  ) {}

  /** How many pieces have come. */
  get pieceCount(): number {
    return this.#first + this.#pieces.length;
  }

  /** @param number counts from 0; of an answer that is not kept, pieces that every reader has are gone */
  piece(number: number): Piece | undefined {
    return this.#pieces[number - this.#first];
  }

  /** The frames of all pieces; none are gone while a reader wants all of them. */
  *frames(): Generator<Buffer> {
    for (const { frames } of this.#pieces) yield frames;
  }

  /** Nobody finds it any longer: from now on it holds what its readers have not taken yet, and no more. */
  unkeep(): void {
    this.#isKept = false;
    if (this.state !== 'running') return;
    if (this.#readers.size > 0) this.taken();
    else if (this.#left !== undefined && !this.#isShared) this.cancellation.abort(this.#left);
  }

  /** A reader has taken a piece, or has left. */
  taken(): void {
    if (this.#isKept || this.state !== 'running') return;
    const readers = [...this.#readers];
    if (readers.some(({ wantsAll }) => wantsAll)) return;
    const slowest = readers.reduce((least, { at }) => Math.min(least, at), this.pieceCount);
    this.#pieces.splice(0, slowest - this.#first);
    this.#first = slowest;
    if (!this.#waits || this.#isFarBehind()) return;
    this.#waits = false;
    this.onDrain?.();
  }

  asked(attempt: Attempt): void {
    this.attempt = attempt;
  }

  opened(headers: Readonly<Record<string, string>>): void {
    this.headers = headers;
    this.publisher?.opened();
  }

  push(frames: Buffer, count: number): boolean {
    if (count === 0 && frames.length === 0) return true;
    const piece = { frames: Buffer.from(frames), count };
    this.#pieces.push(piece);
    this.publisher?.piece(piece);
    this.#grow(frames.length + PIECE_BYTES);
    for (const reader of this.#readers) reader.pump();
    if (this.#isKept) return true;
    this.taken();
    this.#waits = this.#isFarBehind();
    return !this.#waits;
  }

  /** A sign of life of its owner. @param beat grows with each of its updates; undefined where the owner has made all of it */
  heard(beat: number | undefined): void {
    const isNews = beat !== this.#beat && this.#beat !== undefined;
    this.#beat = beat ?? this.#beat;
    if (beat === undefined) this.#isMade = true;
    else if (isNews) this.beats++;
    else return;
    for (const reader of this.#readers) reader.pump();
  }

  /** Whether its owner has lived since so many signs of life were seen: what a dead one began is made anew, and may be another one. */
  hasLivedSince(beats: number): boolean {
    return !this.isFollowed || this.#isMade || this.beats > beats;
  }

  /** All that its owner has put down is here. @param beat grows with each of its updates */
  level(beat: number): void {
    if (this.#update === undefined) {
      this.#update = { beat, seen: 0 };
      return;
    }
    if (this.#update.beat === beat) return;
    this.#update.beat = beat;
    this.#update.seen++;
    if (this.#update.seen !== LEVEL_UPDATES) return;
    for (const reader of this.#readers) reader.pump();
  }

  /** Whether all is here that there was when its last reader came. */
  get isLevel(): boolean {
    return !this.isFollowed || this.state !== 'running' || (this.#update?.seen ?? 0) >= LEVEL_UPDATES;
  }

  /** So many bytes of a whole answer are here by now. */
  gathered(bytes: number): void {
    this.#gathered += bytes;
    this.#grow(bytes);
  }

  /** A whole answer has come. */
  answered(answer: Answer): void {
    this.whole = answer;
    this.attempt = answer.attempt;
    this.#grow(answer.body.length - this.#gathered);
    this.#end('whole');
  }

  /** The stream has ended, and is whole. */
  ended(): void {
    this.#end('whole');
  }

  failed(problem: unknown): void {
    this.failure = problem;
    this.#end('failed');
  }

  attach(reader: WaitingReader): void {
    this.#readers.add(reader);
    this.#update = undefined;
    clearDeadline(this);
    reader.pump();
  }

  /** A reader has all that it wants, or its caller has gone. @param why why the answer ends if nobody comes */
  detach(reader: WaitingReader, why: Error | undefined): void {
    if (!this.#readers.delete(reader)) return;
    if (this.state !== 'running') {
      this.#pack();
      return;
    }
    if (this.#readers.size > 0) {
      this.taken();
      return;
    }
    this.#left = why;
    if (!this.#isKept && !this.#isShared) {
      this.cancellation.abort(why);
      return;
    }
    setDeadline(this, performance.now() + this.graceMs);
  }

  /** Nobody has come back, unless to another replica. */
  onDue(): void {
    if (this.state !== 'running') return;
    if (this.publisher?.isSharing === true) void this.#stayFor(this.publisher);
    else this.cancellation.abort(this.#left);
  }

  async #stayFor(publisher: AnswerPublisher): Promise<void> {
    const left = Math.max(this.graceMs, REMOTE_READ_MS) - (await publisher.readMsAgo());
    if (this.state !== 'running' || this.#readers.size > 0) return;
    if (left > 0) setDeadline(this, performance.now() + left);
    else this.cancellation.abort(this.#left);
  }

  get #isShared(): boolean {
    return this.publisher?.isSharing === true;
  }

  #isFarBehind(): boolean {
    if ([...this.#readers].some(({ wantsAll }) => wantsAll)) return false;
    return this.#pieces.reduce((sum, { frames }) => sum + frames.length, 0) > MAX_BEHIND_BYTES;
  }

  #grow(bytes: number): void {
    this.bytes += bytes;
    this.keeper.grew(this, bytes);
  }

  #end(state: 'whole' | 'failed'): void {
    this.state = state;
    clearDeadline(this);
    this.publisher?.ended();
    this.keeper.ended(this);
    for (const reader of this.#readers) reader.pump();
    this.#pack();
  }

  /** A buffer for each frame takes several times what is in it: nobody reads on in the middle, so few pieces do. */
  #pack(): void {
    if (this.state !== 'whole' || this.#readers.size > 0 || this.#pieces.length < 2) return;
    const before = this.#pieces.length;
    const packed = packedPieces(this.#pieces.splice(0), MAX_PACKED_BYTES);
    this.#pieces.push(...packed);
    this.#grow((packed.length - before) * PIECE_BYTES);
  }
}

/** Pieces as few as they can be of so many bytes at most; one that is larger stays as it is. */
function packedPieces(pieces: readonly Piece[], maxBytes: number): Piece[] {
  const packed: Piece[] = [];
  for (let from = 0; from < pieces.length;) {
    let to = from;
    let bytes = 0;
    let count = 0;
    for (let next = pieces[to]; next !== undefined; next = pieces[++to]) {
      if (to > from && bytes + next.frames.length > maxBytes) break;
      bytes += next.frames.length;
      count += next.count;
    }
    // Not from Node's pool: a slice keeps all of the page that it shares with what is gone.
    const frames = Buffer.allocUnsafeSlow(bytes);
    let at = 0;
    for (; from < to; from++) at += pieces[from]?.frames.copy(frames, at) ?? 0;
    packed.push({ frames, count });
  }
  return packed;
}

/** A limit or a quota: it is over one day, however long the wait is. */
const LIMITED = 429;

/** Whether a failure is the answer to every further try of the same call. */
export function isFinal({ status, retryable }: GatewayError): boolean {
  return status >= 400 && status < 500 && status !== LIMITED && !retryable;
}
