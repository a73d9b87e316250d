// @ts-check
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inRoot } from '../scripts/setup/paths.mjs';
import { ALIAS, KEY, virtualKey } from './requests.mjs';
import { emptyFolder, ENCRYPTION_KEY } from './service.mjs';

const CLI = inRoot('dist', 'cli.js');
const CONNECTION = 'bench';
const MODEL = 'bench-whole';

const ADDED_AT = '2026-01-01T00:00:00.000Z';
/** High enough that no limit refuses; both of them still decide on every call. */
const NEVER_REACHED = 1_000_000_000;

/**
 * Makes a data folder whose registry has one connection, as the command line adds it, to the benchmark's upstream, and
 * so many keys, each with so many aliases, limited in requests and tokens. The keys go into the SQLite file at once.
 * @param {{ upstreamPort: number, keys: number, aliases: number }} parts
 * @returns {string} the folder
 */
export function makeRegistry({ upstreamPort, keys, aliases }) {
  const folder = emptyFolder();
  const endpoint = `http://127.0.0.1:${upstreamPort}`;
  const connection = ['--name', CONNECTION, '--provider', 'openai', '--endpoint', endpoint, '--api-key', KEY];
  command(folder, 'connection', 'add', ...connection);
  command(folder, 'model', 'add', '--conn-id', CONNECTION, '--name', MODEL);
  const database = new DatabaseSync(join(folder, 'registry.sqlite'));
  try {
    database.exec('pragma synchronous = off; begin');
    addKeys(database, keys, aliases);
    database.exec('commit; pragma wal_checkpoint(truncate)');
  } finally {
    database.close();
  }
  return folder;
}

/**
 * @param {string} folder
 * @param {string[]} args
 */
function command(folder, ...args) {
  const env = {
    NODE_ENV: 'production',
    LLM_PROXY__DATA_DIR: folder,
    LLM_PROXY__ENCRYPTION_KEY: ENCRYPTION_KEY,
    LLM_PROXY__INTERNAL_API_KEY: KEY,
    LLM_PROXY__PRIVATE_UPSTREAMS: 'allow',
  };
  execFileSync(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/**
 * @param {DatabaseSync} database
 * @param {number} keys
 * @param {number} aliases
 */
function addKeys(database, keys, aliases) {
  const addKey = database.prepare(
    `insert into virtual_keys (id, name, digest, prefix, enabled, created_at, updated_at)
     values (?, ?, ?, ?, 1, ?, ?)`,
  );
  const addAssignment = database.prepare(
    `insert into assignments (id, virtual_key_id, model_id, alias, tps, burst, tokens_per_second, token_burst,
       priority, weight, created_at, updated_at)
     select ?, ?, id, ?, ?, ?, ?, ?, 1, 1, ?, ? from provider_models`,
  );
  const limits = Array(4).fill(NEVER_REACHED);
  for (let index = 0; index < keys; index++) {
    const key = virtualKey(index);
    const id = rowId('vkey', index);
    addKey.run(id, `key-${index}`, hash('sha256', key, 'base64'), key.slice(0, 8), ADDED_AT, ADDED_AT);
    for (let number = 0; number < aliases; number++) {
      const alias = number === 0 ? ALIAS : `alias-${number}`;
      addAssignment.run(rowId('asg', index * aliases + number), id, alias, ...limits, ADDED_AT, ADDED_AT);
    }
  }
}

/**
 * @param {string} prefix
 * @param {number} index
 * @returns {string} an id of the length that the service's own have
 */
function rowId(prefix, index) {
  return `${prefix}_${index.toString(36).padStart(25, '0')}`;
}
