import type { AnswerWriter } from '../../wire/canonical/answer-writer';
import type { StreamSink } from '../llm-adapter';

const NOTHING = Buffer.alloc(0);

/**
 * Hands over what a writer has written since the last time. A writer that holds content and has nothing to show
 * yet, because its wire has calls as a whole, still shows that its upstream is alive.
 * @returns as `StreamSink.push`: false when the reader is behind
 */
export function handOver(writer: AnswerWriter, sink: StreamSink): boolean {
  const frames = writer.take();
  if (frames !== undefined) return sink.push(Buffer.from(frames.text), frames.count);
  return writer.holding ? sink.push(NOTHING, 0) : true;
}
