import { abortReason } from '../../cancellation/cancellation';
import type { CancelSignal } from '../../cancellation/cancellation';
import type { Deployment } from '../../catalogue/deployment';
import type { Answer, AnswerCall, AnswerSink, AnswerSource, Layer } from '../../routing/answer-source';
import { HedgeBudget } from './hedge-budget';
import { Lane } from './lane';
import { Race } from './race';

/** When another deployment is asked as well. */
export interface HedgeRules {
  /** How long a stream's first token may take, in milliseconds; undefined hedges no streams. */
  firstTokenMs(deployment: Deployment): number | undefined;
  /** How long a whole answer may take; undefined hedges none. */
  readonly wholeAnswerMs: number | undefined;
  /** Whether a deployment may be asked now. @param caller the `keyId` of whose call it is */
  mayAsk(deployment: Deployment, caller: string): boolean;
}

/**
 * Where an answer does not begin in time, another deployment is asked as well: the first to speak wins, the other is stopped
 * at once.
 */
export function hedgingLayer(rules: HedgeRules): Layer {
  const budget = new HedgeBudget();
  return (inner) => new HedgingSource(inner, rules, budget);
}

class HedgingSource implements AnswerSource {
  constructor(
    private readonly inner: AnswerSource,
    private readonly rules: HedgeRules,
    private readonly budget: HedgeBudget,
  ) {}

  async whole(call: AnswerCall, signal: CancelSignal): Promise<Answer> {
    const { wholeAnswerMs } = this.rules;
    if (wholeAnswerMs === undefined || call.deployments.length < 2) return this.inner.whole(call, signal);
    return this.#race(call, signal, wholeAnswerMs, (lane) => {
      const answer = this.inner.whole(lane.call, lane.cancellation);
      return answer.then((whole) => {
        lane.speak();
        return whole;
      });
    });
  }

  async stream(call: AnswerCall, sink: AnswerSink, signal: CancelSignal): Promise<void> {
    const [first] = call.deployments;
    const limitMs = first && this.rules.firstTokenMs(first);
    if (limitMs === undefined || call.deployments.length < 2) return this.inner.stream(call, sink, signal);
    return this.#race(
      call,
      signal,
      limitMs,
      (lane) => this.inner.stream(lane.call, lane, lane.cancellation),
      sink,
    );
  }

  async #race<T>(
    call: AnswerCall,
    signal: CancelSignal,
    limitMs: number,
    run: (lane: Lane) => Promise<T>,
    sink?: AnswerSink,
  ): Promise<T> {
    const { model } = call.request;
    this.budget.begin(model);
    const race = new Race(call, signal, sink, {
      mayHedge: () => this.budget.spend(model),
      mayAsk: (deployment) => this.rules.mayAsk(deployment, call.caller),
    });
    try {
      return await race.run(run, limitMs);
    } catch (thrown) {
      if (signal.aborted) throw abortReason(signal);
      throw thrown;
    }
  }
}
