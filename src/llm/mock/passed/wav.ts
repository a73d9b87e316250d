import { wordTokens } from '../tokens';

const RATE = 24_000;
const SECONDS_PER_WORD = 0.1;
const MOST_WORDS = 600;
const LOUDNESS = 8_000;

/**
 * A sound that says a text in beeps, a tenth of a second for each word, higher for a longer one.
 * Format: http://soundfile.sapp.org/doc/WaveFormat/ (PCM, 16 bits, mono, 24 kHz)
 */
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
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
