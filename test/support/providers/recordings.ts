/** Recorded provider answers, from a folder beside the repository; see the README there for their formats. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeWhen } from '../observation/describe-when';

/** The folder of the recordings. */
export const RECORDINGS =
  process.env['LLM_PROXY_TEST_RECORDINGS'] ||
  resolve(__dirname, '..', '..', '..', '..', 'shared', 'recordings');

/** Whether the recordings are there. */
const hasRecordings = existsSync(RECORDINGS);

/** A `describe` that runs only where the recordings are, and says in one line when they are not. */
export const describeWithRecordings = describeWhen(
  () => hasRecordings,
  'the recorded provider answers (../shared/recordings)',
);

/**
 * The chunks of a recorded stream.
 * @param name folder and file without its ending: `openai/openai-text`
 * @returns the JSON of each `data:` line, without its prefix; the closing `[DONE]` is not recorded
 */
export function recordedChunks(name: string): string[] {
  return readText(`${name}.chunks.txt`)
    .split('\n')
    .filter((line) => line !== '');
}

/** The text of a recorded whole answer (JSON). @param name as in {@link recordedChunks} */
export function recordedWhole(name: string): string {
  return readText(`${name}.json`);
}

function readText(file: string): string {
  return readFileSync(join(RECORDINGS, file), 'utf8');
}
