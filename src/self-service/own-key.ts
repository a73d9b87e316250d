import type { PricesSet } from '../config/price-set';
import type { BudgetPeriod, BudgetUnit } from '../registry/registry-records';

/** A budget that a key's calls count for: its own, or one of a group that it is in. */
export interface OwnBudget {
  readonly of: 'key' | 'group';
  readonly unit: BudgetUnit;
  /** What may be used in its time, a temporary raise included. */
  readonly amount: number;
  /** What was used of it; null while the ledger is away. */
  readonly used: number | null;
  /** What calls that run may still use. */
  readonly reserved: number | null;
  /** What is left of it for further calls; never below 0, null while the ledger is away. */
  readonly remaining: number | null;
  readonly period: BudgetPeriod;
  readonly rolling: boolean;
  /** Whether calls are refused when nothing is left. */
  readonly hard: boolean;
  /** The aliases that it is for; null for all. */
  readonly aliases: readonly string[] | null;
  /** When it renews; null for never, and for a rolling one, which renews bit by bit. */
  readonly renews_at: string | null;
}

/** What a key's calls have to stay within: its own limit, or one of a group that it is in. */
export interface OwnLimit {
  readonly of: 'key' | 'group';
  readonly limit: `${'requests' | 'tokens'}_per_${'second' | 'minute' | 'day'}` | 'max_concurrent';
  readonly amount: number;
}

/** A name that a key may call. */
export interface OwnAlias {
  /** In which `*` is any text. */
  readonly alias: string;
  /** False while the connection behind it is switched off. */
  readonly is_available: boolean;
  /** The context window in tokens; null where nobody knows it. */
  readonly context_length: number | null;
  readonly max_output_tokens: number | null;
  /** What it costs where it is tried first; null where nobody knows a price. */
  readonly prices: PricesSet | null;
  /** null for no limit. */
  readonly requests_per_second: number | null;
  readonly tokens_per_second: number | null;
}

/** What a key may do, and what it has left. */
export interface OwnKey {
  readonly object: 'key';
  readonly id: string;
  readonly name: string;
  readonly kind: 'virtual' | 'internal';
  /** The path of its group; null for none. */
  readonly group: string | null;
  readonly expires_at: string | null;
  readonly limits: readonly OwnLimit[];
  /** The doors that it may use; null for all. */
  readonly doors: readonly string[] | null;
  readonly budgets: readonly OwnBudget[];
  /** What it may call, sorted; an internal key calls every model, and has none. */
  readonly aliases: readonly OwnAlias[];
}
