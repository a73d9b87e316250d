/**
 * Ends a Jest run with one line on stdout that people and programs can read alike:
 * `123 passed, 0 failed`, and `, 2 skipped` where there are some. A suite that could not run counts as a failure.
 */
import { writeSync } from 'node:fs';

export default class JestCountReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    // Jest's own summary is printed by a reporter that comes after this one.
    process.once('exit', () => writeSync(1, `${line}\n`));
  }
}
