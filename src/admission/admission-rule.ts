import type { Caller } from '../auth/caller';
import type { DoorName } from '../config/door-names';
import type { Deployment } from '../catalogue/deployment';
import type { BudgetClaim } from '../ledger/budgets/budget-claim';
import type { UncheckedRequest } from './call-demand';
import type { BucketCharge, BucketState } from './buckets/bucket-store';
import type { RunningClaim } from './running-calls';

/** What has to be told when a call's response is closed. */
export interface EndsWithResponse {
  responseClosed(): void;
}

/** What ends a call for its limits: its response, which is closed once. */
export interface ClosesOnce {
  readonly closed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

/** What is known of a request with a valid key when it is admitted. */
export interface AskedFor {
  readonly caller: Caller;
  /** Where it came from, seen through trusted proxies. */
  readonly address: string;
  /** The door that it came by; undefined for a route that every key may use. */
  readonly door: DoorName | undefined;
  /** The model that it calls; undefined where it calls none. Another one when a budget is used up that says so. */
  model: string | undefined;
  /** Tokens of its prompt and of its answer that it may use, by an estimate; 0 where nothing is reserved. */
  readonly promptTokens: number;
  readonly answerTokens: number;
  /** Whether the request itself says how long its answer may be. */
  readonly isLimited: boolean;
  /** Whether its answers are pictures. */
  readonly makesPictures: boolean;
  /** Of a text that is to be spoken. */
  readonly characters: number;
  /** Both together. */
  readonly tokens: number;
  /** The request itself; undefined where it calls no model. */
  readonly request: UncheckedRequest | undefined;
  /** What it asks of its budgets, to be decided with the buckets; undefined where it has none. */
  budgets: BudgetClaim | undefined;
  /** Its places among the calls that may run at once, to be decided with the rest; undefined where these have no limit. */
  running: RunningClaim | undefined;
}

/**
 * One reason to refuse a request with a valid key. All rules decide together: first each is entered, then the buckets of all
 * of them are charged in one atomic step, or none of them. A rule does what it has to and leaves the other parts out.
 */
export interface AdmissionRule {
  /** Learns what it needs before it can decide; what it waits for has a bound. Undefined where it knows. */
  prepare?(asked: AskedFor): Promise<void> | undefined;
  /** Takes what is not kept in a bucket. @throws GatewayError when nothing is left */
  enter?(asked: AskedFor): void;
  /** What was entered is given back: another rule has refused. */
  leave?(asked: AskedFor): void;
  /**
   * What was entered is held until the response is closed.
   * @param admission to be told of that too
   */
  hold?(asked: AskedFor, response: ClosesOnce, admission: EndsWithResponse | undefined): void;
  /** Adds what the request is charged, whichever deployment answers it. */
  charges?(asked: AskedFor, charges: BucketCharge[]): void;
  /** Adds what it is charged when it goes to this deployment. Of several the first that has room is taken. */
  chargesAt?(deployment: Deployment, tokens: number, charges: BucketCharge[]): void;
  /** The request was admitted, and this is what it left in the buckets that it was charged. */
  admitted?(charges: readonly BucketCharge[], states: readonly BucketState[]): void;
}

/** Injection token of the {@link AdmissionRule}s, in the order in which they are entered. */
export const AdmissionRules = Symbol('AdmissionRules');
