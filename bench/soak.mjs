// @ts-check
/**
 * `npm run bench soak [-- --minutes N]`: good and bad calls against the built service for half an hour, and what they leave
 * behind: heap in use after a forced collection, and resident memory. Exit code 1 where the heap grows or resident memory is
 * not level.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pause } from './clock.mjs';
import { CACHE, listeningPort, start, stop } from './processes.mjs';
import { KEY } from './requests.mjs';
import { startService } from './service.mjs';
import { verdict } from './soak-verdict.mjs';

const USAGE = `npm run bench soak [-- --minutes N]

  --minutes N   how long, from 1 to 600 (default 30); the first third is the warm-up, ten minutes at most`;
const MIB = 1024 * 1024;
const SAMPLES = 60;
const LEAST_PAUSE_MS = 4_000;
const WARM_UP_SHARE = 1 / 3;
const LONGEST_WARM_UP_S = 600;
const MEMORY_FILE = join(CACHE, `soak-${process.pid}.jsonl`);
/** A message or a sample that does not come in this time does not come. */
const ANSWER_LIMIT_MS = 60_000;

/** @typedef {import('./soak-verdict.mjs').Sample} Sample */

/** @returns {number | undefined} minutes; undefined where help was asked for */
function minutes() {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '30' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return undefined;
  const given = Number(values.minutes);
  if (!(given >= 1 && given <= 600)) throw new Error('--minutes: expected a number from 1 to 600');
  return given;
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {string} what
 * @returns {Promise<T>}
 */
async function inTime(promise, what) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    const limit = () => reject(new Error(`${what} did not come within ${ANSWER_LIMIT_MS / 1000} s`));
    timer = setTimeout(limit, ANSWER_LIMIT_MS);
  });
  try {
    return await Promise.race([promise, /** @type {Promise<never>} */ (late)]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Lets all calls end, then has the service collect its garbage and say what is left.
 * @param {import('node:child_process').ChildProcess} load
 * @param {number} pid
 * @param {number} lines that the memory file has
 */
async function measured(load, pid, lines) {
  const told = new Promise((resolve) => load.once('message', resolve));
  load.send('pause');
  const { counts } = /** @type {{ counts: Record<string, number> }} */ (
    await inTime(told, 'the end of the calls')
  );
  // Connections that were left are closed and their calls ended.
  await pause(500);
  process.kill(pid, 'SIGUSR2');
  const read = async () => {
    for (;;) {
      const all = fileLines();
      if (all.length > lines) return all[lines];
      await pause(20);
    }
  };
  const { rss, heapUsed } = JSON.parse(await inTime(read(), 'the memory of the service'));
  load.send('go');
  return { counts, rss, heapUsed };
}

function fileLines() {
  try {
    return readFileSync(MEMORY_FILE, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

/** @param {Record<string, number>} counts */
const total = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** @param {number} forMinutes */
async function soak(forMinutes) {
  const upstream = start([process.execPath, join(import.meta.dirname, 'soak-upstream.mjs')], {});
  const service = await startService({
    upstreamPort: await listeningPort(upstream),
    nodeOptions: ['--expose-gc', '--require', join(import.meta.dirname, 'soak-probe.cjs')],
    env: {
      SOAK_MEMORY_FILE: MEMORY_FILE,
      LLM_PROXY__LOG_LEVEL: 'error',
      LLM_PROXY__RETRIES: '1',
      LLM_PROXY__WRITE_STALL_TIMEOUT: '2',
    },
  });
  const load = start(
    [process.execPath, join(import.meta.dirname, 'soak-load.mjs'), String(service.port), KEY],
    {
      ipc: true,
      log: 'soak-load.log',
    },
  );
  try {
    const seconds = forMinutes * 60;
    const warmUpS = Math.min(seconds * WARM_UP_SHARE, LONGEST_WARM_UP_S);
    const every = Math.max(LEAST_PAUSE_MS, (seconds * 1000) / SAMPLES);
    const begun = performance.now();
    const elapsedS = () => (performance.now() - begun) / 1000;
    /** @type {Sample[]} */
    const samples = [];
    /** @type {Record<string, number>} */
    let counts = {};
    console.log('   time      calls   heap in use   resident (MiB)');
    while (elapsedS() < seconds) {
      await pause(every);
      const { rss, heapUsed, ...seen } = await measured(load, service.pid, samples.length);
      counts = seen.counts;
      const sample = { atS: elapsedS(), calls: total(counts), rss, heapUsed };
      samples.push(sample);
      const warm = sample.atS > warmUpS ? '' : '   warm-up';
      console.log(
        `${sample.atS.toFixed(0).padStart(5)} s ${String(sample.calls).padStart(10)} ${(heapUsed / MIB).toFixed(2).padStart(13)} ${(rss / MIB).toFixed(1).padStart(10)}${warm}`,
      );
    }
    console.log(
      `\nCalls: ${Object.entries(counts)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(', ')}`,
    );
    const { passed, lines } = verdict(samples.filter(({ atS }) => atS > warmUpS));
    console.log(lines.join('\n'));
    if (warmUpS < LONGEST_WARM_UP_S)
      console.log('A run this short is still warming up: the slope says little.');
    if (!passed) process.exitCode = 1;
  } finally {
    await stop(load);
    await service.stop();
    await stop(upstream);
    rmSync(MEMORY_FILE, { force: true });
  }
}

// Children end with this process (processes.mjs).
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

try {
  const given = minutes();
  if (given === undefined) console.log(USAGE);
  else await soak(given);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
