/** The mapping of a stream of the Messages API, driven without sockets. */
import { messagesError } from '../../../src/llm/messages-api/errors';
import { MessageStream } from '../../../src/llm/messages-api/stream';
import { MappedStream } from '../../../src/llm/mapping/mapped-stream';
import type { AnswerFacts, StreamSink } from '../../../src/llm/llm-adapter';
import { callOf, readChunks } from './anthropic-chunks';
import type { SeenAnswer } from './anthropic-chunks';
import { streamBytesOf } from './anthropic-recordings';
import type { Json } from './anthropic-recordings';
import { MessagesAnswerReader } from '../../../src/wire/anthropic-messages/answer-reader';
import { mappedAnswer } from '../../../src/llm/mapping/mapped-answer';

/** What a caller saw of a stream, what is known of it, and how it failed. */
interface StreamOutcome {
  readonly seen: SeenAnswer;
  readonly facts: AnswerFacts;
  readonly error: unknown;
}

/** Drives the mapping as the exchange does, with the body in the given pieces. */
export function readPieces(
  pieces: readonly Buffer[],
  answerTool?: string,
  customTools: ReadonlySet<string> = new Set(),
): StreamOutcome {
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
  const asked = { answerTool, customTools };
  const reader = new MappedStream(call, sink, 'text/event-stream', (out) => {
    mapping = new MessageStream(out, asked, (event) => messagesError(200, event, []));
    return mapping;
  });
  let error: unknown;
  try {
    reader.head(200, { 'content-type': 'text/event-stream; charset=utf-8' }, flow);
    for (const piece of pieces) reader.data(piece);
    reader.end();
  } catch (thrown) {
    error = thrown;
    call.facts.usage = mapping?.brokenUsage(reader.written) ?? call.facts.usage;
  }
  return { seen: readChunks(Buffer.concat(frames)), facts: call.facts, error };
}

/** The same, of the events of a stream in one piece. */
export function readEvents(
  events: readonly Json[],
  answerTool?: string,
  customTools?: ReadonlySet<string>,
): StreamOutcome {
  return readPieces([streamBytesOf(events)], answerTool, customTools);
}

/** What an OpenAI caller gets of a whole message. @throws GatewayError as the reader does */
export function readWhole(
  message: Json,
  answerTool?: string,
  customTools: ReadonlySet<string> = new Set(),
): SeenWhole {
  const call = callOf({ model: 'claude-sonnet-4-5', messages: [] });
  const { body } = mappedAnswer(call, (events) => {
    new MessagesAnswerReader(events, { answerTool, customTools }).message(message);
  });
  const { choices } = JSON.parse(body.toString()) as { choices: { message: Json; finish_reason: string }[] };
  const [choice] = choices;
  if (choice === undefined) throw new Error('no choice');
  return { message: choice.message, finishReason: choice.finish_reason };
}

/** A whole answer of Chat Completions. */
export interface SeenWhole {
  readonly message: Json;
  readonly finishReason: string;
}
