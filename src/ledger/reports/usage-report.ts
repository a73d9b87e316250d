import type { AttemptUse, TokenClasses } from '../ledger-record';
import type { PriceBook } from '../prices/price-book';
import { costOf, savedByCache } from '../prices/token-prices';
import { contextOver } from '../store/ledger-row';
import type { LedgerCallsTable } from '../store/ledger-tables';
import type { CallFilter } from './call-filter';
import type { QueryInput, QueryName, QueryOutput } from './queries';
import { quantile } from './usage-sums';
import type { Grouping, UsageSum } from './usage-sums';

/** What answers the queries of a ledger. */
export interface LedgerReader {
  query<Name extends QueryName>(name: Name, input: QueryInput<Name>): Promise<QueryOutput<Name>>;
}

/** One line of a report: a group, and what it used. Money in US dollars. */
export interface UsageLine {
  /** Of each grouping its value, by name; of a key its name beside its id. */
  readonly group: Readonly<Record<string, string>>;
  readonly calls: number;
  readonly estimated_calls: number;
  readonly input_tokens: number;
  readonly cached_tokens: number;
  readonly cache_write_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly audio_input_tokens: number;
  readonly audio_output_tokens: number;
  readonly image_tokens: number;
  readonly searches: number;
  /** At the prices of today's price book for the time of use; null where no price is known for any of it. */
  readonly cost_usd: number | null;
  /** Calls whose cost is not known, and not part of it. */
  readonly unpriced_calls: number;
  /** What budgets were charged, as it was charged. */
  readonly charged_usd: number;
  /** What reading from caches saved. */
  readonly saved_usd: number;
  readonly cached_share: number;
  readonly first_token_p50_ms: number | null;
  readonly first_token_p95_ms: number | null;
  readonly duration_p50_ms: number | null;
  readonly duration_p95_ms: number | null;
}

/** A report. */
export interface UsageReport {
  readonly since: string | null;
  readonly until: string | null;
  readonly group_by: readonly Grouping[];
  readonly data: readonly UsageLine[];
  readonly total: UsageLine;
  /** Requests that were refused before an upstream was asked, by key and reason. */
  readonly refused: readonly { readonly key_id: string; readonly code: string; readonly count: number }[];
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
  readonly provider: string;
  readonly status: number;
  readonly code: string | null;
  readonly ended: string;
  readonly input_tokens: number;
  readonly cached_tokens: number;
  readonly cache_write_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
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
    private readonly prices: Pick<PriceBook, 'pricesOf' | 'changes'>,
  ) {}

  /** Use by groups, the dearest first; by time where it is grouped by time first. */
  async usage(groupBy: readonly Grouping[], filter: CallFilter): Promise<UsageReport> {
    const sums = await this.ledger.query('sums', { groupBy, filter, changes: this.prices.changes() });
    const byGroup = Map.groupBy(sums, ({ group }) => JSON.stringify(group));
    const lines = [...byGroup.values()].map((same) => {
      const values = same[0]?.group ?? [];
      const group = Object.fromEntries(groupBy.map((name, at) => [name, values[at] ?? '']));
      return this.#line(group, same);
    });
    const named = await this.#named(lines, groupBy);
    return {
      since: timeOf(filter.since),
      until: timeOf(filter.until),
      group_by: groupBy,
      data: sorted(named, groupBy),
      total: this.#line({}, sums),
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

  #line(group: Readonly<Record<string, string>>, sums: readonly UsageSum[]): UsageLine {
    const total: Record<string, number> = {};
    let cost: number | null = null;
    let unpriced = 0;
    let saved = 0;
    for (const sum of sums) {
      for (const [name, value] of Object.entries(sum.measures)) total[name] = (total[name] ?? 0) + value;
      const { measures, tier, contextOver: over } = sum;
      const calls = measures['calls'] ?? 0;
      const used = { tokens: tokensIn(measures), calls, tier, contextOver: over };
      const prices = this.prices.pricesOf(sum, sum.at);
      const part = isNothing(used.tokens) ? 0 : prices && costOf(prices, used);
      if (part === undefined) unpriced += Math.max(calls, 1);
      else {
        cost = (cost ?? 0) + part;
        if (prices !== undefined) saved += savedByCache(prices, used);
      }
    }
    const of = (name: string): number => total[name] ?? 0;
    return {
      group,
      calls: of('calls'),
      estimated_calls: of('estimated_calls'),
      input_tokens: of('input_tokens'),
      cached_tokens: of('cached_tokens'),
      cache_write_tokens: of('cache_write_tokens'),
      output_tokens: of('output_tokens'),
      reasoning_tokens: of('reasoning_tokens'),
      audio_input_tokens: of('audio_input_tokens'),
      audio_output_tokens: of('audio_output_tokens'),
      image_tokens: of('image_tokens'),
      searches: of('searches'),
      cost_usd: cost === null ? null : money(cost),
      unpriced_calls: unpriced,
      charged_usd: money(of('charged_usd')),
      saved_usd: money(saved),
      cached_share: of('input_tokens') === 0 ? 0 : of('cached_tokens') / of('input_tokens'),
      first_token_p50_ms: quantile(total, 'ft', 0.5),
      first_token_p95_ms: quantile(total, 'ft', 0.95),
      duration_p50_ms: quantile(total, 'du', 0.5),
      duration_p95_ms: quantile(total, 'du', 0.95),
    };
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
      provider: row.provider,
      status: row.status,
      code: row.code,
      ended: row.ended,
      input_tokens: row.input_tokens,
      cached_tokens: row.cached_tokens,
      cache_write_tokens: row.cache_write_tokens,
      output_tokens: row.output_tokens,
      reasoning_tokens: row.reasoning_tokens,
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
    const model = deployment.slice(deployment.indexOf('/') + 1);
    const prices = this.prices.pricesOf({ deployment, provider, model }, row.started_at);
    const used = { tokens, calls: 1, tier: tier ?? '', contextOver: contextOver(tokens.input ?? 0) };
    const cost = prices && costOf(prices, used);
    return cost === undefined ? null : money(cost);
  }

  /** What a call's attempts cost together, in US dollars; null where a price is not known. */
  costOfCall(attempts: readonly AttemptUse[], at: number, tier: string): number | null {
    let sum = 0;
    for (const attempt of attempts) {
      if (isNothing(attempt.tokens)) continue;
      const prices = this.prices.pricesOf(attempt, at);
      const over = contextOver(attempt.tokens.input ?? 0);
      const cost = prices && costOf(prices, { tokens: attempt.tokens, calls: 1, tier, contextOver: over });
      if (cost === undefined) return null;
      sum += cost;
    }
    return money(sum);
  }

  async #named(lines: readonly UsageLine[], groupBy: readonly Grouping[]): Promise<readonly UsageLine[]> {
    if (!groupBy.includes('key')) return lines;
    const ids = [...new Set(lines.map(({ group }) => group['key'] ?? ''))];
    const names = await this.ledger.query('keyNames', ids.slice(0, MAX_NAMED_KEYS));
    return lines.map((line) => {
      const id = line.group['key'] ?? '';
      return { ...line, group: { ...line.group, key: names[id] ?? id, key_id: id } };
    });
  }
}

/** Beyond these a key is shown by its id. */
const MAX_NAMED_KEYS = 2_000;
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

function tokensIn(measures: Readonly<Record<string, number>>): TokenClasses {
  const of = (name: string): number => measures[name] ?? 0;
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
  };
}

function isNothing({ input = 0, output = 0, searches = 0 }: Partial<TokenClasses>): boolean {
  return input === 0 && output === 0 && searches === 0;
}

/** To a billionth of a dollar: below it is the noise of binary fractions. */
function money(usd: number): number {
  return Math.round(usd * 1e9) / 1e9;
}

function timeOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
