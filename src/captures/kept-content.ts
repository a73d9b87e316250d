import type { CaptureMode } from '../registry/registry-records';

/** Of a request or an answer so much is kept; the rest is cut off. */
const MAX_BYTES = 256 * 1024;

/** How content is kept. */
interface KeepRules {
  readonly mode: CaptureMode;
  readonly days: number;
  /** What is taken out of it. */
  readonly redact: readonly string[];
}

/** What is gathered of one call whose key or group lets its content be captured. */
export class KeptContent {
  readonly #pieces: Buffer[] = [];
  #bytes = 0;
  #isCut = false;

  constructor(readonly rules: KeepRules) {}

  /** Adds bytes of the answer. */
  add(bytes: Buffer): void {
    const room = MAX_BYTES - this.#bytes;
    if (bytes.length > room) this.#isCut = true;
    if (room <= 0) return;
    // The bytes that come are let go of: these are a copy.
    const kept = Buffer.from(bytes.subarray(0, room));
    this.#pieces.push(kept);
    this.#bytes += kept.length;
  }

  get answer(): string {
    return Buffer.concat(this.#pieces).toString('utf8') + (this.#isCut ? '…' : '');
  }

  /** A request's text, as far as it is kept. */
  static textOf(raw: Buffer): string {
    return raw.subarray(0, MAX_BYTES).toString('utf8') + (raw.length > MAX_BYTES ? '…' : '');
  }
}
