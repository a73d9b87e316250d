/** A deployment that answers as a test says, without a socket. */
import { CallNotes } from '../../../src/routing/call-notes';
import type { CancelSignal } from '../../../src/cancellation/cancellation';
import { abortReason } from '../../../src/cancellation/cancellation';
import { waitFor } from '../../../src/cancellation/waits';
import type { Deployment } from '../../../src/catalogue/deployment';
import { GatewayError } from '../../../src/errors/gateway-error';
import type { UpstreamFailure } from '../../../src/errors/gateway-error';
import type { LlmAdapter, LlmCall, StreamSink, WholeAnswer } from '../../../src/llm/llm-adapter';
import type { AnswerCall, AnswerSink } from '../../../src/routing/answer-source';
import type { Attempt } from '../../../src/routing/attempt';
import { openAiChatWire } from '../../../src/wire/openai-chat/openai-chat.wire';

/** What an attempt does: answers, fails, pushes frames before it fails or is silent, or says nothing until it is stopped. */
export type Step =
  | 'ok'
  | 'silent'
  | GatewayError
  | { readonly after: string; readonly fails: GatewayError }
  | { readonly after: string; readonly silent: true };

/** An upstream's failure, as adapters tell it. */
export function failure(
  upstreamFailure: UpstreamFailure,
  upstreamStatus?: number,
  retryAfterMs?: number,
): GatewayError {
  return new GatewayError('PROVIDER_ERROR', upstreamFailure, {
    upstreamFailure,
    ...(upstreamStatus === undefined ? {} : { upstreamStatus }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** One step an attempt, the last one again and again. It answers with its name. */
class ScriptedAdapter implements LlmAdapter {
  asked = 0;
  stopped = 0;

  constructor(
    readonly upstream: string,
    private readonly steps: readonly Step[],
  ) {}

  async complete({ facts }: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    await this.#step(signal);
    facts.upstreamStatus = 200;
    return { body: Buffer.from(this.upstream) };
  }

  embed(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    return this.complete(call, signal);
  }

  async stream({ facts }: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    await this.#step(signal, (text) => {
      sink.opened({});
      sink.push(Buffer.from(text), 1);
    });
    facts.upstreamStatus = 200;
    sink.opened({});
    sink.push(Buffer.from(this.upstream), 1);
  }

  models(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #step(signal: CancelSignal, push: (text: string) => void = () => undefined): Promise<void> {
    const step = this.steps[Math.min(this.asked++, this.steps.length - 1)];
    if (signal.aborted) throw abortReason(signal);
    if (step === undefined || step === 'ok') return;
    if (step instanceof GatewayError) throw step;
    if (step === 'silent') return waitFor(signal, () => () => void this.stopped++);
    push(step.after);
    if ('silent' in step) return waitFor(signal, () => () => void this.stopped++);
    throw step.fails;
  }
}

/** A deployment of a {@link ScriptedAdapter}. */
export function scripted(name: string, ...steps: Step[]): Deployment & { readonly adapter: ScriptedAdapter } {
  return {
    id: `${name}/m`,
    adapter: new ScriptedAdapter(name, steps),
    remoteModel: 'm',
    deploymentName: undefined,
    maxOutputTokens: undefined,
    connection: undefined,
    assignment: undefined,
  };
}

/** A call that may go to these deployments. */
export function answerCall(deployments: readonly Deployment[], parts: Partial<AnswerCall> = {}): AnswerCall {
  const raw = Buffer.from('{}');
  return {
    asks: 'chat',
    request: { raw, body: {}, wire: openAiChatWire, usageWanted: false, headers: {}, model: 'm' },
    deployments,
    caller: 'key',
    deadlineAt: Infinity,
    enter: () => true,
    present: undefined,
    attempts: [],
    notes: new CallNotes(),
    repeated: undefined,
    hold: () => undefined,
    ...parts,
  };
}

/** Keeps what it gets, and which attempts were said to come. */
export class KeepingAnswerSink implements AnswerSink {
  text = '';
  readonly attempts: Attempt[] = [];
  onDrain: (() => void) | undefined;

  asked(attempt: Attempt): void {
    this.attempts.push(attempt);
  }

  opened(): void {
    // The headers are in the attempt's facts.
  }

  push(frames: Buffer): boolean {
    this.text += frames.toString();
    return true;
  }

  committed(): boolean {
    return this.text !== '';
  }
}
