import { wavFile } from '../../../wire/canonical/wav-file';
import { wordTokens } from '../tokens';

const RATE = 24_000;
const SECONDS_PER_WORD = 0.1;
const MOST_WORDS = 600;
const LOUDNESS = 8_000;

/** A sound that says a text in beeps, a tenth of a second for each word, higher for a longer one. */
export function wav(text: string): Buffer {
  const words = wordTokens(text).slice(0, MOST_WORDS);
  const perWord = RATE * SECONDS_PER_WORD;
  const samples = Buffer.alloc(Math.max(words.length, 1) * perWord * 2);
  for (const [index, word] of words.entries()) {
    const step = (2 * Math.PI * (220 + 20 * word.trim().length)) / RATE;
    for (let at = 0; at < perWord; at++) {
      samples.writeInt16LE(Math.round(LOUDNESS * Math.sin(step * at)), (index * perWord + at) * 2);
    }
  }
  return wavFile(samples, RATE);
}
