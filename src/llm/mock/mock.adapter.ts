import type { CancelSignal } from '../../cancellation/cancellation';
import { pause } from '../../cancellation/waits';
import { toGatewayError } from '../../errors/to-gateway-error';
import { withDropped } from '../dropped-header';
import { PassedAnswer } from '../passed-answer';
import { PASSED_OPERATIONS } from '../passed-call';
import type { AnswerFacts, LlmAdapter, LlmCall, ModelCard, StreamSink, WholeAnswer } from '../llm-adapter';
import type { Answer } from './answer';
import { answerTo } from './answer';
import { ChunkFrames } from './chunks';
import { completion } from './completion';
import { embeddingAnswer } from './embedding';
import { FrameWriter } from './frame-writer';
import { mockPassed } from './passed/mock-passed';
import type { MockModel } from './mock-models';
import { MOCK_MODELS, mockModel } from './mock-models';
import { cutFailure, refused, scriptedFailure, TIMEOUT_AFTER_MS } from './upstream-failures';
import { drained, silence, throwIfAborted } from './waits';

const SLOW_START_MS = 5_000;

/** How the mock takes its time; milliseconds. */
interface MockPace {
  /** Between two tokens of a stream; 0 sends it in one go. Whole answers come at once. */
  readonly tokenDelayMs: number;
  /** Before the first token of `mock-slow-first-token`; 5 s where it is not given. */
  readonly slowStartMs?: number;
  /** Its name in logs and metrics; `mock` where it is not given. */
  readonly upstream?: string;
  /** Whether what other doors' requests have and Chat Completions have not is refused; not where it is not given. */
  readonly strictParams?: boolean;
}

/** An upstream without a network: scripted by the model's name (see {@link MOCK_MODELS}), always the same. */
export class MockAdapter implements LlmAdapter {
  readonly upstream: string;
  /** Calls of `functions` are told in their form as well. */
  readonly toolsAlone = true;
  readonly refusesDropped: boolean;
  readonly passes = new Set(PASSED_OPERATIONS);
  readonly #tokenDelayMs: number;
  readonly #slowStartMs: number;

  constructor({
    tokenDelayMs,
    slowStartMs = SLOW_START_MS,
    upstream = 'mock',
    strictParams = false,
  }: MockPace) {
    this.upstream = upstream;
    this.refusesDropped = strictParams;
    this.#tokenDelayMs = tokenDelayMs;
    this.#slowStartMs = slowStartMs;
  }

  complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    return recorded(call.facts, async () => {
      const model = await this.#chatModel(call, signal);
      const answer = answerTo(call, model);
      await this.#untilWhole(model, signal);
      succeeded(call.facts, answer.model);
      settled(call.facts, answer);
      return { body: completion(answer) };
    });
  }

  stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    return recorded(call.facts, async () => {
      const model = await this.#chatModel(call, signal);
      const answer = answerTo(call, model);
      succeeded(call.facts, answer.model);
      sink.opened(withDropped(call.facts));
      if (model.slowStart) await pause(this.#slowStartMs, signal);
      const frames = new ChunkFrames(answer, call.usageWanted);
      const writer = new FrameWriter(sink, signal);
      await this.#speak(answer, frames, writer, signal);
      if (model.ending !== 'whole') {
        await writer.flush();
        await broken(model.ending, signal);
      }
      settled(call.facts, answer);
      writer.add(frames.closing());
      await writer.flush();
    });
  }

  embed(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    return recorded(call.facts, async () => {
      const model = await this.#reached(call, signal);
      const { body, promptTokens } = embeddingAnswer(call);
      await this.#untilWhole(model, signal);
      succeeded(call.facts, call.model);
      call.facts.usage = {
        promptTokens,
        completionTokens: 0,
        cachedTokens: 0,
        reasoningTokens: 0,
        estimated: false,
      };
      return { body };
    });
  }

  pass(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    return recorded(call.facts, async () => {
      const model = await this.#reached(call, signal);
      const form = call.passed?.stream && (await collected(call.passed.stream.open(call.model)));
      if (model.slowStart) await pause(this.#slowStartMs, signal);
      const { contentType, pieces } = mockPassed(call, form);
      const answer = new PassedAnswer(call, sink);
      answer.head(200, { 'content-type': contentType }, PACED_BY_ITSELF);
      const given = model.ending === 'whole' ? pieces : pieces.slice(0, 1);
      for (const piece of given) {
        throwIfAborted(signal);
        if (!answer.push(piece)) await drained(sink, signal);
        if (this.#tokenDelayMs > 0 && pieces.length > 1) await pause(this.#tokenDelayMs, signal);
      }
      if (model.ending !== 'whole') await broken(model.ending, signal);
      answer.end();
    });
  }

  async models(signal: CancelSignal): Promise<readonly ModelCard[]> {
    throwIfAborted(signal);
    return Promise.resolve(
      MOCK_MODELS.map(({ id, contextLength }) => ({ id, provider: 'mock', contextLength })),
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #chatModel(call: LlmCall, signal: CancelSignal): Promise<MockModel> {
    const model = await this.#reached(call, signal);
    if (model.id === 'mock-embedding')
      throw refused('model', `${model.id} makes embeddings; it does not chat.`);
    return model;
  }

  /** The model that a call reaches, unless the upstream fails before it answers. */
  async #reached(call: LlmCall, signal: CancelSignal): Promise<MockModel> {
    throwIfAborted(signal);
    const model = mockModel(call.model);
    const failure = scriptedFailure(model.id);
    if (failure?.code === 'TIMEOUT') await pause(TIMEOUT_AFTER_MS, signal);
    if (failure !== undefined) throw failure;
    return model;
  }

  async #untilWhole(model: MockModel, signal: CancelSignal): Promise<void> {
    if (model.slowStart) await pause(this.#slowStartMs, signal);
    if (model.ending !== 'whole') await broken(model.ending, signal);
  }

  /** The role and every token, the first at once; what is still in the writer then is sent with what follows. */
  async #speak(
    answer: Answer,
    frames: ChunkFrames,
    writer: FrameWriter,
    signal: CancelSignal,
  ): Promise<void> {
    writer.add(frames.opening());
    for (const [position, step] of answer.script.steps.entries()) {
      if (position > 0 && this.#tokenDelayMs > 0) {
        await writer.flush();
        await pause(this.#tokenDelayMs, signal);
      }
      writer.add(frames.step(step));
      if (writer.full) await writer.flush();
    }
  }
}

/** Runs one call; what it throws is an error of the catalogue, and the status it carries is a fact of the answer. */
async function recorded<T>(facts: AnswerFacts, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    const error = toGatewayError(thrown);
    if (error.upstreamStatus !== undefined) facts.upstreamStatus = error.upstreamStatus;
    throw error;
  }
}

function succeeded(facts: AnswerFacts, model: string): void {
  facts.upstreamStatus = 200;
  facts.model = model;
}

function settled(facts: AnswerFacts, answer: Answer): void {
  facts.finishReason = answer.script.finishReason;
  facts.usage = answer.usage;
}

/** The mock waits for its reader itself. */
const PACED_BY_ITSELF = {
  pause: () => undefined,
  resume: () => undefined,
  finish: () => undefined,
  fail: () => undefined,
};
/** Of a form so much is looked at; it is read to its end. */
const MAX_FORM_BYTES = 1024 * 1024;

async function collected(form: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of form) {
    if (size < MAX_FORM_BYTES) pieces.push(piece);
    size += piece.length;
  }
  return Buffer.concat(pieces);
}

/** What follows on the few tokens of an answer that is never whole. */
async function broken(ending: 'cut' | 'stall', signal: CancelSignal): Promise<never> {
  if (ending === 'stall') await silence(signal);
  throw cutFailure();
}
