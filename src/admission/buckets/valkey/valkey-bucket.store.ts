import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Secret } from '../../../config/secret';
import type { BudgetClock } from '../../../ledger/budgets/budget-clock';
import type { SharedBudgets, SharedBudgetSettlement } from '../../../ledger/budgets/shared-budget';
import { CLAIM_REFUSED } from '../bucket-store';
import type {
  BucketCharge,
  BucketDecision,
  BucketServerState,
  BucketStore,
  MaybePromise,
} from '../bucket-store';
import { decideAll, releaseAll } from '../claim';
import type { Claim } from '../claim';
import type { BucketAnswer, BucketQuestion } from './bucket-script';
import { LimitsServer } from './limits-server';
import { ShareBucketStore } from './share-bucket.store';
import { UnsettledBudgets } from './unsettled-budgets';
import { UnsettledCharges } from './unsettled-charges';
import { openValkey } from './valkey-connection';
import type { ValkeyConnection } from './valkey-connection';

/** The longest that the server goes without hearing of a correction. */
const SETTLED_WITHIN_MS = 50;
/** Corrections that travel together: a call makes one, so a few with each decision keep up with any load. */
const SETTLED_TOGETHER = 32;

const NO_ALTERNATIVES: readonly (readonly BucketCharge[])[] = [];
const NO_CLAIMS: readonly Claim[] = [];

/**
 * Token buckets, budgets and calls at once that all replicas share, in Valkey or Redis: one round trip a call, since corrections travel with later
 * decisions. While the server is gone, a replica goes on with its share from memory, without waiting for anything.
 */
export class ValkeyBucketStore implements BucketStore, SharedBudgets, OnModuleInit, OnModuleDestroy {
  readonly #server: LimitsServer;
  readonly #share: ShareBucketStore;
  readonly #unsettled = new UnsettledCharges();
  readonly #unsettledBudgets = new UnsettledBudgets();
  /** The last connection that reserved of budgets. */
  #holder: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #urgent: NodeJS.Immediate | undefined;

  /**
   * @param url `redis://` or `rediss://`, with credentials where they are needed
   * @param answerLimitMs the longest that a decision waits for the server
   * @param clock hears the server's time
   */
  constructor(url: Secret, log: Logger, answerLimitMs: number, clock?: Pick<BudgetClock, 'heard'>) {
    this.#server = new LimitsServer(
      () =>
        openValkey(url, {
          answerLimitMs,
          known: (charge) => this.#share.known(charge),
          budgets: {
            unheard: this.#unsettledBudgets,
            former: this.#holder,
            onHolds: (holder) => (this.#holder = holder),
            onTime: (serverTime, sentAt) => clock?.heard(serverTime, sentAt),
          },
        }),
      log,
    );
    this.#share = new ShareBucketStore(() => this.#server.replicas);
  }

  get server(): BucketServerState {
    return this.#server.state;
  }

  /** Waits for the server for a moment, so that the first calls are already decided by it; it need not be there. */
  onModuleInit(): Promise<void> {
    return this.#server.start();
  }

  async onModuleDestroy(): Promise<void> {
    clearImmediate(this.#urgent);
    await this.#settleAlone();
    await this.#server.stop();
  }

  take(
    charges: readonly BucketCharge[],
    alternatives: readonly (readonly BucketCharge[])[] = NO_ALTERNATIVES,
    claims: readonly Claim[] = NO_CLAIMS,
  ): MaybePromise<BucketDecision> {
    const { connection } = this.#server;
    const asks = charges.length > 0 || claims.length > 0 || alternatives.some(({ length }) => length > 0);
    if (connection !== undefined && asks) return this.#take(connection, charges, alternatives, claims);
    if (connection === undefined) {
      this.#share.settle(this.#unsettled.take(Infinity));
      this.#unsettledBudgets.forget();
    }
    return this.#takeAlone(charges, alternatives, claims);
  }

  /** The correction travels with this replica's next decision; if no decision comes for a moment, by itself. */
  settle(charges: readonly BucketCharge[]): void {
    if (this.#server.connection === undefined) {
      this.#share.settle(charges);
      return;
    }
    this.#unsettled.add(charges);
    this.#timer ??= this.#settleAfter(SETTLED_WITHIN_MS);
  }

  /** What became of claims travels as corrections do. While the server is gone the ledger alone keeps it. */
  settleBudgets(settlements: readonly SharedBudgetSettlement[], isUrgent = false): void {
    if (this.#server.connection === undefined) return;
    this.#unsettledBudgets.add(settlements);
    if (isUrgent) {
      // Those of one turn of the event loop travel together, with a decision that is made in it or by themselves.
      this.#urgent ??= setImmediate(() => {
        this.#urgent = undefined;
        void this.#settleAlone();
      });
    } else this.#timer ??= this.#settleAfter(SETTLED_WITHIN_MS);
  }

  async #take(
    connection: ValkeyConnection,
    charges: readonly BucketCharge[],
    alternatives: readonly (readonly BucketCharge[])[],
    claims: readonly Claim[],
  ): Promise<BucketDecision> {
    const asked = claims.map((claim) => claim.sharedCharges());
    const answer = await this.#ask(connection, {
      settlements: this.#unsettled.take(SETTLED_TOGETHER),
      charges,
      alternatives,
      budgetSettlements: this.#unsettledBudgets.take(SETTLED_TOGETHER),
      budgets: asked.flat(),
    });
    if (answer === undefined) return this.#takeAlone(charges, alternatives, claims);
    const { decision } = answer;
    const isRefused = answer.budgets.some(({ refused }) => refused);
    let from = 0;
    for (const [at, claim] of claims.entries()) {
      const states = answer.budgets.slice(from, (from += asked[at]?.length ?? 0));
      claim.decided(states, !isRefused && decision.refusedBy === undefined, this);
    }
    return isRefused ? CLAIM_REFUSED : decision;
  }

  /** Decides without the server. */
  #takeAlone(
    charges: readonly BucketCharge[],
    alternatives: readonly (readonly BucketCharge[])[],
    claims: readonly Claim[],
  ): BucketDecision {
    if (!decideAll(claims, this.#server.replicas, this)) return CLAIM_REFUSED;
    const decision = this.#share.take(charges, alternatives);
    if (decision.refusedBy !== undefined) releaseAll(claims);
    return decision;
  }

  /** Looks whether a correction found no decision to travel with. */
  #settleAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#timer = undefined;
      if (this.#waiting === 0) return;
      const left = SETTLED_WITHIN_MS - Math.max(this.#unsettled.waitedMs, this.#unsettledBudgets.waitedMs);
      if (left > 1) this.#timer = this.#settleAfter(left);
      else void this.#settleAlone();
    }, ms);
  }

  get #waiting(): number {
    return Math.max(this.#unsettled.size, this.#unsettledBudgets.size);
  }

  async #settleAlone(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // Those that come meanwhile may find a decision.
    for (let waiting = this.#waiting; waiting > 0; waiting -= SETTLED_TOGETHER) {
      const settlements = this.#unsettled.take(SETTLED_TOGETHER);
      const budgetSettlements = this.#unsettledBudgets.take(SETTLED_TOGETHER);
      const { connection } = this.#server;
      if (connection === undefined) {
        this.#share.settle(settlements);
        this.#unsettledBudgets.heard(budgetSettlements);
        continue;
      }
      // A decision may have taken them.
      if (settlements.length + budgetSettlements.length === 0) return;
      await this.#ask(connection, {
        settlements,
        charges: [],
        alternatives: NO_ALTERNATIVES,
        budgetSettlements,
        budgets: [],
      });
    }
  }

  /** One round trip. Where that fails what was to be settled is settled in the share, and nothing is decided. */
  async #ask(connection: ValkeyConnection, question: BucketQuestion): Promise<BucketAnswer | undefined> {
    const { settlements, charges, alternatives, budgetSettlements } = question;
    try {
      const answer = await connection.decide(question);
      const { decision, settled } = answer;
      this.#remember(settlements, settled);
      const taken = alternatives[decision.alternative ?? 0] ?? [];
      const held = decision.buckets.map(({ remaining }) => remaining);
      this.#remember(taken.length === 0 ? charges : [...charges, ...taken], held);
      return answer;
    } catch (cause) {
      this.#server.failed(connection, cause);
      this.#share.settle(settlements);
      return undefined;
    } finally {
      this.#unsettledBudgets.heard(budgetSettlements);
    }
  }

  #remember(charges: readonly BucketCharge[], tokens: readonly number[]): void {
    charges.forEach((charge, index) => {
      const left = tokens[index];
      if (left !== undefined) this.#share.restore(charge, left);
    });
  }
}
