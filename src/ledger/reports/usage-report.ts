import { setImmediate as turn } from 'node:timers/promises';
import { toBillionths } from '../to-billionths';
import { isNothing } from '../ledger-record';
import type { AttemptUse, TokenClasses } from '../ledger-record';
import type { PriceBook } from '../prices/price-book';
import { costOf, costUncounted, savedByCache } from '../prices/token-prices';
import { contextOver } from '../store/context-over';
import type { LedgerCallsTable } from '../store/ledger-tables';
import type { CallFilter } from './call-filter';
import type { Grouping } from './groupings';
import type { QueryInput, QueryName, QueryOutput } from './queries';
import type { RefusalCount } from './refusals';
import { UseTally } from './usage-line';
import type { UsageLine } from './usage-line';
import type { UsageGroup, UsagePart, UseMeasure } from './usage-sums';

/** What answers the queries of a ledger. */
export interface LedgerReader {
  query<Name extends QueryName>(name: Name, input: QueryInput<Name>): Promise<QueryOutput<Name>>;
}

/** A report. */
export interface UsageReport {
  readonly since: string | null;
  readonly until: string | null;
  readonly group_by: readonly Grouping[];
  readonly data: readonly UsageLine[];
  readonly total: UsageLine;
  /** Requests that were refused before an upstream was asked, by key and reason. */
  readonly refused: readonly RefusalCount[];
}

/** One call as lists and exports show it. */
export interface CallLine {
  readonly call_id: string;
  readonly request_id: string;
  readonly trace_id: string;
  readonly started_at: string;
  readonly first_token_ms: number | null;
  readonly duration_ms: number;
  readonly key: string;
  readonly key_id: string;
  readonly group: string;
  readonly user: string | null;
  readonly session: string | null;
  readonly tags: readonly string[];
  readonly door: string;
  readonly wire: string;
  readonly streamed: boolean;
  readonly alias: string | null;
  readonly model_asked: string;
  readonly model_served: string | null;
  readonly deployment: string;
  readonly connection: string;
  readonly provider: string;
  readonly status: number;
  readonly code: string | null;
  readonly ended: string;
  readonly input_tokens: number;
  readonly cached_tokens: number;
  readonly cache_write_tokens: number;
  /** Part of those before. */
  readonly cache_write_1h_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly audio_input_tokens: number;
  readonly audio_output_tokens: number;
  readonly image_tokens: number;
  readonly image_output_tokens: number;
  readonly images: number;
  readonly audio_seconds: number;
  readonly characters: number;
  readonly searches: number;
  readonly estimated: boolean;
  /** null where a price is not known. */
  readonly cost_usd: number | null;
  readonly charged_usd: number | null;
  readonly attempts: readonly AttemptUse[];
  /** Where the answer came from, if from no provider. */
  readonly replayed: string | null;
  /** What a replayed answer would have used, and what that would have cost in US dollars. */
  readonly saved: Partial<TokenClasses> | null;
  readonly saved_usd: number | null;
  readonly service_tier: string | null;
  readonly bytes_in: number;
  readonly bytes_out: number;
  readonly client: string | null;
}

/** The longest export page: what is in memory at once. */
const EXPORT_PAGE = 1_000;

/** Reports of a ledger, with money computed by a price book when they are read. */
export class UsageReports {
  constructor(
    private readonly ledger: LedgerReader,
    private readonly prices: Pick<PriceBook, 'pricesOf' | 'placeOf' | 'costOfAttempt' | 'changes'>,
  ) {}

  /** Use by groups, the dearest first; by time where it is grouped by time first. */
  async usage(groupBy: readonly Grouping[], filter: CallFilter): Promise<UsageReport> {
    const {
      groups,
      times,
      total: ofAll,
    } = await this.ledger.query('sums', {
      groupBy,
      filter,
      changes: this.prices.changes(),
    });
    const names = groupBy.includes('key') ? await this.#keyNames(groups, groupBy, filter) : {};
    const total = new UseTally();
    for (const part of ofAll ?? []) this.#add(total, part);
    const lines: UsageLine[] = [];
    for (const { group, parts, times: ofGroup } of groups) {
      const tally = new UseTally();
      for (const part of parts) this.#add(tally, part);
      if (ofAll === undefined) total.addAll(tally);
      lines.push(tally.line(shownGroup(groupBy, group, names), ofGroup));
      // Tens of thousands of lines must not hold up the calls.
      if (lines.length % LINES_A_TURN === 0) await turn();
    }
    return {
      since: timeOf(filter.since),
      until: timeOf(filter.until),
      group_by: groupBy,
      data: sorted(lines, groupBy),
      total: total.line({}, times),
      refused: await this.ledger.query('refusals', filter),
    };
  }

  /** A page of calls, the latest first. @param before the id of the last call of the page before */
  async calls(filter: CallFilter, limit: number, before?: string): Promise<readonly CallLine[]> {
    const asked = { filter, limit, ...(before !== undefined && { before }) };
    const rows = await this.ledger.query('calls', asked);
    return rows.map((row) => this.#call(row));
  }

  /** Every call, the earliest first, a page at a time. */
  async *export(filter: CallFilter): AsyncGenerator<readonly CallLine[], void> {
    let after = '';
    for (;;) {
      const rows = await this.ledger.query('calls', { filter, limit: EXPORT_PAGE, after });
      if (rows.length > 0) yield rows.map((row) => this.#call(row));
      const last = rows.at(-1);
      if (last === undefined || rows.length < EXPORT_PAGE) return;
      after = last.call_id;
    }
  }

  #add(tally: UseTally, part: UsagePart): void {
    const { measures, tier, contextOver: over } = part;
    const tokens = tokensIn(measures);
    const billed = measures.billed_attempts ?? 0;
    const { cached_audio_tokens: audio = 0, cached_image_tokens: image = 0 } = measures;
    const used = { tokens, calls: billed, tier, contextOver: over, cachedParts: { audio, image } };
    const prices = this.prices.pricesOf(part, part.at);
    const nothing = billed === 0 ? 0 : prices && costUncounted(prices, billed);
    const cost = isNothing(tokens) ? nothing : prices && costOf(prices, used);
    tally.add(measures, cost, prices === undefined ? 0 : savedByCache(prices, used));
  }

  #call(row: LedgerCallsTable): CallLine {
    // Only the ledger writes these columns.
    const attempts = JSON.parse(row.attempts) as readonly AttemptUse[];
    const saved = row.saved === null ? null : (JSON.parse(row.saved) as Partial<TokenClasses>);
    const tags = row.tags === null ? [] : (JSON.parse(row.tags) as readonly string[]);
    return {
      call_id: row.call_id,
      request_id: row.request_id,
      trace_id: row.trace_id,
      started_at: new Date(row.started_at).toISOString(),
      first_token_ms: row.first_token_ms,
      duration_ms: row.duration_ms,
      key: row.key_name,
      key_id: row.key_id,
      group: row.group_path,
      user: row.end_user,
      session: row.session,
      tags,
      door: row.door,
      wire: row.wire,
      streamed: row.streamed === 1,
      alias: row.alias,
      model_asked: row.model_asked,
      model_served: row.model_served,
      deployment: row.deployment,
      connection: row.connection,
      provider: row.provider,
      status: row.status,
      code: row.code,
      ended: row.ended,
      input_tokens: row.input_tokens,
      cached_tokens: row.cached_tokens,
      cache_write_tokens: row.cache_write_tokens,
      cache_write_1h_tokens: row.cache_write_1h_tokens,
      output_tokens: row.output_tokens,
      reasoning_tokens: row.reasoning_tokens,
      audio_input_tokens: row.audio_input_tokens,
      audio_output_tokens: row.audio_output_tokens,
      image_tokens: row.image_tokens,
      image_output_tokens: row.image_output_tokens,
      images: row.images,
      audio_seconds: row.audio_seconds,
      characters: row.characters,
      searches: row.searches,
      estimated: row.estimated === 1,
      cost_usd: this.costOfCall(attempts, row.started_at, row.service_tier ?? ''),
      charged_usd: row.charged_usd,
      attempts,
      replayed: row.replayed,
      saved,
      saved_usd: saved === null ? null : this.#savedBy(row, saved),
      service_tier: row.service_tier,
      bytes_in: row.bytes_in,
      bytes_out: row.bytes_out,
      client: row.client,
    };
  }

  /** What a replayed answer would have cost; null where a price is not known. */
  #savedBy(row: LedgerCallsTable, tokens: Partial<TokenClasses>): number | null {
    const { deployment, provider, service_tier: tier } = row;
    const prices = this.prices.pricesOf(this.prices.placeOf(deployment, provider), row.started_at);
    const used = { tokens, calls: 1, tier: tier ?? '', contextOver: contextOver(tokens.input ?? 0) };
    const cost = prices && costOf(prices, used);
    return cost === undefined ? null : toBillionths(cost);
  }

  /** What a call's attempts cost together, in US dollars; null where a price is not known. */
  costOfCall(attempts: readonly AttemptUse[], at: number, tier: string): number | null {
    let sum = 0;
    for (const attempt of attempts) {
      const cost = this.prices.costOfAttempt(attempt, at, tier);
      if (cost === undefined) return null;
      sum += cost;
    }
    return toBillionths(sum);
  }

  /** The names of the keys of a report, by id. */
  async #keyNames(
    groups: readonly UsageGroup[],
    groupBy: readonly Grouping[],
    { since }: CallFilter,
  ): Promise<Readonly<Record<string, string>>> {
    const place = groupBy.indexOf('key');
    const ids = [...new Set(groups.map(({ group }) => group[place] ?? ''))];
    return this.ledger.query('keyNames', { ids: ids.slice(0, MAX_NAMED_KEYS), since });
  }
}

/** Beyond these a key is shown by its id. */
const MAX_NAMED_KEYS = 2_000;
/** How many lines are made before others have their turn. */
const LINES_A_TURN = 500;
const TIMES: ReadonlySet<Grouping> = new Set(['hour', 'day', 'month']);

function sorted(lines: readonly UsageLine[], [first]: readonly Grouping[]): readonly UsageLine[] {
  const time = first !== undefined && TIMES.has(first) ? first : undefined;
  return [...lines].sort((one, other) => {
    if (time !== undefined) {
      const [at, otherAt] = [one.group[time] ?? '', other.group[time] ?? ''];
      if (at !== otherAt) return at < otherAt ? -1 : 1;
    }
    return (
      (other.cost_usd ?? 0) - (one.cost_usd ?? 0) ||
      other.input_tokens + other.output_tokens - one.input_tokens - one.output_tokens ||
      other.calls - one.calls
    );
  });
}

/** Of each grouping its value, by name; of a key its name, and its id beside it. */
function shownGroup(
  groupBy: readonly Grouping[],
  values: readonly string[],
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const group: Record<string, string> = {};
  for (const [at, name] of groupBy.entries()) {
    const value = values[at] ?? '';
    group[name] = name === 'key' ? (names[value] ?? value) : value;
  }
  const keyAt = groupBy.indexOf('key');
  if (keyAt >= 0) group['key_id'] = values[keyAt] ?? '';
  return group;
}

function tokensIn(measures: UsagePart['measures']): TokenClasses {
  const of = (name: UseMeasure): number => measures[name] ?? 0;
  return {
    input: of('input_tokens'),
    cached: of('cached_tokens'),
    cacheWrite: of('cache_write_tokens'),
    cacheWrite1h: of('cache_write_1h_tokens'),
    output: of('output_tokens'),
    reasoning: of('reasoning_tokens'),
    audioInput: of('audio_input_tokens'),
    audioOutput: of('audio_output_tokens'),
    image: of('image_tokens'),
    searches: of('searches'),
    imageOutput: of('image_output_tokens'),
    images: of('images'),
    audioSeconds: of('audio_seconds'),
    characters: of('characters'),
  };
}

function timeOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
