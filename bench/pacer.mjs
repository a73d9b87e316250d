// @ts-check
import { stampedChunk } from './answers.mjs';
import { sharedMicros } from './clock.mjs';

/**
 * Sends a chunk every `periodMs` on any number of streams with one timer: a wheel with a slot for each
 * millisecond of the period. A stream takes the slot in which it began, so streams that begin evenly spread
 * are served evenly spread. The timer runs only while there are streams.
 */
export class Pacer {
  /** @type {Set<PacedStream>[]} */
  #slots;
  #position = 0;
  #streams = 0;
  #next = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /** @param {number} periodMs between two chunks of one stream */
  constructor(periodMs) {
    this.#slots = Array.from({ length: periodMs }, () => new Set());
  }

  /**
   * Sends the stream's start at once, then `count` content chunks, then its end.
   * @param {import('node:net').Socket} socket
   * @param {number} count
   * @param {import('./answers.mjs').PacedParts} parts
   * @param {() => void} onEnd when the stream was sent whole
   */
  begin(socket, count, parts, onEnd) {
    const slot = this.#slots[this.#position];
    const stream = { socket, left: count, parts, finish: () => {} };
    const leave = () => {
      if (slot.delete(stream) && --this.#streams === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    };
    stream.finish = () => {
      socket.off('close', leave);
      leave();
      onEnd();
    };
    socket.once('close', leave);
    slot.add(stream);
    this.#streams++;
    socket.write(stream.parts.start);
    if (!this.#timer) {
      this.#next = performance.now() + 1;
      this.#timer = setInterval(() => this.#turn(), 1);
    }
  }

  /** Serves every slot that is due; a late timer is made up for, so that the rate holds. */
  #turn() {
    const now = performance.now();
    for (; this.#next <= now; this.#next += 1) {
      this.#position = (this.#position + 1) % this.#slots.length;
      for (const stream of this.#slots[this.#position]) serve(stream);
    }
  }
}

/**
 * @typedef {{ socket: import('node:net').Socket, left: number, parts: import('./answers.mjs').PacedParts,
 *   finish: () => void }} PacedStream
 */

/** @param {PacedStream} stream */
function serve(stream) {
  if (stream.left > 0) {
    stream.left--;
    stream.socket.write(stampedChunk(stream.parts, sharedMicros()));
    return;
  }
  stream.socket.write(stream.parts.end);
  stream.finish();
}
