/** Streams of Chat Completions that break after some words, in each of the ways in which upstreams do. */
import type { AnswerScript } from './exchange';
import { write } from './exchange';
import { chunk, usageChunk } from './completion-bodies';
import { beginStream, cutStream, frameBytes, stream } from './stream-scripts';
import type { Frame } from './stream-scripts';

/** How a stream breaks. */
export type Break = 'FIN' | 'RST' | 'tidy end' | 'error event' | 'silence';

const OVERLOADED = { error: { message: 'overloaded', type: 'server_error', code: '503' } };

/** Frames, and then the break. */
export function brokenStream(frames: readonly Frame[], how: Break): AnswerScript {
  if (how === 'error event') return stream([...frames, OVERLOADED], { ending: 'end' });
  if (how === 'tidy end') return stream(frames, { ending: 'end' });
  if (how === 'silence') return stream(frames, { ending: 'stall' });
  return async (exchange) => {
    beginStream(exchange);
    for (const frame of frames) if (!(await write(exchange, frameBytes(frame)))) return;
    await cutStream(exchange, { partial: '', reset: how === 'RST' });
  };
}

/** The chunks of these deltas, of an answer with this id. */
export function deltas(id: string, ...contents: readonly Record<string, unknown>[]): Frame[] {
  return contents.map((delta) => chunk(delta, { id }));
}

/** A delta for each word. */
export function wordDeltas(words: readonly string[]): Record<string, unknown>[] {
  return words.map((content) => ({ content }));
}

/** A whole stream of these deltas. */
export function wholeStream(
  id: string,
  contents: readonly Record<string, unknown>[],
  finishReason = 'stop',
): AnswerScript {
  return stream([
    ...deltas(id, { role: 'assistant', content: '' }, ...contents),
    chunk({}, { id, finishReason }),
    usageChunk({ prompt_tokens: 9, completion_tokens: 60, total_tokens: 69 }, { id }),
  ]);
}
