import type { BreakerState } from './breaker';

/** How a deployment fares, as operators are shown it. Times in milliseconds; null where nothing is known. */
export interface DeploymentReport {
  /** `connection/model` */
  readonly id: string;
  readonly connection: string;
  readonly provider: string;
  readonly model: string;
  /** The worst of its breakers; `draining` where it is taken out by hand. */
  readonly state: BreakerState | 'draining';
  /** How many keys are kept away from it for failures that no other key has met; the others call it. */
  readonly keys_kept_away: number;
  /** RFC 3339; since when its state is what it is. */
  readonly since: string | null;
  /** Until the next call finds out. */
  readonly retry_in_ms: number | null;
  readonly last_error: { readonly kind: string; readonly at: string } | null;
  readonly first_token_p50_ms: number | null;
  readonly first_token_p95_ms: number | null;
  readonly in_flight: number;
  /** Of the last five minutes. */
  readonly attempts: number;
  /** The share of these that succeeded, 0 to 1. */
  readonly success_rate: number | null;
}
