import type { AssignmentsTable } from '../tables';
import { checkedModelName, checkedNumber, notAllowed } from '../field-checks';
import { standsInFor } from '../models/file-models';
import type { AssignmentRecord } from '../registry-records';

/** A stored assignment with the names of what it joins. */
export interface AssignmentWithNames extends Omit<AssignmentsTable, 'virtual_key_id'> {
  readonly virtual_key_id: string | null;
  readonly virtual_key_name: string | null;
  readonly group_id: string | null;
  readonly group_path: string | null;
  readonly connection_name: string;
  readonly model_short_name: string;
}

/** How fast an alias may be used; null for no limit. A burst comes with its rate, or not at all. */
export type AssignmentLimits = Pick<AssignmentsTable, 'tps' | 'burst' | 'tokens_per_second' | 'token_burst'>;

const MAX_TPS = 1_000_000;
const MAX_TOKENS_PER_SECOND = 1_000_000_000;
const MAX_TOKEN_BURST = 10_000_000_000;
/** The token burst by default: so many seconds' worth, so that one long call fits into it … */
const TOKEN_BURST_SECONDS = 60;
/** … but not more than this, unless the rate itself is higher. */
const DEFAULT_TOKEN_BURST_CAP = 10_000_000;
const MAX_PRIORITY = 1_000;
const MAX_WEIGHT = 10_000;

/** A stored assignment as it is shown. */
export function assignmentRecord(row: AssignmentWithNames): AssignmentRecord {
  const { connection_name, model_short_name, ...shown } = row;
  const ofFile = standsInFor(connection_name);
  const model_name = `${ofFile ?? connection_name}/${model_short_name}`;
  // A model of the provider file is known by the id that the list of models has.
  const model_id = ofFile === undefined ? row.model_id : `${connection_name}/${model_short_name}`;
  return { ...shown, model_id, model_name };
}

/** What the audit table says of an assignment. */
export function assignmentAudit(row: AssignmentWithNames): Readonly<Record<string, unknown>> {
  const { virtual_key_name, group_path, model_name: model, alias, priority, weight } = assignmentRecord(row);
  const owner = group_path === null ? { virtual_key: virtual_key_name } : { group: group_path };
  const { tps, burst, tokens_per_second, token_burst, answer_model } = row;
  const order = { priority, weight, answer_model };
  return { ...owner, model, alias, tps, burst, tokens_per_second, token_burst, ...order };
}

/**
 * The limits that are asked for. A burst that is not given is the default for its rate: one second's requests, at least
 * one; sixty seconds' tokens, at most ten million (or one second's, where that is more).
 * @param before what was stored: a burst that was given stays with a new rate, one by default follows it
 * @throws GatewayError INVALID_REQUEST with `param`
 */
export function checkedLimits(given: Partial<AssignmentLimits>, before?: AssignmentLimits): AssignmentLimits {
  const tps = rate(given.tps, before?.tps, 'tps', MAX_TPS);
  const tokens = rate(
    given.tokens_per_second,
    before?.tokens_per_second,
    'tokens_per_second',
    MAX_TOKENS_PER_SECOND,
  );
  return {
    tps,
    burst: burst(tps, given.burst, before && [before.tps, before.burst], REQUEST_BURST),
    tokens_per_second: tokens,
    token_burst: burst(
      tokens,
      given.token_burst,
      before && [before.tokens_per_second, before.token_burst],
      TOKEN_BURST,
    ),
  };
}

/** 1 is tried first. */
export function checkedPriority(value: unknown): number {
  return checkedNumber(value, 'priority', { min: 1, max: MAX_PRIORITY, whole: true });
}

/** The share among those of the same priority. */
export function checkedWeight(value: unknown): number {
  return checkedNumber(value, 'weight', { min: 1, max: MAX_WEIGHT, whole: true });
}

/** What the answer's `model` says: `asked`, `provider` or a name of the owner's; null for what goes with the alias. */
export function checkedAnswerModel(value: unknown): string | null {
  return value === null ? null : checkedModelName(value, 'answer_model');
}

interface BurstRule {
  readonly param: string;
  readonly rateParam: string;
  readonly max: number;
  readonly byDefault: (rate: number) => number;
}

const REQUEST_BURST: BurstRule = {
  param: 'burst',
  rateParam: 'tps',
  max: MAX_TPS,
  byDefault: (tps) => Math.max(1, Math.ceil(tps)),
};

const TOKEN_BURST: BurstRule = {
  param: 'token_burst',
  rateParam: 'tokens_per_second',
  max: MAX_TOKEN_BURST,
  byDefault: (tokens) =>
    Math.ceil(Math.max(tokens, Math.min(tokens * TOKEN_BURST_SECONDS, DEFAULT_TOKEN_BURST_CAP))),
};

/** One in twelve days: a smaller rate fills no bucket in anyone's time, and its waits are beyond all numbers. */
const MIN_RATE = 0.000001;

function rate(
  given: number | null | undefined,
  before: number | null | undefined,
  param: string,
  max: number,
): number | null {
  if (given === undefined) return before ?? null;
  return given === null ? null : checkedNumber(given, param, { min: MIN_RATE, max });
}

function burst(
  rate: number | null,
  given: number | null | undefined,
  before: readonly [rate: number | null, burst: number | null] | undefined,
  { param, rateParam, max, byDefault }: BurstRule,
): number | null {
  if (rate === null) {
    if (given === undefined || given === null) return null;
    throw notAllowed(param, `A ${param} needs a ${rateParam}.`);
  }
  if (given !== undefined && given !== null) return checkedNumber(given, param, { min: 1, max, whole: true });
  const [oldRate, oldBurst] = before ?? [null, null];
  const wasGiven =
    given === undefined && oldRate !== null && oldBurst !== null && oldBurst !== byDefault(oldRate);
  return wasGiven ? oldBurst : byDefault(rate);
}
