import { sql } from 'kysely';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { atOrBelow } from '../../database/at-or-below';
import type { LedgerTables } from '../store/ledger-tables';

/** Which calls are wanted; what is not given does not matter. Times are milliseconds since 1970. */
export interface CallFilter {
  readonly since?: number;
  readonly until?: number;
  /** Id or name of a key. */
  readonly key?: string;
  /** The id of a key, and not a name that another key may have. */
  readonly keyId?: string;
  /** The path of a group; those below it count too. */
  readonly group?: string;
  readonly user?: string;
  readonly session?: string;
  readonly tag?: string;
  readonly alias?: string;
  /** The model that was asked for or that served. */
  readonly model?: string;
  readonly deployment?: string;
  readonly provider?: string;
  readonly door?: string;
  readonly status?: number;
  readonly ended?: string;
  /** The id of a call, or the `x-request-id` of its request. */
  readonly id?: string;
}

/** Where something was used, by the attempt that answered or by another one; what is undefined does not matter. */
export type UsePlace = { readonly [Name in 'model' | 'deployment' | 'provider']: string | undefined };

/** Which rows are wanted. */
export interface RowFilter extends CallFilter {
  /** Of which an attempt was made there; the fields of the same names are about the one that answered. */
  readonly use?: UsePlace;
}

type Condition = Expression<SqlBool>;

/**
 * The condition of a filter on the rows of calls.
 * @param startedAt the column, as it is to be compared
 * @param isByIndex whether an index of some rows (migration 1005) may be used
 */
export function callCondition(
  row: ExpressionBuilder<LedgerTables, 'ledger_calls'>,
  filter: RowFilter,
  startedAt: Expression<number> = row.ref('started_at'),
  isByIndex = true,
): Condition {
  const all: Condition[] = [row(startedAt, '>=', filter.since ?? 0)];
  if (filter.until !== undefined) all.push(row(startedAt, '<', filter.until));
  if (filter.key !== undefined) {
    all.push(row.or([row('key_id', '=', filter.key), row('key_name', '=', filter.key)]));
  }
  if (filter.keyId !== undefined) all.push(row('key_id', '=', filter.keyId));
  if (filter.group !== undefined) all.push(atOrBelow(filter.group));
  if (filter.user !== undefined) all.push(row('end_user', '=', filter.user));
  if (filter.session !== undefined) all.push(row('session', '=', filter.session));
  // Tags are a JSON array of texts without quotes and backslashes.
  if (filter.tag !== undefined) {
    all.push(row(found('tags', `"${filter.tag}"`), '=', 1));
  }
  if (filter.alias !== undefined) all.push(row('alias', '=', filter.alias));
  if (filter.model !== undefined) {
    all.push(row.or([row('model_asked', '=', filter.model), row('model_served', '=', filter.model)]));
  }
  if (filter.deployment !== undefined) all.push(row('deployment', '=', filter.deployment));
  if (filter.provider !== undefined) all.push(row('provider', '=', filter.provider));
  if (filter.use !== undefined) all.push(...useConditions(row, filter.use));
  if (filter.door !== undefined) all.push(row('door', '=', filter.door));
  if (filter.status !== undefined) all.push(row('status', '=', filter.status));
  if (filter.ended !== undefined) all.push(row('ended', '=', filter.ended));
  // An index of some rows serves a search that says itself that it wants no others (migration 1005).
  if (isByIndex && filter.status !== undefined && filter.status >= 400) all.push(sql<SqlBool>`status >= 400`);
  if (isByIndex && filter.ended !== undefined && filter.ended !== 'whole')
    all.push(sql<SqlBool>`ended <> 'whole'`);
  if (filter.id !== undefined) {
    all.push(sql<SqlBool>`(call_id = ${filter.id} or (request_id = ${filter.id} and request_id <> call_id))`);
  }
  return row.and(all);
}

/** Finds each place by itself: a call may have used the model at another provider. */
function useConditions(
  row: ExpressionBuilder<LedgerTables, 'ledger_calls'>,
  { model, deployment, provider }: UsePlace,
): readonly Condition[] {
  const all: Condition[] = [];
  const add = (name: keyof UsePlace, answered: Condition, value: string): void => {
    // The ledger writes attempts as JSON, without spaces.
    all.push(row.or([answered, row(found('attempts', `"${name}":${JSON.stringify(value)}`), '=', 1)]));
  };
  // A call that was answered without any attempt is where it would have been answered.
  if (model !== undefined) add('model', row('model_asked', '=', model), model);
  if (deployment !== undefined) add('deployment', row('deployment', '=', deployment), deployment);
  if (provider !== undefined) add('provider', row('provider', '=', provider), provider);
  return all;
}

function found(column: 'tags' | 'attempts', text: string) {
  // Both engines have replace and length, and neither takes the text for a pattern.
  const of = sql.ref(column);
  return sql<number>`case when length(replace(${of}, ${text}, '')) < length(${of}) then 1 else 0 end`;
}
