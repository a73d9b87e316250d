// @ts-check
import { closedScenario } from './scenarios-closed.mjs';
import { firstTokenScenario } from './scenarios-first-token.mjs';
import { memoryScenario } from './scenarios-memory.mjs';
import { dialectsScenario } from './scenarios-dialects.mjs';
import { doorsScenario } from './scenarios-doors.mjs';
import { registryScenario, virtualKeyScenario } from './scenarios-registry.mjs';
import { idempotencyScenario, routingScenario } from './scenarios-routing.mjs';
import { pacedScenario, specificationScenario } from './scenarios-streams.mjs';
import { tracingScenario } from './scenarios-tracing.mjs';
import { valkeyScenario } from './scenarios-valkey.mjs';

/** @typedef {(bench: import('./bench.mjs').Bench) => Promise<import('./rows.mjs').Row[]>} Scenario */

/** Every scenario by its name on the command line. Budgets are DESIGN §10's, and those that came with a feature. @type {Record<string, Scenario>} */
export const SCENARIOS = {
  whole: closedScenario({
    title: 'whole answer of 800 bytes',
    request: 'whole',
    concurrency: 32,
    budget: 2.0,
    everyone: true,
  }),
  megabyte: closedScenario({ title: 'request of 1 MB', request: 'megabyte', concurrency: 4, budget: 1.5 }),
  'megabyte-unicode': closedScenario({
    title: 'request of 1 MB, not only ASCII',
    request: 'megabyte-unicode',
    concurrency: 4,
  }),
  burst: closedScenario({
    title: 'burst stream of 100 chunks',
    request: 'burst',
    concurrency: 16,
    budget: 1.3,
    everyone: true,
  }),
  paced: pacedScenario({ streams: 300, budget: 1.15 }),
  'paced-1000': pacedScenario({ streams: 1000, request: 'calm', maxRounds: 3, budget: 1.15 }),
  // More than one core of Node can pass on event by event: the floor's reads merge, and so its ratio says
  // little. What counts here is whether everything arrives, and how late.
  'paced-1000-full': pacedScenario({ streams: 1000, maxRounds: 3 }),
  'first-token': firstTokenScenario,
  memory: memoryScenario,
  specification: specificationScenario,
  dialects: dialectsScenario,
  doors: doorsScenario,
  'virtual-key': virtualKeyScenario,
  registry: registryScenario,
  valkey: valkeyScenario,
  tracing: tracingScenario,
  routing: routingScenario,
  idempotency: idempotencyScenario,
};

const ON_DEMAND = ['megabyte-unicode', 'paced-1000-full'];
/** What a second floor in the service's place knows nothing of. */
const SERVICE_ONLY = [
  'dialects',
  'doors',
  'virtual-key',
  'registry',
  'valkey',
  'tracing',
  'routing',
  'idempotency',
];
const QUICK = ['whole', 'megabyte', 'burst', 'paced'];

/**
 * @param {import('./options.mjs').Options} options
 * @returns {string[]} names of scenarios, in the order in which they run
 * @throws {Error} on an unknown name
 */
export function chosenScenarios({ only, quick, selfCheck }) {
  const known = Object.keys(SCENARIOS).filter((name) => !selfCheck || !SERVICE_ONLY.includes(name));
  for (const name of only ?? []) {
    if (!known.includes(name)) throw new Error(`--only ${name}: expected some of ${known.join(', ')}`);
  }
  return only ?? (quick ? QUICK : known.filter((name) => !ON_DEMAND.includes(name)));
}
