import type { CancelSignal } from '../../cancellation/cancellation';
import type { StreamSink } from '../llm-adapter';
import { drained, throwIfAborted } from './waits';

const BATCH_CHARACTERS = 16 * 1024;

/** Collects SSE frames and pushes them in batches, at the reader's pace. */
export class FrameWriter {
  #frames: string[] = [];
  #characters = 0;

  constructor(
    private readonly sink: StreamSink,
    private readonly signal: CancelSignal,
  ) {}

  /** Whether so much has been collected that it is time to {@link flush}. */
  get full(): boolean {
    return this.#characters >= BATCH_CHARACTERS;
  }

  /** Takes frames for the next batch. */
  add(frames: readonly string[]): void {
    for (const frame of frames) {
      this.#frames.push(frame);
      this.#characters += frame.length;
    }
  }

  /**
   * Pushes what was collected and, when the reader is behind, waits for it.
   *
   * @throws the signal's reason, once it is aborted.
   */
  async flush(): Promise<void> {
    throwIfAborted(this.signal);
    if (this.#frames.length === 0) return;
    const batch = Buffer.from(this.#frames.join(''));
    const count = this.#frames.length;
    this.#frames = [];
    this.#characters = 0;
    if (!this.sink.push(batch, count)) await drained(this.sink, this.signal);
  }
}
