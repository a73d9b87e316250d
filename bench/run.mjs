// @ts-check
/**
 * The benchmark: what the service costs, as a multiple of what a bare proxy on the same Node costs.
 * README.md says what is measured and how.
 */
import { Bench } from './bench.mjs';
import { cpuMicros, machineMicros } from './cpu.mjs';
import { readOptions, USAGE } from './options.mjs';
import { profileService } from './profile.mjs';
import { circumstances, resultTable, writeResults } from './report.mjs';
import { chosenScenarios, SCENARIOS } from './scenarios.mjs';

/** Share of a core that other processes may take before the report says so. */
const DISTURBED_ABOVE = 0.1;

/**
 * @param {Bench} bench
 * @param {string[]} names
 */
async function measure(bench, names) {
  const rows = [];
  const notes = [];
  await bench.startTargets();
  for (const name of names) {
    const begun = performance.now();
    const foreign = machineMicros() - cpuMicros(process.pid);
    bench.emptyLog();
    const measured = await SCENARIOS[name](bench);
    const seconds = (performance.now() - begun) / 1000;
    const disturbance = (machineMicros() - cpuMicros(process.pid) - foreign) / 1e6 / seconds;
    if (disturbance > DISTURBED_ABOVE) {
      measured[0]?.notes.push(`other processes took ${(disturbance * 100).toFixed(0)} % of a core meanwhile`);
    }
    rows.push(...measured);
    notes.push(...measured.flatMap((line) => line.notes.map((note) => `${line.title}: ${note}`)));
    if (measured.length === 0) continue;
    console.log(`\n${name} (${seconds.toFixed(0)} s)\n${resultTable(measured)}`);
    for (const note of measured.flatMap((line) => line.notes)) console.log(`  ${note}`);
  }
  return { rows, notes };
}

/** @param {import('./options.mjs').Options} options */
async function run(options) {
  if (process.platform !== 'linux') throw new Error('the benchmark reads /proc, which only Linux has');
  const names = chosenScenarios(options);
  const bench = await Bench.start(options);
  let finished = false;
  try {
    const facts = circumstances(bench.cores);
    console.log(`${facts.join('\n')}\nUpstream on port ${bench.upstream.port}`);
    if (options.profile !== undefined) {
      await profileService(bench, options.profile);
    } else {
      const { rows, notes } = await measure(bench, names);
      console.log(`\n${resultTable(rows)}`);
      if (options.write) writeResults({ rows, notes, facts });
    }
    finished = true;
  } finally {
    await bench.stop({ keepLog: !finished });
  }
}

// Children end with this process (processes.mjs).
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(USAGE);
  else await run(options);
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  console.error(`${error instanceof Error ? error.message : String(error)}${cause}`);
  process.exitCode = 1;
}
