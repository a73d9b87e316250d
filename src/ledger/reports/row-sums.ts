import type { Database } from '../../database/database';
import type { EndedRecord } from '../ledger-record';
import { addCall, noMeasures } from '../store/call-sums';
import type { Measures } from '../store/call-sums';
import { SUM_MEASURES } from '../store/ledger-tables';
import type { LedgerCallsTable, LedgerTables, SumDimensions } from '../store/ledger-tables';
import type { RowFilter, UsePlace } from './call-filter';
import type { Grouping } from './groupings';
import { listCalls } from './list-calls';
import type { SumsAsked, UsageSum } from './usage-sum';

const PAGE_ROWS = 2_000;
/** Groups beyond these are summed as one. */
const MAX_GROUPS = 20_000;
const OTHERS = '(others)';

/** Sums of rows, and those of all calls together where a call may be in several groups. */
export interface SumsOfRows {
  readonly sums: readonly UsageSum[];
  readonly total: readonly UsageSum[] | undefined;
}

/**
 * Sums of the rows of calls, read page by page: memory grows with the groups, not with the calls. As in the sums that are stored, tokens
 * are where they were used, and a call is where it was answered.
 */
export async function sumsOfRows(
  database: Database<LedgerTables>,
  { groupBy, filter: { model, deployment, provider, ...ofCalls }, changes }: SumsAsked,
): Promise<SumsOfRows> {
  const use = { model, deployment, provider };
  const filter: RowFilter = { ...ofCalls, use };
  const unwanted = noMeasures();
  const sums = new Map<string, RowsSum>();
  const total = groupBy.includes('tag') ? new Map<string, RowsSum>() : undefined;
  let after = '';
  for (;;) {
    const page = await listCalls(database, { filter, limit: PAGE_ROWS, after });
    for (const call of page) {
      const at = changes.findLast((change) => change <= call.started_at) ?? 0;
      const record = recordOf(call);
      if (total !== undefined) {
        addCall(record, (of) => {
          const place = { of, at };
          if (!isWithin(use, of)) return unwanted;
          return sumIn(total, JSON.stringify(placeOf(place)), [], place);
        });
      }
      for (const group of groupsOf(call, groupBy)) {
        addCall(record, (of) => {
          if (!isWithin(use, of)) return unwanted;
          const named = groupBy.map((name, index) => (isOfUse(name) ? of[name] : (group[index] ?? '')));
          const place = { of, at };
          const key = JSON.stringify([named, ...placeOf(place)]);
          const isKept = sums.size < MAX_GROUPS || sums.has(key);
          const shown = isKept ? named : groupBy.map(() => OTHERS);
          return sumIn(sums, isKept ? key : JSON.stringify([shown, ...placeOf(place)]), shown, place);
        });
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_ROWS) break;
    after = last.call_id;
  }
  return { sums: summed(sums), total: total && summed(total) };
}

/** Whether something was used where it is asked for. */
function isWithin({ model, deployment, provider }: UsePlace, of: SumDimensions): boolean {
  return (
    (model === undefined || of.model === model) &&
    (deployment === undefined || of.deployment === deployment) &&
    (provider === undefined || of.provider === provider)
  );
}

/** Whether it is told apart by where something was used, and not by the call. */
function isOfUse(name: Grouping): name is keyof UsePlace {
  return name === 'model' || name === 'deployment' || name === 'provider';
}

/** Where something was used, and at which state of the prices. */
interface Place {
  readonly of: SumDimensions;
  readonly at: number;
}

/** What is summed apart: its price may be another. */
function placeOf({ of, at }: Place): readonly unknown[] {
  return [of.model, of.deployment, of.provider, of.service_tier, of.context_over, at];
}

function summed(sums: ReadonlyMap<string, RowsSum>): readonly UsageSum[] {
  return [...sums.values()].map(({ group, of, measures, at }) => ({
    group,
    model: of.model,
    deployment: of.deployment,
    provider: of.provider,
    tier: of.service_tier,
    contextOver: of.context_over,
    at,
    measures: SUM_MEASURES.map((name) => measures[name] ?? 0),
  }));
}

/** A sum of calls that were read one by one. */
interface RowsSum extends Place {
  readonly group: readonly string[];
  readonly measures: Measures;
}

function sumIn(sums: Map<string, RowsSum>, key: string, group: readonly string[], place: Place): Measures {
  const sum = sums.get(key) ?? { ...place, group, measures: noMeasures() };
  sums.set(key, sum);
  return sum.measures;
}

/** The groups that a call is of: one, or one for each of its tags. */
function groupsOf(call: LedgerCallsTable, groupBy: readonly Grouping[]): readonly (readonly string[])[] {
  const tagsAt = groupBy.indexOf('tag');
  const values = groupBy.map((name) => valueOf(call, name));
  if (tagsAt < 0) return [values];
  const tags = call.tags === null ? [''] : (JSON.parse(call.tags) as string[]);
  return tags.map((tag) => values.with(tagsAt, tag));
}

function valueOf(call: LedgerCallsTable, name: Grouping): string {
  const time = new Date(call.started_at).toISOString();
  switch (name) {
    case 'key':
      return call.key_id;
    case 'group':
      return call.group_path;
    case 'user':
      return call.end_user ?? '';
    case 'session':
      return call.session ?? '';
    case 'alias':
      return call.alias ?? '';
    case 'door':
      return call.door;
    case 'status':
      return String(call.status);
    case 'ended':
      return call.ended;
    case 'hour':
      return `${time.slice(0, 13)}:00Z`;
    case 'day':
      return time.slice(0, 10);
    case 'month':
      return time.slice(0, 7);
    default:
      return '';
  }
}

function recordOf(call: LedgerCallsTable): EndedRecord {
  return {
    kind: 'ended',
    id: call.call_id,
    at: call.started_at,
    requestId: call.request_id,
    traceId: call.trace_id,
    keyId: call.key_id,
    keyName: call.key_name,
    group: call.group_path,
    door: call.door,
    wire: call.wire,
    streamed: call.streamed === 1,
    alias: call.alias ?? undefined,
    modelAsked: call.model_asked,
    tier: call.service_tier ?? undefined,
    bytesIn: call.bytes_in,
    firstTokenMs: call.first_token_ms ?? undefined,
    ms: call.duration_ms,
    deployment: call.deployment,
    connection: call.connection,
    provider: call.provider,
    status: call.status,
    ended: call.ended,
    // Only the ledger writes here.
    attempts: JSON.parse(call.attempts) as EndedRecord['attempts'],
    bytesOut: call.bytes_out,
    chargedUsd: call.charged_usd ?? undefined,
  };
}
