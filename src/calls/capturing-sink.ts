import type { KeptContent } from '../captures/kept-content';
import type { AnswerSink } from '../routing/answer-source';

/** What says nothing as a text: sounds and pictures. */
const NO_TEXT = /^(?:audio|image|video)\/|^application\/octet-stream/i;

/** A stream's way to its reader, on which its frames are kept too, where they are a text. */
export function capturingSink(sink: AnswerSink, content: KeptContent): AnswerSink {
  let isText = true;
  const capturing: AnswerSink = {
    onDrain: undefined,
    asked: (attempt) => {
      sink.asked(attempt);
    },
    opened: (headers) => {
      isText = !NO_TEXT.test(headers['content-type'] ?? '');
      sink.opened(headers);
    },
    push: (frames, count) => {
      if (isText) content.add(frames);
      return sink.push(frames, count);
    },
    caughtUp: (isOver) => {
      sink.caughtUp?.(isOver);
    },
  };
  sink.onDrain = () => capturing.onDrain?.();
  return capturing;
}
