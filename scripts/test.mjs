/**
 * `npm test [-- jest arguments]`: every test, on Node 24. What the tests need beyond node_modules is made ready
 * here and told to them by environment variables:
 *   LLM_PROXY_TEST_LITELLM_BIN   the `litellm` command of litellm/.venv; unset: tests of the real LiteLLM are skipped
 *   LLM_PROXY_TEST_RECORDINGS    the folder of recorded provider answers; unset: tests that replay them are skipped
 * With LLM_PROXY_TEST_REQUIRE_ALL=1 (continuous integration) a missing part is a failure.
 */
import { existsSync } from 'node:fs';
import { ensureCompiled } from './setup/compile.mjs';
import { runInForeground } from './setup/foreground.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { ensureLiteLlm } from './setup/litellm-venv.mjs';
import { nodeBinary } from './setup/node-binary.mjs';
import { RECORDINGS, inRoot } from './setup/paths.mjs';
import { SetupError, main } from './setup/setup-error.mjs';

await main(() => {
  ensureInstalled();
  ensureCompiled();
  const env = {
    ...process.env,
    LLM_PROXY_TEST_LITELLM_BIN: orSkip('tests of the real LiteLLM proxy', ensureLiteLlm),
    LLM_PROXY_TEST_RECORDINGS: orSkip('tests that replay recorded answers', findRecordings),
  };
  const jest = [inRoot('node_modules', 'jest', 'bin', 'jest.js'), '--reporters=default'];
  const counts = `--reporters=${inRoot('scripts', 'jest-count-reporter.mjs')}`;
  runInForeground(
    nodeBinary(),
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      ...jest,
      counts,
      ...process.argv.slice(2),
    ],
    { env },
  );
});

/** @returns {string | undefined} what `prepare` returned; undefined, with one line printed, when it could not */
function orSkip(what, prepare) {
  try {
    return prepare();
  } catch (error) {
    if (!(error instanceof SetupError) || process.env.LLM_PROXY_TEST_REQUIRE_ALL === '1') throw error;
    console.error(`Skipping ${what}: ${error.message}`);
    return undefined;
  }
}

function findRecordings() {
  if (existsSync(RECORDINGS)) return RECORDINGS;
  throw new SetupError('the folder ../shared/recordings is missing.');
}
