/** What one call asks of one budget that replicas share. Amounts are in the budget's unit, times milliseconds since 1970. */
export interface SharedBudgetCharge extends SharedBudgetPlace {
  /** What may be used in its time; Infinity where it refuses nothing. */
  readonly limit: number;
  /** What the call may use. */
  readonly amount: number;
}

/** What became of a charge. */
export interface SharedBudgetSettlement extends SharedBudgetPlace {
  /** What was reserved. */
  readonly release: number;
  readonly used: number;
}

/** Which budget, and when. */
export interface SharedBudgetPlace {
  /** Its name among all replicas. */
  readonly name: string;
  /** The beginning of the slice in which the call is counted. */
  readonly slice: number;
  /** The beginning of the first slice that counts now. */
  readonly first: number;
  /** For how long its state may be needed when nobody asks for it. */
  readonly keepMs: number;
  /** Whether the store is to hear what this replica knows, though it may know of the budget itself. */
  readonly isNews: boolean;
  /** What this replica knows of it, for a store that has never heard of it, or has forgotten. */
  known(): KnownBudget;
}

/** What a replica knows of a budget. */
export interface KnownBudget {
  /** What its own calls hold, as far as they were asked for before. */
  readonly reserved: number;
  /** What was used at least, by slice. */
  readonly slices: Iterable<readonly [start: number, used: number]>;
}

/** What a store says of a budget after a charge. */
export interface SharedBudgetState {
  readonly refused: boolean;
  readonly spent: number;
  /** By all replicas together. */
  readonly reserved: number;
}

/** A store that replicas share, as a claim needs it. */
export interface SharedBudgets {
  /** Takes note of what became of charges; does not fail. @param isUrgent whether others may wait for it */
  settleBudgets(settlements: readonly SharedBudgetSettlement[], isUrgent?: boolean): void;
}
