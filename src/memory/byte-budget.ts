import { GatewayError } from '../errors/gateway-error';
import { collectFully } from './full-collection';

/** How long what finds no room may wait for it, unread. */
const MAX_WAIT_MS = 10_000;
/** What is told to those who waited in vain. */
const RETRY_AFTER_MS = 2_000;
/** Up to this size a body may also use the last part of the budget, so that a few large ones do not keep it out. */
const SMALL_BYTES = 1024 * 1024;
/** The part that is kept for small ones. */
const SMALL_SHARE = 1 / 8;
/** Garbage is collected once it is so great a part of the budget, and no room is left beside it. */
const GARBAGE_SHARE = 1 / 2;

/** Told once: undefined when the bytes were taken, else why not. */
export type OnRoom = (problem: GatewayError | undefined) => void;

interface Waiting {
  readonly lease: ByteLease;
  readonly bytes: number;
  readonly onRoom: OnRoom;
  readonly timer: NodeJS.Timeout;
}

/**
 * The bytes of bodies, answers and large frames that may be in memory at the same time. What finds no room waits, unread,
 * and is refused after {@link MAX_WAIT_MS}. Something larger than the whole budget is let in when nothing else is held.
 *
 * Of those that turn out larger than was said, one at a time may go over the limit: were each to wait for the others,
 * none would ever end.
 *
 * What is given back stays in memory until V8 collects it, which takes its time: it sees a small heap, and buffers beside it.
 * In a small container that garbage, several times the budget, was what the kernel killed the process for. So it is counted,
 * and collected when it is in the way.
 */
export class ByteBudget {
  #limitBytes = Infinity;
  #heldBytes = 0;
  /** Given back since garbage was collected here. */
  #garbageBytes = 0;
  #waiting: Waiting[] = [];
  #overdrawn: ByteLease | undefined;

  /** @param collectGarbage lets go of all that nobody holds, at once */
  constructor(private readonly collectGarbage: () => void = collectFully) {}

  /** Bytes that may be held. */
  get limitBytes(): number {
    return this.#limitBytes;
  }

  set limitBytes(bytes: number) {
    this.#limitBytes = bytes;
    this.#admitWaiting();
  }

  /** Bytes that are held now. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** How many wait for room. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** A part of the budget that holds nothing yet. */
  lease(): ByteLease {
    return new ByteLease(this);
  }

  /** For {@link ByteLease} alone. @returns whether the bytes were taken */
  tryTake(lease: ByteLease, bytes: number): boolean {
    const free =
      this.#limitBytes - this.#heldBytes - (bytes > SMALL_BYTES ? this.#limitBytes * SMALL_SHARE : 0);
    const fits = bytes <= free || this.#heldBytes === 0 || lease === this.#overdrawn;
    if (!fits) {
      if (lease.bytes === 0 || this.#overdrawn !== undefined) return false;
      this.#overdrawn = lease;
    }
    this.#heldBytes += bytes;
    this.#collect();
    return true;
  }

  /** For {@link ByteLease} alone: as {@link tryTake}, whether there is room or not. */
  take(bytes: number): void {
    this.#heldBytes += bytes;
  }

  /** For {@link ByteLease} alone. */
  wait(lease: ByteLease, bytes: number, onRoom: OnRoom): void {
    const timer = setTimeout(() => {
      this.leave(lease);
      onRoom(noRoom());
    }, MAX_WAIT_MS);
    this.#waiting.push({ lease, bytes, onRoom, timer });
  }

  /** For {@link ByteLease} alone: it waits no longer. */
  leave(lease: ByteLease): void {
    const place = this.#waiting.findIndex((one) => one.lease === lease);
    if (place < 0) return;
    clearTimeout(this.#waiting[place]?.timer);
    this.#waiting.splice(place, 1);
  }

  /** For {@link ByteLease} alone. */
  give(lease: ByteLease, bytes: number): void {
    this.#heldBytes -= bytes;
    this.#garbageBytes += bytes;
    if (this.#overdrawn === lease) this.#overdrawn = undefined;
    if (this.#waiting.length > 0) this.#admitWaiting();
  }

  #collect(): void {
    const garbage = this.#garbageBytes;
    if (garbage < this.#limitBytes * GARBAGE_SHARE || this.#heldBytes + garbage <= this.#limitBytes) return;
    this.#garbageBytes = 0;
    this.collectGarbage();
  }

  /** Admits all that fit, in the order in which they came. */
  #admitWaiting(): void {
    for (const waiting of [...this.#waiting]) {
      const { lease, bytes, onRoom } = waiting;
      if (!this.#waiting.includes(waiting) || !this.tryTake(lease, bytes)) continue;
      this.leave(lease);
      lease.took(bytes);
      onRoom(undefined);
    }
  }
}

/** What one body, answer or stream holds of the budget; to be released on every path. */
export class ByteLease {
  #bytes = 0;
  #waits = false;

  constructor(private readonly budget: ByteBudget) {}

  /** Bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes further bytes: `onRoom` is called at once where there is room, else within {@link MAX_WAIT_MS}; never after
   * {@link release}.
   */
  take(bytes: number, onRoom: OnRoom): void {
    if (this.tryTake(bytes)) return void onRoom(undefined);
    this.#waits = true;
    this.budget.wait(this, bytes, onRoom);
  }

  /** Takes further bytes if there is room for them now. @returns false when there is no room */
  tryTake(bytes: number): boolean {
    if (!this.budget.tryTake(this, bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  /** Counts bytes that are in memory already, whether there is room or not. */
  count(bytes: number): void {
    this.#bytes += bytes;
    this.budget.take(bytes);
  }

  /** For {@link ByteBudget} alone: what was waited for was taken. */
  took(bytes: number): void {
    this.#waits = false;
    this.#bytes += bytes;
  }

  /** Gives everything back and waits no longer; the lease can be used again. */
  release(): void {
    if (this.#waits) this.budget.leave(this);
    this.#waits = false;
    const bytes = this.#bytes;
    if (bytes === 0) return;
    this.#bytes = 0;
    this.budget.give(this, bytes);
  }
}

/** What a call is told when the gateway's memory is full. */
export function noRoom(): GatewayError {
  return new GatewayError(
    'OVERLOADED',
    'The gateway holds as many request and answer bytes as its memory allows. Try again shortly.',
    { retryAfterMs: RETRY_AFTER_MS },
  );
}

/** Memory is the whole process's, and so there is one budget for it; the application sets its limit. */
export const processBytes = new ByteBudget();
