/** Where things are in a clone, as absolute paths. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {string[]} parts a path below the repository's root, in parts */
export const inRoot = (...parts) => path.join(ROOT, ...parts);

/** What `npm start` runs. */
export const MAIN = inRoot('dist', 'main.js');

/** Provider answers recorded for replay; they live beside the repository and may be absent. */
export const RECORDINGS = path.resolve(ROOT, '..', 'shared', 'recordings');

/**
 * How Node runs the service. V8 starts with a young generation of 1 MiB, and at thousands of calls a second copies what is
 * merely waiting for its answer; 16 MiB take a fifth off a stream's CPU, and no memory until they are used.
 */
export const NODE_FLAGS = ['--min-semi-space-size=16'];
