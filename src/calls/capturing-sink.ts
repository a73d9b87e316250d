import type { KeptContent } from '../captures/kept-content';
import type { AnswerSink } from '../routing/answer-source';

/** A stream's way to its reader, on which its frames are kept too. */
export function capturingSink(sink: AnswerSink, content: KeptContent): AnswerSink {
  const capturing: AnswerSink = {
    onDrain: undefined,
    asked: (attempt) => {
      sink.asked(attempt);
    },
    opened: (headers) => {
      sink.opened(headers);
    },
    push: (frames, count) => {
      content.add(frames);
      return sink.push(frames, count);
    },
    caughtUp: (isOver) => {
      sink.caughtUp?.(isOver);
    },
  };
  sink.onDrain = () => capturing.onDrain?.();
  return capturing;
}
