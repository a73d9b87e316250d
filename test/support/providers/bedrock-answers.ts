/** What a caller of the Bedrock provider sees: drives the mapping of a stream without a network, and sums its chunks up. */
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { fromUtf8, toUtf8 } from '@smithy/util-utf8';
import { mappedAnswer } from '../../../src/llm/mapping/mapped-answer';
import { MappedStream } from '../../../src/llm/mapping/mapped-stream';
import { ConverseAnswerReader } from '../../../src/wire/bedrock-converse/answer-reader';
import type { AskedConverse } from '../../../src/wire/bedrock-converse/answer-blocks';
import { emptyFacts } from '../../../src/llm/llm-adapter';
import type { AnswerFacts, LlmCall, StreamSink } from '../../../src/llm/llm-adapter';
import { errorFromEvent } from '../../../src/llm/providers/bedrock/errors';
import { EventStreamReader } from '../../../src/llm/providers/bedrock/event-stream';
import { ConverseStream } from '../../../src/llm/providers/bedrock/stream';
import { openAiChatWire } from '../../../src/wire/openai-chat/openai-chat.wire';

/** A tool call put together from its deltas. */
export interface SeenCall {
  id: string;
  name: string;
  arguments: string;
}

/** An answer as an OpenAI caller has it in the end, whole or streamed. */
export interface SeenAnswer {
  content: string;
  reasoning: string;
  toolCalls: SeenCall[];
  providerFields: unknown;
  finishReason: string | undefined;
  usage: unknown;
}

/** A call as the adapter gets it. */
export function bedrockCall(body: Readonly<Record<string, unknown>> = {}, model = 'some-model'): LlmCall {
  const raw = Buffer.from(JSON.stringify(body));
  return { raw, body, model, usageWanted: true, headers: {}, wire: openAiChatWire, facts: emptyFacts() };
}

/** A sink that takes everything. */
export class CollectingSink implements StreamSink {
  text = '';
  onDrain: (() => void) | undefined;
  opened(): void {
    // Nothing hangs on it here.
  }
  push(frames: Buffer): boolean {
    this.text += frames.toString();
    return true;
  }
}

/** Puts pieces of a ConverseStream body through the mapping. @throws GatewayError as the adapter would */
export function mapStream(
  pieces: readonly Buffer[],
  answerTool?: string,
  asked: Partial<AskedConverse> = {},
): { readonly seen: SeenAnswer; readonly facts: AnswerFacts; readonly text: string } {
  const call = bedrockCall();
  const sink = new CollectingSink();
  const events = new EventStreamReader(new EventStreamCodec(toUtf8, fromUtf8));
  let failure: Error | undefined;
  const reader = new MappedStream(
    call,
    sink,
    'application/vnd.amazon.eventstream',
    (out) =>
      new ConverseStream(out, {
        events,
        model: call.model,
        asked: askedOf(answerTool, asked),
        failure: (event) => errorFromEvent(event, []),
      }),
  );
  const ignore = (): void => undefined;
  const flow = {
    pause: ignore,
    resume: ignore,
    finish: ignore,
    fail: (reason: Error) => {
      failure = reason;
    },
  };
  reader.head(200, { 'content-type': 'application/vnd.amazon.eventstream' }, flow);
  for (const piece of pieces) reader.data(piece);
  reader.end();
  if (failure !== undefined) throw failure;
  return { seen: seenIn(sink.text), facts: call.facts, text: sink.text };
}

/** Maps a whole answer. @throws GatewayError as the adapter would */
export function mapWhole(
  answer: Readonly<Record<string, unknown>>,
  answerTool?: string,
  asked: Partial<AskedConverse> = {},
): SeenAnswer & { readonly message: Readonly<Record<string, unknown>> } {
  const call = bedrockCall();
  const { body } = mappedAnswer(call, (events) => {
    new ConverseAnswerReader(events, call.model, askedOf(answerTool, asked)).answer(answer);
  });
  const { choices, usage } = JSON.parse(body.toString()) as WholeAnswer;
  const [choice] = choices;
  if (choice === undefined) throw new Error('no choice');
  const { message, finish_reason: finishReason } = choice;
  return {
    message,
    content: message.content ?? '',
    reasoning: message.reasoning_content ?? '',
    toolCalls: (message.tool_calls ?? []).flatMap(({ id, function: called }) =>
      called === undefined ? [] : [{ id, name: called.name, arguments: called.arguments }],
    ),
    providerFields: message.provider_fields,
    finishReason,
    usage,
  };
}

function askedOf(answerTool: string | undefined, asked: Partial<AskedConverse>): AskedConverse {
  return { answerTool, customTools: new Set(), maker: 'bedrock', traced: false, ...asked };
}

/** Sums chunks up as SDKs do, and holds each to what they rely on. */
export function seenIn(sse: string): SeenAnswer {
  const seen: SeenAnswer = {
    content: '',
    reasoning: '',
    toolCalls: [],
    providerFields: undefined,
    finishReason: undefined,
    usage: undefined,
  };
  for (const frame of sse.split('\n\n').filter((line) => line !== '')) {
    const chunk = JSON.parse(frame.slice('data: '.length)) as Chunk;
    if (chunk.usage) seen.usage = chunk.usage;
    for (const { delta, finish_reason: reason } of chunk.choices) {
      if (seen.finishReason !== undefined) throw new Error('a choice after the finish');
      seen.content += delta.content ?? '';
      seen.reasoning += delta.reasoning_content ?? '';
      seen.providerFields = delta.provider_fields ?? seen.providerFields;
      seen.finishReason = reason ?? undefined;
      for (const call of delta.tool_calls ?? []) if ('function' in call) addCall(seen.toolCalls, call);
    }
  }
  return seen;
}

function addCall(calls: SeenCall[], { index, id, function: called }: CallDelta): void {
  const known = calls[index];
  if (known !== undefined) {
    if (id !== undefined) throw new Error('a call that begins twice');
    known.arguments += called.arguments;
  } else if (index !== calls.length || id === undefined || called.name === undefined) {
    throw new Error('a call that begins without its next index, its id or its name');
  } else {
    calls.push({ id, name: called.name, arguments: called.arguments });
  }
}

interface Chunk {
  readonly usage?: unknown;
  readonly choices: readonly { readonly delta: Delta; readonly finish_reason: string | null }[];
}

interface Delta {
  readonly content?: string;
  readonly reasoning_content?: string;
  readonly provider_fields?: unknown;
  readonly tool_calls?: readonly CallDelta[];
}

interface CallDelta {
  readonly index: number;
  readonly id?: string;
  readonly function: { readonly name?: string; readonly arguments: string };
}

interface WholeAnswer {
  readonly usage: unknown;
  readonly choices: readonly {
    readonly finish_reason: string;
    readonly message: {
      readonly content: string | null;
      readonly reasoning_content?: string;
      readonly provider_fields?: unknown;
      readonly tool_calls?: readonly {
        readonly id: string;
        readonly function?: { readonly name: string; readonly arguments: string };
      }[];
    };
  }[];
}
