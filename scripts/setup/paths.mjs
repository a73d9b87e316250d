/** Where things are in a clone, as absolute paths. */
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {string[]} parts a path below the repository's root, in parts */
export const inRoot = (...parts) => path.join(ROOT, ...parts);

/** The service as tsc makes it, a file a module: what the bundle is made of, and what `nest start` runs. */
export const UNBUNDLED_MAIN = inRoot('dist', 'main.js');

/** The service in one file a thread (bundle.mjs). */
export const BUNDLE = inRoot('dist', 'bundle');

/** What `npm start` runs. */
export const MAIN = inRoot('dist', 'bundle', 'main.js');

/** What the setup keeps for itself: locks, failures it remembers, an npm cache where the usual one cannot be written. */
export const STATE = inRoot('.setup');

/** Provider answers recorded for replay; they live beside the repository and may be absent. */
export const RECORDINGS = path.resolve(ROOT, '..', 'shared', 'recordings');

/**
 * How Node runs the service. V8 starts with a young generation of 1 MiB, and at thousands of calls a second copies what is
 * merely waiting for its answer; 16 MiB take a fifth off a stream's CPU, and no memory until they are used; more than
 * that is faster for nobody. What lives long while the service starts it would later allocate as old from the same places
 * in libraries; such an object keeps its whole call alive until the next full collection, which was a quarter of a
 * stream's CPU and pauses of 20 ms. It would collect fully after each 64 MiB of buffers, which is 32 requests of a
 * megabyte; counted with the heap, and with a first collection at 256 MiB of both together, it does so a fifth as often,
 * and memory that is not used is not taken.
 */
export const NODE_FLAGS = [
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--no-allocation-site-pretenuring',
  '--external-memory-accounted-in-global-limit',
  '--initial-heap-size=256',
];

/**
 * What the environment of the service says to the allocator of the C library: threads that allocate at the same time get an
 * arena each, up to eight for each core, and what one has freed serves no other. Node has a dozen threads that hardly
 * allocate, and what the main thread allocates others often free. One arena takes 5 MiB off an idle service, more off a
 * busy one, and costs no CPU.
 */
export const ALLOCATOR = { MALLOC_ARENA_MAX: '1' };

/** The share of the memory that JavaScript's heap may take; the rest is for bodies, which lie outside of it. */
const HEAP_SHARE = 0.5;
const MIB = 1024 * 1024;
const LEAST_HEAP_MIB = 128;
const MOST_HEAP_MIB = 4096;

/**
 * The limit of the heap that fits the memory of the container (cgroup v2 or v1), or of the machine. The image says the
 * same by `--max-old-space-size-percentage`, which Node 22 does not have in all its releases.
 * @param {number} [memoryBytes]
 */
export function heapFlag(memoryBytes = memoryLimitBytes()) {
  const fitting = Math.floor((memoryBytes * HEAP_SHARE) / MIB);
  return `--max-old-space-size=${Math.min(MOST_HEAP_MIB, Math.max(LEAST_HEAP_MIB, fitting))}`;
}

function memoryLimitBytes() {
  const container = process.constrainedMemory?.() ?? 0;
  return container > 0 ? Math.min(container, os.totalmem()) : os.totalmem();
}
