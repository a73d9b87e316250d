import type { Deployment } from '../../catalogue/deployment';
import type { DeploymentState } from '../health/deployment-state';
import type { AskedRequest } from './asked-request';

/** A deployment that may answer a call, with its place in the order. */
export interface Candidate {
  readonly deployment: Deployment;
  /** 1 is tried first. */
  readonly priority: number;
  /** The share of calls among those of the same priority. */
  readonly weight: number;
}

/** What an order may be made from. */
export interface OrderContext {
  readonly stateOf: (deployment: Deployment) => DeploymentState;
  readonly asked: AskedRequest;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/** A way to order candidates of one priority: one file, and one line in `order-strategies.ts`. */
export type OrderStrategy = (candidates: readonly Candidate[], context: OrderContext) => readonly Candidate[];
