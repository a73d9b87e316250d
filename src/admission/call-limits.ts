import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller';
import type { Deployment } from '../catalogue/deployment';
import type { DoorName } from '../config/door-names';
import { GatewayError } from '../errors/gateway-error';
import { Settings } from '../config/settings';
import { DeploymentChoice } from '../routing/deployment-choice';
import type { RequestTrace } from '../traces/request-trace';
import { Admission } from './admission';
import { AdmissionRules } from './admission-rule';
import type { AdmissionRule, AskedFor, ClosesOnce } from './admission-rule';
import { askedModel } from './asked-model';
import { budgetRefusal } from './budget-refusal';
import { BucketStore } from './buckets/bucket-store';
import type { BucketCharge, BucketDecision, BucketState, MaybePromise } from './buckets/bucket-store';
import type { Claim } from './buckets/claim';
import type { CallDemand } from './call-demand';
import { LimitEvents } from './limit-events';
import { countsTokens, LIMIT_KINDS } from './limit-kinds';
import type { LimitKind } from './limit-kinds';
import { limitRefusal, runningRefusal } from './limit-refusal';
import { addRateLimit } from './rate-limit-headers';
import { estimatedTokens } from './token-reservation';

/** What the limits look at in a request, and write into it. */
export type LimitedRequest = Pick<
  FastifyRequest,
  'params' | 'body' | 'rawBody' | 'answerHeaders' | 'admission' | 'address'
> & {
  readonly raw: Pick<FastifyRequest['raw'], 'headers'>;
  readonly trace: Pick<RequestTrace, 'notes'>;
};

/**
 * The limits of a request with a valid key: several, each an {@link AdmissionRule}, that decide together, so that a refusal
 * charges nothing. A virtual key's call of a model is limited at its deployments too: the first that admits it is the one
 * that is asked.
 */
@Injectable()
export class CallLimits {
  /** The rules that have a part to do: to ask each of them for each part took a call 1 µs. */
  readonly #preparing: readonly Doing<'prepare'>[];
  readonly #entering: readonly Doing<'enter'>[];
  readonly #holding: readonly Doing<'hold'>[];
  readonly #charging: readonly Doing<'charges'>[];
  readonly #chargingAt: readonly Doing<'chargesAt'>[];
  readonly #admitting: readonly Doing<'admitted'>[];

  constructor(
    @Inject(BucketStore) private readonly store: BucketStore,
    @Inject(Settings) private readonly settings: Pick<Settings, 'defaultModel'>,
    @Inject(AdmissionRules) rules: readonly AdmissionRule[],
    @Inject(LimitEvents) private readonly events: LimitEvents,
    private readonly choice: DeploymentChoice,
  ) {
    this.#preparing = rules.filter((rule) => does(rule, 'prepare'));
    this.#entering = rules.filter((rule) => does(rule, 'enter'));
    this.#holding = rules.filter((rule) => does(rule, 'hold'));
    this.#charging = rules.filter((rule) => does(rule, 'charges'));
    this.#chargingAt = rules.filter((rule) => does(rule, 'chargesAt'));
    this.#admitting = rules.filter((rule) => does(rule, 'admitted'));
  }

  /**
   * Admits a request with a valid key, or one call of a connection that makes several.
   * @param demand what it asks of a model; undefined where it calls none
   * @param response what was taken is given back when this is closed
   * @param door the door that it came by; undefined for a route that every key may use
   * @throws GatewayError RATE_LIMIT or BUDGET_EXCEEDED; or OVERLOADED when the slots are full, which charges no bucket
   */
  admit(
    request: LimitedRequest,
    caller: Caller,
    demand: CallDemand | undefined,
    response: ClosesOnce,
    door?: DoorName,
  ): Promise<void> {
    const { notes } = request.trace;
    if (notes === undefined) return this.#decide(request, caller, demand, response, door);
    notes.admissionAt = performance.now();
    return this.#decide(request, caller, demand, response, door).finally(() => {
      notes.admittedAt = performance.now();
    });
  }

  async #decide(
    request: LimitedRequest,
    caller: Caller,
    demand: CallDemand | undefined,
    response: ClosesOnce,
    door: DoorName | undefined,
  ): Promise<void> {
    const asked = this.#asked(request, caller, demand, door);
    for (const rule of this.#preparing) {
      const ready = rule.prepare(asked);
      if (ready !== undefined) await ready;
    }
    let entered = 0;
    try {
      for (const rule of this.#entering) {
        rule.enter(asked);
        entered++;
      }
      try {
        const admitted = this.#admit(request, asked);
        if (admitted instanceof Promise) await admitted;
      } catch (refusal) {
        const isLetIn =
          (await this.#downgrade(request, asked)) || (await this.#letInAgain(request, asked, refusal));
        if (!isLetIn) throw refusal;
      }
    } catch (refusal) {
      for (const rule of this.#entering.slice(0, entered)) rule.leave?.(asked);
      asked.budgets?.release();
      throw refusal;
    }
    for (const rule of this.#holding) rule.hold(asked, response, request.admission);
  }

  /**
   * Calls another alias where the budget that refuses says so, and that one's budgets have room.
   * @returns false where the call is refused
   */
  async #downgrade(request: LimitedRequest, asked: AskedFor): Promise<boolean> {
    const { caller, model } = asked;
    const tried = new Set([model]);
    while (caller.kind === 'virtual') {
      const alias = asked.budgets?.refusal?.budget.downgradeTo;
      if (alias === undefined || tried.has(alias) || caller.key.assignments(alias).length === 0) break;
      tried.add(alias);
      asked.model = alias;
      asked.budgets = undefined;
      for (const rule of this.#preparing) await rule.prepare(asked);
      try {
        await this.#admit(request, asked);
      } catch (refusal) {
        if (!isExhausted(asked)) throw refusal;
        continue;
      }
      if (request.admission !== undefined) request.admission.downgradedTo = alias;
      request.answerHeaders.push('x-llm-proxy-downgraded-to', alias);
      return true;
    }
    asked.model = model;
    return false;
  }

  /**
   * Lets a call in that no budget has room for, where it may be an earlier one that comes again: that one's answer costs nothing.
   * Without an earlier one it is refused before it is made.
   */
  async #letInAgain(request: LimitedRequest, asked: AskedFor, refusal: unknown): Promise<boolean> {
    const isRepeated = request.raw.headers['idempotency-key'] !== undefined;
    if (!isRepeated || !isExhausted(asked) || !(refusal instanceof GatewayError)) return false;
    asked.budgets = undefined;
    await this.#admit(request, asked);
    if (request.admission === undefined) return false;
    request.admission.refusal = refusal;
    return true;
  }

  #asked(
    request: LimitedRequest,
    caller: Caller,
    demand: CallDemand | undefined,
    door: DoorName | undefined,
  ): AskedFor {
    const { address } = request;
    const none = {
      promptTokens: 0,
      answerTokens: 0,
      isLimited: true,
      makesPictures: false,
      characters: 0,
      tokens: 0,
      request: undefined,
      budgets: undefined,
      running: undefined,
    };
    if (demand === undefined) return { caller, address, door, model: undefined, ...none };
    const model = askedModel(request, demand, this.settings.defaultModel);
    if (caller.kind !== 'virtual') return { caller, address, door, model, ...none };
    const { prompt, answer, isLimited } = estimatedTokens(request, demand);
    const tokens = {
      promptTokens: prompt,
      answerTokens: answer,
      isLimited,
      makesPictures: demand.makesPictures === true,
      characters: demand.characters?.(request.body) ?? 0,
      tokens: prompt + answer,
    };
    return { caller, address, door, model, ...tokens, request, budgets: undefined, running: undefined };
  }

  /** Charges the buckets of every rule, in one atomic step. */
  #admit(request: LimitedRequest, asked: AskedFor): MaybePromise<void> {
    const charges: BucketCharge[] = [];
    for (const rule of this.#charging) rule.charges(asked, charges);
    if (asked.model !== undefined && asked.caller.kind === 'virtual') {
      return this.#admitAssigned(request, asked, asked.model, charges);
    }
    if (charges.length === 0) return;
    const taken = this.store.take(charges);
    if (taken instanceof Promise) return taken.then((decision) => this.#conclude(request, decision, charges));
    return this.#conclude(request, taken, charges);
  }

  #chargesAt(deployment: Deployment, tokens: number): BucketCharge[] {
    const charges: BucketCharge[] = [];
    for (const rule of this.#chargingAt) rule.chargesAt(deployment, tokens, charges);
    return charges;
  }

  /**
   * Admits a virtual key's call to the first deployment that has room. Those before it go to the end of the order: by the
   * time routing falls back to them they may have room again.
   */
  #admitAssigned(
    request: LimitedRequest,
    asked: AskedFor,
    model: string,
    charges: readonly BucketCharge[],
  ): MaybePromise<void> {
    const { caller, tokens } = asked;
    const deployments = this.choice.deployments(model, caller, {
      raw: request.rawBody,
      body: request.body,
      headers: request.raw.headers,
    });
    const chargesAt = (deployment: Deployment): BucketCharge[] => this.#chargesAt(deployment, tokens);
    const options = deployments.map(chargesAt);
    const decided = (decision: BucketDecision): MaybePromise<void> => {
      this.#refuseClaims(asked);
      const chosen = decision.alternative ?? 0;
      const atDeployment = options[chosen] ?? [];
      const all = atDeployment.length === 0 ? charges : [...charges, ...atDeployment];
      if (decision.refusedBy !== undefined) return this.#conclude(request, decision, all);
      void this.#conclude(request, decision, all);
      const reserved = charges.filter(({ limit }) => countsTokens(limit));
      request.admission = new Admission(
        this.store,
        startingAt(chosen, deployments),
        chargesAt,
        atDeployment,
        reserved,
      );
      request.admission.charged = all;
    };
    const taken = this.store.take(charges, options, claimsOf(asked));
    return taken instanceof Promise ? taken.then(decided) : decided(taken);
  }

  /** @throws GatewayError BUDGET_EXCEEDED or RATE_LIMIT where a claim was refused */
  #refuseClaims({ budgets, running }: AskedFor): void {
    if (budgets?.refusal !== undefined) throw budgetRefusal(budgets.refusal);
    const full = running?.refusal;
    if (full === undefined) return;
    this.events.refused(`${full.owner}-concurrent`);
    throw runningRefusal(full);
  }

  /** Tells the caller what is left: at the bucket that refused, or at those that will be the first to do so. */
  #conclude(
    request: LimitedRequest,
    { refusedBy, retryAfterMs, buckets }: BucketDecision,
    charges: readonly BucketCharge[],
  ): MaybePromise<void> {
    if (refusedBy !== undefined) {
      const charge = charges[refusedBy];
      const state = buckets[refusedBy];
      if (charge === undefined || state === undefined) return;
      addRateLimit(request.answerHeaders, charge, state);
      this.events.refused(charge.limit);
      throw limitRefusal(charge, retryAfterMs);
    }
    const { answerHeaders } = request;
    for (const rule of this.#admitting) rule.admitted(charges, buckets);
    const fewest: Record<LimitKind['counts'], Left | undefined> = { requests: undefined, tokens: undefined };
    for (let index = 0; index < charges.length; index++) {
      const charge = charges[index];
      const state = buckets[index];
      if (charge === undefined || state === undefined) continue;
      const { whose, counts } = LIMIT_KINDS[charge.limit];
      if (whose === 'model') continue;
      const before = fewest[counts];
      if (before === undefined || state.remaining < before.state.remaining)
        fewest[counts] = { charge, state };
    }
    for (const left of [fewest.tokens, fewest.requests])
      if (left !== undefined) addRateLimit(answerHeaders, left.charge, left.state);
  }
}

/** A rule that has this part to do. */
type Doing<Part extends keyof AdmissionRule> = AdmissionRule & Required<Pick<AdmissionRule, Part>>;

function does<Part extends keyof AdmissionRule>(rule: AdmissionRule, part: Part): rule is Doing<Part> {
  return rule[part] !== undefined;
}

/** A bucket, and what is left in it. */
interface Left {
  readonly charge: BucketCharge;
  readonly state: BucketState;
}

function isExhausted({ budgets }: AskedFor): boolean {
  return budgets?.refusal !== undefined;
}

/** What the call reserves besides tokens of buckets: what it is charged first, so that nothing is held where that refuses. */
function claimsOf({ budgets, running }: AskedFor): readonly Claim[] | undefined {
  if (running === undefined) return budgets === undefined ? undefined : [budgets];
  return budgets === undefined ? [running] : [budgets, running];
}

function startingAt(first: number, deployments: readonly Deployment[]): readonly Deployment[] {
  return first === 0 ? deployments : [...deployments.slice(first), ...deployments.slice(0, first)];
}
