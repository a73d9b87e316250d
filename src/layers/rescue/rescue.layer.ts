import type { CancelSignal } from '../../cancellation/cancellation';
import type { Deployment } from '../../catalogue/deployment';
import type { GatewayError } from '../../errors/gateway-error';
import { toGatewayError } from '../../errors/to-gateway-error';
import { roughUsage } from '../../llm/call-estimate';
import type { Answer, AnswerCall, AnswerSink, AnswerSource, Layer } from '../../routing/answer-source';
import type { Attempt } from '../../routing/attempt';
import type { Rescue } from '../../routing/call-notes';
import { asksForForm } from '../../routing/asked-format';
import { namedSink } from '../../routing/named-answer';
import type { RescueMode } from '../../routing/rescue-mode';
import { spendRetry } from '../../routing/spend-retry';
import { FirstStream } from './first-stream';
import { RefusedPrefills } from './refused-prefills';
import { RescuePlan, isRescuable, isRescuableAmid, isSilence } from './rescue-plan';
import { ONE_TRY } from './one-try';
import type { RescueRules } from './rescue-rules';
import { StreamRescue } from './stream-rescue';

/**
 * A stream that breaks after content was sent is gone on with, at another deployment or at the same one again, so that its
 * caller gets one whole answer. Whole answers are the router's matter: nothing of them has been sent when they fail.
 */
export function rescueLayer(rules: RescueRules): Layer {
  const refused = new RefusedPrefills();
  return (inner) => new RescueSource(inner, rules, refused);
}

class RescueSource implements AnswerSource {
  constructor(
    private readonly inner: AnswerSource,
    private readonly rules: RescueRules,
    private readonly refused: RefusedPrefills,
  ) {}

  whole(call: AnswerCall, signal: CancelSignal): Promise<Answer> {
    return this.inner.whole(call, signal);
  }

  async stream(call: AnswerCall, sink: AnswerSink, signal: CancelSignal): Promise<void> {
    const begun = new Set<Deployment>();
    let rescue: Rescue | undefined;
    // One of which nothing was delivered is simply made anew, as often as there is another deployment, and once more at its own.
    for (let deployments = call.deployments; ;) {
      const first = new FirstStream(call, sink, this.rules.holdBack, rescue !== undefined);
      const request = { ...call.request, wire: first.wire };
      const deadlineAt = rescue === undefined ? call.deadlineAt : ONE_TRY;
      try {
        await this.inner.stream({ ...call, request, deployments, deadlineAt }, first, signal);
        first.end();
        if (rescue !== undefined) rescue.outcome = 'rescued';
        return;
      } catch (thrown) {
        if (rescue !== undefined) rescue.outcome = 'failed';
        const attempt = first.attempt ?? call.attempts.findLast(({ isMade }) => isMade);
        if (signal.aborted || attempt === undefined) throw thrown;
        const error = toGatewayError(thrown);
        if (this.#isCompleted(call, attempt, error, first)) return;
        if (!isBroken(attempt, error, first.isDelivered)) throw thrown;
        if (first.isDelivered) {
          const plan = new RescuePlan(this.#modesOf(call), call.deployments, this.refused);
          const named = namedSink(sink, call.request.wire.name, attempt.deployment);
          await new StreamRescue(this.inner, this.rules, plan, this.refused, call, named, first).run(
            attempt,
            thrown,
            signal,
          );
          return;
        }
        const again = await this.#fresh(call, attempt, begun);
        if (again === undefined || performance.now() >= call.deadlineAt) throw thrown;
        deployments = [again];
        rescue = { from: attempt.deployment.id, to: again.id, mode: 'restart', at: 0, outcome: 'running' };
        call.notes.rescues.push(rescue);
      } finally {
        first.release();
      }
    }
  }

  /** A schema or a grammar holds from the first token on, also where an answer was begun: the rest would be a second answer. */
  #modesOf({ request: { model, body } }: AnswerCall): readonly RescueMode[] {
    const modes = this.rules.modesFor(model);
    return asksForForm(body) ? modes.filter((mode) => mode === 'restart') : modes;
  }

  /** Whether all of an answer had come when its stream broke, in whatever way: then nobody has to go on with it. */
  #isCompleted(call: AnswerCall, attempt: Attempt, error: GatewayError, first: FirstStream): boolean {
    const { facts, frames } = attempt;
    const { raw, body, model } = call.request;
    if (facts.finishReason === undefined || !isRescuable(error)) return false;
    if (this.rules.modesFor(model).length === 0) return false;
    facts.usage ??= roughUsage({ raw, body, model }, frames);
    return first.complete(facts.usage);
  }

  /** Where an answer of which nothing was delivered is asked for anew. @param begun those that have begun one before */
  async #fresh(
    call: AnswerCall,
    { deployment, outcome }: Attempt,
    begun: Set<Deployment>,
  ): Promise<Deployment | undefined> {
    const mayBeAsked = !begun.has(deployment) && !isSilence(outcome);
    begun.add(deployment);
    const asked = new Set(call.attempts.map((attempt) => attempt.deployment));
    for (const other of call.deployments) if (!asked.has(other) && (await call.enter(other))) return other;
    const isAgain = mayBeAsked && spendRetry(this.rules, call, deployment) && (await call.enter(deployment));
    return isAgain ? deployment : undefined;
  }
}

/** Whether an answer had begun, and broke off in a way after which another one may be whole. */
function isBroken(attempt: Attempt, error: GatewayError, isDelivered: boolean): boolean {
  const hasBegun = attempt.frames > 0 || attempt.openedAt !== undefined;
  if (!hasBegun || attempt.facts.finishReason !== undefined) return false;
  return isDelivered ? isRescuableAmid(error) : isRescuable(error);
}
