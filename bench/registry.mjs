// @ts-check
/**
 * What a big registry costs: `node bench/registry.mjs [--keys 100000] [--per-key 10] [--groups 0] [--dist dist]` on a built service.
 * It fills a SQLite file of its own, opens it in a fresh process with the service's flags, and prints how long that took,
 * how much memory it holds, and what a lookup costs. Limits: 5 s and 600 MiB for 100,000 keys with 1,000,000 assignments.
 */
import { fork } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { NODE_FLAGS } from '../scripts/setup/paths.mjs';

const MODELS = 500;
const ALIASES = 20;
const LOOKUPS = 1_000_000;
const MAX_START_MS = 5_000;
const MAX_RSS_MIB = 600;

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '100000' },
    'per-key': { type: 'string', default: '10' },
    groups: { type: 'string', default: '0' },
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
    measure: { type: 'string' },
  },
});
const dist = resolve(values.dist);
const keys = Number(values.keys);
const perKey = Number(values['per-key']);
const groups = Number(values.groups);
const load = createRequire(import.meta.url);

if (values.measure === undefined) await fillAndMeasure();
else await measure(values.measure);

async function fillAndMeasure() {
  const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-bench-registry-'));
  try {
    await fill(folder);
    const child = fork(import.meta.filename, [...process.argv.slice(2), '--measure', folder], {
      execArgv: NODE_FLAGS,
    });
    const [code] = await once(child, 'exit');
    process.exitCode = Number(code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder the data folder */
function openRegistry(folder) {
  const { readSettings } = load(join(dist, 'config', 'read-settings.js'));
  const { openServiceLog } = load(join(dist, 'log', 'service-log.js'));
  const { Registry } = load(join(dist, 'registry', 'registry.js'));
  const { DatabaseOwner } = load(join(dist, 'database', 'database-owner.js'));
  const settings = readSettings({ LLM_PROXY__DATA_DIR: folder, LLM_PROXY__LOG_LEVEL: 'warn' });
  const probe = () => ({
    providers: ['openai'],
    defaultEndpoint: () => 'https://api.openai.com/v1',
    check: () => {},
  });
  const database = new DatabaseOwner(settings);
  return new Registry({ settings, log: openServiceLog(settings, process.stderr), database, probe });
}

/** @param {number} index */
function keyOf(index) {
  return `vk-bench-${index}`;
}

/** @param {string} folder */
async function fill(folder) {
  const registry = openRegistry(folder);
  await registry.onModuleInit();
  const admin = registry.as('bench');
  await admin.connections.create({ name: 'Main', provider: 'openai', credential: 'sk-bench' });
  const listed = Array.from({ length: MODELS }, (_, index) => `model-${index}`);
  const models = [];
  for (const name of listed) models.push((await admin.models.create({ connection: 'Main', name })).id);
  await registry.onApplicationShutdown();
  const database = new DatabaseSync(join(folder, 'registry.sqlite'));
  database.exec('pragma synchronous = off; begin');
  const addKey = database.prepare(
    `insert into virtual_keys (id, name, digest, prefix, enabled, group_id, created_at, updated_at)
     values (?, ?, ?, 'vk-bench', 1, ?, ?, ?)`,
  );
  const addAssignment = database.prepare(
    `insert into assignments (id, virtual_key_id, model_id, alias, tps, burst, tokens_per_second, token_burst, priority,
     weight, created_at, updated_at) values (?, ?, ?, ?, 50, 50, 20000, 1200000, 1, 3, ?, ?)`,
  );
  const at = new Date().toISOString();
  addGroups(database, at);
  for (let key = 0; key < keys; key += 1) {
    const id = `vkey_${String(key).padStart(25, '0')}`;
    const group = groups === 0 ? null : groupId(key % groups);
    addKey.run(id, `key ${key}`, hash('sha256', keyOf(key), 'base64'), group, at, at);
    for (let index = 0; index < perKey; index += 1) {
      const number = key * perKey + index;
      const model = models[number % MODELS] ?? '';
      addAssignment.run(
        `asg_${String(number).padStart(25, '0')}`,
        id,
        model,
        `alias-${number % ALIASES}`,
        at,
        at,
      );
    }
  }
  database.exec('commit; pragma wal_checkpoint(truncate)');
  database.close();
}

/** @param {number} index */
function groupId(index) {
  return `group_${String(index).padStart(25, '0')}`;
}

/**
 * A tree in which each group has ten below it, each with limits of its own.
 * @param {DatabaseSync} database
 * @param {string} at
 */
function addGroups(database, at) {
  const add = database.prepare(
    `insert into key_groups (id, parent_id, name, path, description, tags, enabled, rules, created_at, updated_at)
     values (?, ?, ?, ?, '', '[]', 1, '{"requests_per_minute":1000000,"tokens_per_day":1000000000}', ?, ?)`,
  );
  const paths = [];
  for (let index = 0; index < groups; index += 1) {
    const above = index < 10 ? undefined : Math.floor(index / 10) - 1;
    const path = above === undefined ? `g${index}` : `${paths[above]}/g${index}`;
    paths.push(path);
    add.run(groupId(index), above === undefined ? null : groupId(above), `g${index}`, path, at, at);
  }
}

/** @param {string} folder */
async function measure(folder) {
  const registry = openRegistry(folder);
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const startedAt = performance.now();
  await registry.onModuleInit();
  const startMs = performance.now() - startedAt;
  delays.disable();
  const rssMib = process.resourceUsage().maxRSS / 1024;
  const digests = Array.from({ length: 1_000 }, (_, index) =>
    hash('sha256', keyOf((index * 97) % keys), 'binary'),
  );
  const lookUp = () => {
    const from = performance.now();
    for (let index = 0; index < LOOKUPS; index += 1) {
      const key = registry.keyByDigest(digests[index % digests.length]);
      if (key?.assignments(`alias-${index % ALIASES}`) === undefined) throw new Error('a key was not found');
    }
    return ((performance.now() - from) * 1_000) / LOOKUPS;
  };
  lookUp();
  const report = {
    keys,
    groups,
    assignments: keys * perKey,
    start_ms: Math.round(startMs),
    longest_block_ms: Math.round(delays.max / 1e6),
    most_resident_mib: Math.round(rssMib),
    lookup_us: Number(lookUp().toFixed(2)),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  await registry.onApplicationShutdown();
  const passed = startMs <= MAX_START_MS && rssMib <= MAX_RSS_MIB;
  process.stdout.write(`${passed ? 'pass' : 'FAIL'}: at most ${MAX_START_MS} ms and ${MAX_RSS_MIB} MiB\n`);
  process.exitCode = passed ? 0 : 1;
}
