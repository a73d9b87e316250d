/** The mapping of a stream of the Messages API, driven without sockets. */
import { messagesError } from '../../src/llm/anthropic/errors';
import { MessageStream } from '../../src/llm/anthropic/stream';
import { MappedStreamReader } from '../../src/llm/canonical/mapped-stream';
import type { AnswerFacts, StreamSink } from '../../src/llm/llm-adapter';
import { callOf, readChunks } from './anthropic-chunks';
import type { SeenAnswer } from './anthropic-chunks';
import { streamBytesOf } from './anthropic-recordings';
import type { Json } from './anthropic-recordings';

/** What a caller saw of a stream, what is known of it, and how it failed. */
interface StreamOutcome {
  readonly seen: SeenAnswer;
  readonly facts: AnswerFacts;
  readonly error: unknown;
}

/** Drives the mapping as the exchange does, with the body in the given pieces. */
export function readPieces(pieces: readonly Buffer[], answerTool?: string): StreamOutcome {
  const call = callOf({ model: 'claude-sonnet-4-5', messages: [] });
  const frames: Buffer[] = [];
  const sink: StreamSink = {
    opened: () => undefined,
    push: (bytes) => frames.push(Buffer.from(bytes)) > 0,
    onDrain: undefined,
  };
  const flow = {
    pause: () => undefined,
    resume: () => undefined,
    finish: () => undefined,
    fail: () => undefined,
  };
  let mapping: MessageStream | undefined;
  const reader = new MappedStreamReader(call, sink, 'text/event-stream', (out) => {
    mapping = new MessageStream(out, call.facts, answerTool, (event) => messagesError(200, event, undefined));
    return mapping;
  });
  let error: unknown;
  try {
    reader.head(200, { 'content-type': 'text/event-stream; charset=utf-8' }, flow);
    for (const piece of pieces) reader.data(piece);
    reader.end();
  } catch (thrown) {
    error = thrown;
    mapping?.settle();
  }
  return { seen: readChunks(Buffer.concat(frames)), facts: call.facts, error };
}

/** The same, of the events of a stream in one piece. */
export function readEvents(events: readonly Json[], answerTool?: string): StreamOutcome {
  return readPieces([streamBytesOf(events)], answerTool);
}
