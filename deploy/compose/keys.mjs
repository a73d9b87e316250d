/**
 * First start under Docker Compose: puts the keys that nobody should have to invent into a volume.
 *
 * The image refuses the example key, so a key has to exist before the service starts. A value from the
 * environment (Compose takes it from .env) wins over the stored one, which is how a key is changed; else the
 * stored one stays; else one is made. Values are single-quoted, which `node --env-file` and `sh` read alike.
 *
 * `docker compose up -d` makes this container anew where .env has another key, and then restarts what reads the
 * files. `docker compose restart` does neither: a container keeps the environment that it was made with, so this
 * program says so when it runs for the second time in one container.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

const directory = process.env.KEYS_DIR ?? '/run/keys';
const serviceFile = join(directory, 'service.env');
const litellmFile = join(directory, 'litellm.env');
/** Holds the id of the container that ran last, which is its host name. */
const containerFile = join(directory, 'container');

/** `node` in the service's image and `nobody` in LiteLLM's: each may read its own file and no other. */
const SERVICE_UID = 1000;
const LITELLM_UID = 65534;

/** The examples in .env.example, which are public. */
const isExample = (value) => /^(sk-)?change-me/.test(value);

const stored = existsSync(serviceFile) ? parseEnv(readFileSync(serviceFile, 'utf8')) : {};

function resolve(what, given, kept, make) {
  if (given && !isExample(given)) {
    if (!/^[\x20-\x26\x28-\x7e]+$/.test(given)) {
      console.error(`keys: ${what} in .env holds a quote or a character that is not printable ASCII`);
      process.exit(1);
    }
    console.log(`keys: ${what} is the one from .env`);
    return given;
  }
  if (kept) {
    console.log(`keys: ${what} is the one stored earlier`);
    return kept;
  }
  console.log(
    `keys: ${what} was made; read it with: docker compose exec llm-proxy cat /run/keys/service.env`,
  );
  return make();
}

/** Replaced in one step, so that a container that starts meanwhile never reads half a file. */
function write(file, uid, values) {
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'\n`);
  const draft = `${file}.new`;
  writeFileSync(draft, lines.join(''), { mode: 0o400, flush: true });
  chmodSync(draft, 0o400);
  if (process.getuid?.() === 0) chownSync(draft, uid, uid);
  renameSync(draft, file);
}

function sayWhetherRestarted() {
  const container = hostname();
  const last = existsSync(containerFile) ? readFileSync(containerFile, 'utf8') : '';
  if (last === container) {
    console.log(
      'keys: this container is an old one and has the .env of the time when it was made. ' +
        'A restart takes no change of .env over: docker compose up -d does.',
    );
  } else writeFileSync(containerFile, container);
}

sayWhetherRestarted();
const internalKey = resolve(
  'LLM_PROXY__INTERNAL_API_KEY',
  process.env.LLM_PROXY__INTERNAL_API_KEY,
  stored.LLM_PROXY__INTERNAL_API_KEY,
  () => randomBytes(32).toString('base64url'),
);
const encryptionKey = resolve(
  'LLM_PROXY__ENCRYPTION_KEY',
  process.env.LLM_PROXY__ENCRYPTION_KEY,
  stored.LLM_PROXY__ENCRYPTION_KEY,
  () => randomBytes(32).toString('base64'),
);
const masterKey = resolve(
  'LITELLM_MASTER_KEY',
  process.env.LITELLM_MASTER_KEY || process.env.LLM_PROXY__LITELLM_API_KEY,
  stored.LLM_PROXY__LITELLM_API_KEY,
  () => `sk-${randomBytes(32).toString('base64url')}`,
);

write(litellmFile, LITELLM_UID, { LITELLM_MASTER_KEY: masterKey });
write(serviceFile, SERVICE_UID, {
  LLM_PROXY__INTERNAL_API_KEY: internalKey,
  LLM_PROXY__LITELLM_API_KEY: masterKey,
  LLM_PROXY__ENCRYPTION_KEY: encryptionKey,
});
