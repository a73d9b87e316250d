/**
 * Called by Jest with the test files of this run before the first one starts: makes ready what they need beyond
 * node_modules, and only that, so that one unit test waits for neither a compiler nor LiteLLM. What it finds is told to the
 * tests by environment variables:
 *   LLM_PROXY_TEST_LITELLM       the file that says where the real LiteLLM is, once it is installed; unset: its tests are skipped
 *   TMPDIR                       a folder in memory, where the machine has room for one
 *   LLM_PROXY_TEST_RECORDINGS    the folder of recorded provider answers; unset: tests that replay them are skipped
 * With LLM_PROXY_TEST_REQUIRE_ALL=1 (continuous integration) a missing part is a failure.
 */
import { existsSync, readFileSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';
import { ensureCompiled } from './setup/compile.mjs';
import { memoryFolder } from './setup/memory-folder.mjs';
import { installLiteLlmMeanwhile } from './setup/litellm-for-tests.mjs';
import { RECORDINGS } from './setup/paths.mjs';

const REQUIRE_ALL = process.env.LLM_PROXY_TEST_REQUIRE_ALL === '1';
const END_TO_END = /\.e2e-spec\.ts$/;
/** It is being installed while the others run. */
const USES_LITELLM = /\/litellm-proxy'/;
const USES_RECORDINGS = /recording|replay/i;
/** The longest file of all presses every example of the documentation page. */
const OPENS_BROWSER = /\/browser'/;
/** Files that start processes take longest; one that came last would keep the run waiting alone. */
const STARTS_PROCESSES =
  /\/(?:direct-service|postgres|replica-pair|setup-tree|spawned-gateway|valkey)'|child_process'/;

/** Of this run, or of all runs with --watch. */
let folder;

export default class PreparingSequencer extends Sequencer {
  /** @param {{ path: string }[]} tests the files of this run */
  async sort(tests) {
    folder ??= memoryFolder();
    if (folder !== undefined) process.env.TMPDIR = folder;
    const texts = tests.map(({ path }) => readFileSync(path, 'utf8'));
    if (tests.some(({ path }) => END_TO_END.test(path))) await ensureCompiled();
    if (texts.some((text) => USES_LITELLM.test(text)))
      process.env.LLM_PROXY_TEST_LITELLM = installLiteLlmMeanwhile();
    if (texts.some((text) => USES_RECORDINGS.test(text)))
      process.env.LLM_PROXY_TEST_RECORDINGS = findRecordings();
    const rank = new Map(tests.map((test, at) => [test, rankOf(texts[at])]));
    const sorted = super.sort(tests);
    // Jest orders by how long files took the last time, and where it has no last time by their size.
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    return sorted.sort((one, other) => rank.get(one) - rank.get(other));
  }
}

/** @returns {number} the lower, the earlier a file with this text has to begin */
function rankOf(text) {
  if (OPENS_BROWSER.test(text)) return 0;
  if (USES_LITELLM.test(text)) return 2;
  return STARTS_PROCESSES.test(text) ? 1 : 3;
}

/** @returns {string} where they are; empty, with one line printed, where they are missing */
function findRecordings() {
  if (existsSync(RECORDINGS)) return RECORDINGS;
  const missing = 'the folder ../shared/recordings is missing.';
  if (REQUIRE_ALL) throw new Error(missing);
  console.error(`Skipping the tests that replay recorded answers: ${missing}`);
  return '';
}
