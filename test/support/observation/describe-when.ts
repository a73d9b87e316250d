/** Tests that need something which a machine may lack. */

/** Like Jest's `describe`. */
export type Describe = (name: string, tests: () => void) => void;

/**
 * Makes a `describe` for tests with a requirement. Where it is not met they are skipped, with one line a test file;
 * with LLM_PROXY_TEST_REQUIRE_ALL=1 they fail, but for those that are `optional`: they run by request alone.
 * @param isMet asked when the tests are declared
 * @param requirement what is needed, to follow "needs"
 */
export function describeWhen(isMet: () => boolean, requirement: string, { optional = false } = {}): Describe {
  let announcedIn: string | undefined;
  return (name, tests) => {
    if (isMet()) {
      describe(name, tests);
      return;
    }
    if (!optional && process.env['LLM_PROXY_TEST_REQUIRE_ALL'] === '1') {
      describe(name, () => {
        it(`needs ${requirement}`, () => {
          throw new Error(`LLM_PROXY_TEST_REQUIRE_ALL=1, and ${requirement} cannot be found`);
        });
      });
      return;
    }
    // Files of one worker share this module.
    const { testPath } = expect.getState();
    if (announcedIn !== testPath) process.stderr.write(`Skipping "${name}": it needs ${requirement}.\n`);
    announcedIn = testPath;
    describe.skip(name, tests);
  };
}
