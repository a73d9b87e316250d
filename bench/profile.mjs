// @ts-check
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UNBUNDLED_MAIN } from '../scripts/setup/paths.mjs';
import { CACHE } from './processes.mjs';
import { makeRegistry } from './registry-folder.mjs';
import { withMappedProviders } from './scenarios-dialects.mjs';

const PROFILES = join(CACHE, 'profile');
const LISTED = 25;
const MEASURED_MS = 6000;

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {{ request: import('./requests.mjs').RequestName, concurrency: number, virtualKeys?: number }} ClosedLoad */

/** @type {Record<string, ClosedLoad>} */
const CLOSED = {
  whole: { request: 'whole', concurrency: 32 },
  megabyte: { request: 'megabyte', concurrency: 4 },
  burst: { request: 'burst', concurrency: 16 },
  'virtual-key': { request: 'whole-by-alias', concurrency: 32, virtualKeys: 10 },
  anthropic: { request: 'burst-from-anthropic', concurrency: 16 },
  google: { request: 'burst-from-google', concurrency: 16 },
};

/**
 * What the service needs for a kind of load, besides its usual settings.
 * @type {Record<string, (bench: Bench) => Parameters<Bench['startService']>[0]>}
 */
const NEEDS = {
  'virtual-key': ({ upstream }) => ({
    dataFolder: makeRegistry({ upstreamPort: upstream.port, keys: 10, aliases: 10 }),
  }),
  anthropic: withMappedProviders,
  google: withMappedProviders,
};

/**
 * Profiles the service under one kind of load, and prints where the time went.
 * @param {Bench} bench
 * @param {string} name of the scenario
 * @throws {Error} on a scenario that cannot be profiled
 */
export async function profileService(bench, name) {
  if (!(name in CLOSED) && name !== 'paced')
    throw new Error(`--profile: expected one of paced, ${Object.keys(CLOSED).join(', ')}`);
  rmSync(PROFILES, { recursive: true, force: true });
  const nodeOptions = ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`];
  // By its modules: a profile of the bundle names no files of ours.
  const service = await bench.startService({ ...NEEDS[name]?.(bench), nodeOptions, main: UNBUNDLED_MAIN });
  try {
    if (name === 'paced') {
      const job = { request: /** @type {const} */ ('paced'), streams: 300, rampMs: 500, settleMs: 2500 };
      await bench.load.streams({ kind: 'streams', target: service, windowMs: MEASURED_MS, ...job });
    } else {
      const job = { ...CLOSED[name], warmUpMs: 4000, windowMs: MEASURED_MS };
      const result = await bench.load.closed({ kind: 'closed', target: service, ...job });
      console.log(`${result.microsPerRequest.toFixed(1)} µs a request, with the profiler's own cost`);
    }
  } finally {
    await service.stop();
  }
  const [file] = readdirSync(PROFILES).filter((entry) => entry.endsWith('.cpuprofile'));
  if (!file) throw new Error(`no profile in ${PROFILES}: the service must end by itself on SIGTERM`);
  for (const line of hottest(join(PROFILES, file))) console.log(line);
  console.log(
    `the whole profile, for a browser's or an editor's viewer: ${relative('.', join(PROFILES, file))}`,
  );
}

/**
 * @typedef {{ functionName: string, url: string, lineNumber: number }} CallFrame
 * @typedef {{ nodes: { id: number, callFrame: CallFrame }[], samples: number[], timeDeltas: number[] }} Profile
 */

/**
 * @param {string} path of a profile in V8's format (the DevTools protocol's Profiler.Profile)
 * @returns {string[]} the functions with the most time of their own, in the measured last part of the run
 */
function hottest(path) {
  const profile = /** @type {Profile} */ (JSON.parse(readFileSync(path, 'utf8')));
  const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  /** @type {Map<string, number>} */
  const self = new Map();
  let total = 0;
  let left = MEASURED_MS * 1000;
  for (let index = profile.samples.length - 1; index >= 0 && left > 0; index--) {
    const micros = profile.timeDeltas[index];
    left -= micros;
    const frame = frames.get(profile.samples[index]);
    if (!frame || frame.functionName === '(idle)') continue;
    const place = frame.url
      ? ` ${frame.url.replace(/^.*\/(?=node_modules|dist)/, '')}:${frame.lineNumber + 1}`
      : '';
    const key = `${frame.functionName || '(anonymous)'}${place}`;
    self.set(key, (self.get(key) ?? 0) + micros);
    total += micros;
  }
  return [...self]
    .sort((a, b) => b[1] - a[1])
    .slice(0, LISTED)
    .map(([key, micros]) => `${((micros / total) * 100).toFixed(1).padStart(6)} %  ${key}`);
}
