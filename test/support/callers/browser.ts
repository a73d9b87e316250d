import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { onPath } from '../network/on-path';

/** A Chromium's names on the PATH, as Linux distributions and CI images have them. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Its collector shares the cores with the tests: fewer collections, and by one thread, take a sixth less of them. */
const JS_FLAGS = '--single-threaded-gc --min-semi-space-size=64 --initial-heap-size=1024';

/** The browser of this machine, or that of LLM_PROXY_TEST_CHROMIUM; undefined where it is missing. */
export function findBrowser(): string | undefined {
  const given = process.env['LLM_PROXY_TEST_CHROMIUM'];
  return given ?? onPath(NAMES);
}

/** Starts it without a window. @throws Error where it is missing */
export function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('There is no Chromium on this machine.');
  // Its own sandbox cannot start as root, nor in a container without user namespaces.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', `--js-flags=${JS_FLAGS}`];
  return chromium.launch({ executablePath, args });
}
