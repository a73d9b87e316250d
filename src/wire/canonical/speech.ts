import type { AudioPiece, Finish } from './answer-events';
import { ForwardedEvents } from './forwarded-events';
import { wavFile } from './wav-file';

/** Signed samples of 16 bits, one channel, 24,000 in a second: what OpenAI calls `pcm16`, and what Gemini speaks in. */
export const PCM16 = 'audio/L16;codec=pcm;rate=24000';
const RATE = 24_000;

/** The bytes of pieces of base64, each of which is whole, as base64. */
export function joinedBase64(pieces: readonly string[]): string {
  const [only = ''] = pieces;
  return pieces.length < 2
    ? only
    : Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))).toString('base64');
}

/** Makes the samples of a whole answer a WAV file, for callers who asked for one. */
export class AsWav extends ForwardedEvents {
  #pieces: string[] = [];
  #transcript = '';
  #rate = RATE;

  override audio({ mediaType, data, transcript }: AudioPiece): void {
    this.#rate = Number(/rate=(\d{1,6})/.exec(mediaType)?.[1] ?? RATE);
    this.#pieces.push(data);
    this.#transcript += transcript;
  }

  override finish(finish: Finish): void {
    if (this.#pieces.length > 0) {
      const samples = Buffer.from(joinedBase64(this.#pieces), 'base64');
      const data = wavFile(samples, this.#rate).toString('base64');
      super.audio({ mediaType: 'audio/wav', data, transcript: this.#transcript });
    }
    super.finish(finish);
  }
}
