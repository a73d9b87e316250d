import { randomUUID } from 'node:crypto';
import type { Deployment } from '../../catalogue/deployment';
import { GatewayError } from '../../errors/gateway-error';
import type { RepeatedCall } from '../../routing/repeated-call';
import { FollowedAnswer } from './followed-answer';
import type { KeyedAnswer } from './keyed-answer';
import { MemoryAnswers } from './memory-answers';
import type { AnswerLimits } from './memory-answers';
import { PublishedAnswer } from './published-answer';
import type { SharedStore } from './shared-store';

/** As in the memory: a larger answer is not kept for those who come later. */
const MAX_SHARE = 1 / 2;

/** The answer of a call, and whether it is this call's to make. */
export interface Taken {
  readonly answer: KeyedAnswer;
  readonly isFirst: boolean;
}

/** The answers of keyed calls: in the memory of this replica, and where there is a store, of all replicas. */
export class KeyedAnswers {
  readonly #memory: MemoryAnswers;
  /** By name: what is being asked of the store. */
  readonly #claims = new Map<string, Promise<Taken>>();

  constructor(
    private readonly limits: AnswerLimits,
    private readonly store?: SharedStore,
  ) {
    this.#memory = new MemoryAnswers(limits);
  }

  /**
   * The answer that a call is to get; a promise only where another replica may have it.
   * @param streamed whether the call's own would come in frames
   * @param deployments those that the call may go to
   * @throws GatewayError where the key has another body, the answer that is to be continued is gone, or no answer is there yet of a call
   * that may not be made
   */
  take(call: RepeatedCall, streamed: boolean, deployments: readonly Deployment[]): Taken | Promise<Taken> {
    const known = this.#known(call);
    if (known !== undefined) return known;
    if (this.store === undefined) return this.#begin(call, streamed);
    return this.#shared(this.store, call, streamed, deployments);
  }

  #known(call: RepeatedCall): Taken | undefined {
    const answer = this.#memory.find(call.name);
    if (answer === undefined) return undefined;
    checkBody(answer.bodyHash, call);
    return { answer, isFirst: false };
  }

  #begin({ name, bodyHash, after, refusal }: RepeatedCall, streamed: boolean): Taken {
    if (after !== undefined) throw answerGone();
    if (refusal !== undefined) throw refusal;
    return { answer: this.#memory.begin(name, bodyHash, streamed), isFirst: true };
  }

  /** One at a time asks the store for a name; who comes meanwhile finds in the memory what that one was given. */
  async #shared(
    store: SharedStore,
    call: RepeatedCall,
    streamed: boolean,
    deployments: readonly Deployment[],
  ): Promise<Taken> {
    for (;;) {
      const running = this.#claims.get(call.name);
      if (running === undefined) break;
      await running.catch(() => undefined);
      const known = this.#known(call);
      if (known !== undefined) return known;
    }
    const claim = this.#claim(store, call, streamed, deployments);
    this.#claims.set(call.name, claim);
    try {
      return await claim;
    } finally {
      this.#claims.delete(call.name);
    }
  }

  async #claim(
    store: SharedStore,
    call: RepeatedCall,
    streamed: boolean,
    deployments: readonly Deployment[],
  ): Promise<Taken> {
    const { name, bodyHash, after, refusal } = call;
    const mayBegin = after === undefined && refusal === undefined;
    const owner = randomUUID();
    const claimed = await store.claim({ name, bodyHash, streamed, owner, mayBegin });
    if (claimed === undefined || claimed.is === 'none') return this.#begin(call, streamed);
    if (claimed.is === 'mine') {
      const taken = this.#begin(call, streamed);
      const { ttlMs, maxBytes } = this.limits;
      const limits = { ttlMs, maxBytes: maxBytes * MAX_SHARE };
      taken.answer.publisher = new PublishedAnswer(store, taken.answer, owner, limits);
      return taken;
    }
    checkBody(claimed.bodyHash, call);
    void store.keep(name);
    // It runs elsewhere: without a reader here nothing of it is needed here.
    const answer = this.#memory.begin(name, claimed.bodyHash, claimed.streamed, 0);
    answer.isFollowed = true;
    answer.isStored = claimed.state === 'whole';
    void new FollowedAnswer(store, answer, claimed.owner, deployments).run();
    return { answer, isFirst: false };
  }
}

function checkBody(bodyHash: string, call: RepeatedCall): void {
  if (bodyHash === call.bodyHash) return;
  throw new GatewayError(
    'IDEMPOTENCY_MISMATCH',
    'This Idempotency-Key was used with another request body: use a new key for a new request.',
  );
}

function answerGone(): GatewayError {
  return new GatewayError(
    'ANSWER_GONE',
    'The answer that Last-Event-ID continues is not kept any longer: call again without Last-Event-ID, with a new Idempotency-Key.',
  );
}
