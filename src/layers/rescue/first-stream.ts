import { AnswerLog } from '../../answer-log/answer-log';
import type { StreamSink } from '../../llm/llm-adapter';
import type { AnswerCall, AnswerSink } from '../../routing/answer-source';
import type { Attempt } from '../../routing/attempt';
import { namedSink } from '../../routing/named-answer';
import type { AnswerSummary } from '../../wire/canonical/answer-summary';
import type { Asked } from '../../wire/canonical/answer-writer';
import { AnswerCollector } from '../../wire/canonical/answer-collector';
import { objectsOf } from '../../wire/canonical/frame-reader';
import type { FrameReader } from '../../wire/canonical/frame-reader';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import { AnswerThread } from './answer-thread';
import { AttemptWriter } from './attempt-writer';
import { HoldBack } from './hold-back';
import type { HoldBackLimit } from './hold-back';
import { RescuedWire } from './rescued-wire';

const FRAME_END = '\n\n';
/** So many frames that say nothing are waited with at the most. */
const MAX_HEAD = 16;
/** Finish reasons of Chat Completions that are the canonical model's too. */
const FINISHES = ['stop', 'length', 'tool_calls', 'content_filter'] as const;

/**
 * The stream that a caller gets as long as nothing breaks. Where bytes pass, its frames are kept; where it is mapped, what was
 * said of it.
 */
export class FirstStream implements AnswerSink {
  onDrain: (() => void) | undefined;
  readonly wire: RescuedWire;
  readonly #log = new AnswerLog();
  /** Of attempts that are mapped, by their facts: several may run at once, and one of them speaks. */
  readonly #threads = new Map<AnswerSummary, AnswerThread>();
  #thread: AnswerThread | undefined;
  #attempt: Attempt | undefined;
  #holdBack: HoldBack | undefined;
  #opened: Readonly<Record<string, string>> | undefined;
  /** What came before the first frame that says something; undefined where that is not waited for. */
  #head: { readonly frames: Buffer; readonly count: number }[] | undefined;
  /** What is held back of bytes that pass, and who reads it. */
  #held = new AnswerCollector();
  #heldReader: FrameReader | undefined;

  /** @param waitsForWord whether what only says that an answer begins is kept back: with nothing else delivered it can be a plain error yet */
  constructor(
    private readonly call: AnswerCall,
    private readonly sink: AnswerSink,
    private readonly limit: HoldBackLimit | undefined,
    waitsForWord = false,
  ) {
    if (waitsForWord) this.#head = [];
    const { wire } = call.request;
    const write = (asked: Asked, summary: AnswerSummary): AttemptWriter => {
      const thread = newThread(call, asked);
      this.#threads.set(summary, thread);
      if (this.#attempt?.facts === summary) this.#thread = thread;
      return new AttemptWriter(thread, thread, summary, undefined);
    };
    this.wire = new RescuedWire(wire, write, wire.passing);
    sink.onDrain = this.#onSinkDrain;
  }

  asked(attempt: Attempt): void {
    this.#attempt = attempt;
    this.#thread = this.#threads.get(attempt.facts);
    this.#holdBack?.release();
    this.#holdBack = this.limit && new HoldBack(this.limit, this.flush);
    this.#held = new AnswerCollector();
    this.#heldReader = undefined;
    this.sink.asked(attempt);
  }

  opened(headers: Readonly<Record<string, string>>): void {
    if (this.#holdBack === undefined) this.sink.opened(headers);
    else this.#opened = headers;
  }

  push(frames: Buffer, count: number): boolean {
    if (this.#head !== undefined && count > 0) {
      if (this.#head.length < MAX_HEAD && this.call.request.wire.saysNothing?.(frames) === true) {
        this.#head.push({ frames: Buffer.from(frames), count });
        return true;
      }
      this.#passHead();
    }
    return this.#take(frames, count);
  }

  #take(frames: Buffer, count: number): boolean {
    if (this.#holdBack?.holds(frames, count, this.#charactersWith) === true) return true;
    return this.#pass(frames, count);
  }

  /** The stream is over, and whole: nothing is held back any longer. */
  end(): void {
    this.flush();
    this.release();
  }

  release(): void {
    this.#holdBack?.release();
    this.#log.release();
    this.sink.onDrain = undefined;
  }

  /** The attempt that spoke, or was asked last. */
  get attempt(): Attempt | undefined {
    return this.#attempt;
  }

  /** Whether the caller has got any of it. */
  get isDelivered(): boolean {
    return this.#log.size > 0 || (this.#thread !== undefined && this.#isPassed);
  }

  #isPassed = false;

  /**
   * What the caller has of the answer, and its writer.
   * @returns undefined where it is not known any longer, or cannot be read
   */
  thread(): { readonly thread: AnswerThread; readonly reader: FrameReader | undefined } | undefined {
    const { call } = this;
    if (this.#thread !== undefined) return { thread: this.#thread, reader: undefined };
    const { wire } = call.request;
    if (!this.#log.complete || wire.frameReader === undefined) return undefined;
    const frames = this.#log.read();
    const thread = newThread(call, askedOf(call, frames, this.#attempt));
    const reader = wire.frameReader(thread);
    reader.push(frames);
    // The caller has these frames.
    thread.writer.take();
    return { thread, reader };
  }

  /**
   * The answer has its finish reason, and what ends its stream will not come: that is written here.
   * @returns false where what the caller has cannot be read
   */
  complete(usage: TokenUsage): boolean {
    this.flush();
    const begun = this.thread();
    if (begun === undefined) return false;
    const { thread, reader } = begun;
    const { writer } = thread;
    if (reader !== undefined) {
      reader.end();
      // The caller has these frames.
      writer.take();
    } else if (thread.said.ending === undefined) {
      // What maps an answer of chunks tells its finish with the last of them.
      const reason = FINISHES.find((known) => known === this.#attempt?.facts.finishReason);
      if (reason === undefined) return false;
      thread.finish({ reason });
    }
    writer.end(usage);
    const frames = writer.take();
    const missing = reader?.missing?.(frames?.text ?? '') ?? frames?.text ?? '';
    if (missing !== '') this.#named.push(Buffer.from(missing), missing.split(FRAME_END).length - 1);
    return true;
  }

  /** For what is written here, behind what gives an attempt's answer its name. */
  get #named(): StreamSink {
    const { request, deployments } = this.call;
    const deployment = this.#attempt?.deployment ?? deployments[0];
    return deployment === undefined ? this.sink : namedSink(this.sink, request.wire.name, deployment);
  }

  #pass(frames: Buffer, count: number): boolean {
    if (count > 0) {
      this.#isPassed = true;
      if (this.#thread === undefined) this.#log.add(frames);
    }
    return this.sink.push(frames, count);
  }

  #passHead(): void {
    const head = this.#head ?? [];
    this.#head = undefined;
    for (const { frames, count } of head) this.#take(frames, count);
  }

  /** Passes on what is held back. */
  readonly flush = (): void => {
    this.#passHead();
    const held = this.#holdBack;
    if (held === undefined) return;
    this.#holdBack = undefined;
    held.release();
    if (this.#opened !== undefined) this.sink.opened(this.#opened);
    for (const { frames, count } of held.frames) this.#pass(frames, count);
  };

  /** Characters of the answer with these frames, where they are held back. */
  readonly #charactersWith = (frames: Buffer): number => {
    if (this.#thread !== undefined) return this.#thread.length;
    this.#heldReader ??= this.call.request.wire.frameReader?.(this.#held);
    if (this.#heldReader === undefined) return Infinity;
    this.#heldReader.push(frames);
    return this.#held.length;
  };

  readonly #onSinkDrain = (): void => {
    this.onDrain?.();
  };
}

function newThread(call: AnswerCall, asked: Asked): AnswerThread {
  const summary: AnswerSummary = { model: undefined, finishReason: undefined, usage: undefined };
  return new AnswerThread(call.request.wire.streamWriter(asked, summary), summary);
}

/** What the writer has to know that goes on with these frames. */
function askedOf({ request, deployments }: AnswerCall, frames: Buffer, attempt: Attempt | undefined): Asked {
  const begunWith = objectsOf(frames);
  const created = begunWith[0]?.['created'];
  return {
    model: attempt?.deployment.remoteModel ?? deployments[0]?.remoteModel ?? '',
    givenModel: attempt?.deployment.answerModel ?? undefined,
    usageWanted: request.usageWanted,
    promptTokens: attempt?.facts.usage?.promptTokens ?? 0,
    createdAt: typeof created === 'number' ? created : undefined,
    begunWith,
  };
}
