import { checkedNumber, checkedTime, notAllowed } from '../field-checks';
import { isObject } from '../../json/json-object';
import { objectIn, textsIn } from '../json-text';
import type { BudgetPeriod, BudgetRaise, BudgetRecord, BudgetUnit, OnExhausted } from '../registry-records';
import type { BudgetsTable } from '../tables';

/** What a budget can be counted in. */
export const BUDGET_UNITS = ['usd', 'tokens', 'calls'] as const satisfies readonly BudgetUnit[];
/** For how long a budget is. */
export const BUDGET_PERIODS = [
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'ever',
] as const satisfies readonly BudgetPeriod[];

const MAX_AMOUNT = 1e12;
/** A thousandth of a cent. */
const MIN_DOLLARS = 0.00001;
/** How much a budget may be: of dollars there are parts, tokens and calls have no parts. */
export const AMOUNT_BOUNDS = {
  usd: { min: MIN_DOLLARS, max: MAX_AMOUNT, whole: false },
  tokens: { min: 1, max: MAX_AMOUNT, whole: true },
  calls: { min: 1, max: MAX_AMOUNT, whole: true },
} as const satisfies Readonly<Record<BudgetUnit, object>>;
const ALIAS = /^[\w.:@/+~*-]{1,256}$/;

/** A stored budget as it is shown. @param ownerName the key's name or the group's path */
export function budgetRecord(row: BudgetsTable, ownerName: string): BudgetRecord {
  return {
    id: row.id,
    // Only this store writes here, and it takes no other words.
    owner: row.owner_kind === 'group' ? 'group' : 'key',
    owner_id: row.owner_id,
    owner_name: ownerName,
    unit: BUDGET_UNITS.find((unit) => unit === row.unit) ?? 'usd',
    amount: row.amount,
    period: BUDGET_PERIODS.find((period) => period === row.period) ?? 'ever',
    rolling: row.rolling === 1,
    hard: row.hard === 1,
    // A text that cannot be read names none.
    aliases: row.aliases === null ? null : (textsIn(row.aliases) ?? []),
    raise: raiseIn(row.raise),
    on_exhausted: onExhaustedIn(row.on_exhausted),
    reset_at: row.reset_at,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** @throws GatewayError INVALID_REQUEST with `param` */
export function checkedUnit(value: unknown): BudgetUnit {
  const unit = BUDGET_UNITS.find((one) => one === value);
  if (unit !== undefined) return unit;
  throw notAllowed('unit', `The unit must be one of ${BUDGET_UNITS.join(', ')}.`);
}

/** @throws GatewayError INVALID_REQUEST with `param` */
export function checkedAmount(value: unknown, unit: string, param = 'amount'): number {
  return checkedNumber(value, param, unit === 'usd' ? AMOUNT_BOUNDS.usd : AMOUNT_BOUNDS.tokens);
}

/** @throws GatewayError INVALID_REQUEST with `param` */
export function checkedPeriod(value: unknown): BudgetPeriod {
  const period = BUDGET_PERIODS.find((one) => one === value);
  if (period !== undefined) return period;
  throw notAllowed('period', `The period must be one of ${BUDGET_PERIODS.join(', ')}.`);
}

/** The aliases that a budget is for, as they are stored; null for all. @throws GatewayError INVALID_REQUEST */
export function checkedAliases(value: unknown): string | null {
  if (value === null) return null;
  const fit =
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= 64 &&
    value.every((alias) => typeof alias === 'string' && ALIAS.test(alias));
  if (fit) return JSON.stringify([...new Set<unknown>(value)]);
  throw notAllowed('aliases', 'The aliases must be 1 to 64 names of aliases, or null for all.');
}

/** A temporary raise, as it is stored; null for none. @throws GatewayError INVALID_REQUEST */
export function checkedRaise(value: unknown, unit: string): string | null {
  if (value === null) return null;
  if (!isObject(value)) throw notAllowed('raise', "The raise must be an object with 'amount' and 'until'.");
  const amount = checkedAmount(value['amount'], unit, 'raise.amount');
  const until = checkedTime(value['until'], 'raise.until');
  if (until <= Date.now()) throw notAllowed('raise.until', 'The raise.until must be in the future.');
  return JSON.stringify({ amount, until: new Date(until).toISOString() });
}

/** When a budget of a document was reset, as it is stored; null for never. @throws GatewayError INVALID_REQUEST */
export function checkedReset(value: unknown): string | null {
  return value === null ? null : new Date(checkedTime(value, 'reset_at')).toISOString();
}

/** A temporary raise as it is stored, read again. */
function raiseIn(text: string | null): BudgetRaise | null {
  const stored = objectIn(text);
  if (stored === undefined) return null;
  const { amount, until } = stored;
  return typeof amount === 'number' && typeof until === 'string' ? { amount, until } : null;
}

/** What becomes of calls when it is used up, as it is stored; null for a refusal. @throws GatewayError INVALID_REQUEST */
export function checkedOnExhausted(value: unknown): string | null {
  if (value === null) return null;
  const { downgrade, ...others } = isObject(value) ? value : {};
  if (typeof downgrade === 'string' && ALIAS.test(downgrade) && Object.keys(others).length === 0) {
    return JSON.stringify({ downgrade });
  }
  throw notAllowed(
    'on_exhausted',
    "The on_exhausted must be an object with an alias as its 'downgrade', or null for a refusal.",
  );
}

/** The same as it is stored, read again. */
export function onExhaustedIn(text: string | null): OnExhausted | null {
  const downgrade = objectIn(text)?.['downgrade'];
  return typeof downgrade === 'string' ? { downgrade } : null;
}
