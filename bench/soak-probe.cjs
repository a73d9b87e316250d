// @ts-check
/**
 * Preloaded into the service under a soak (`--expose-gc --require`): on SIGUSR2 it collects all garbage and appends one line
 * of JSON, heap in use and resident memory in bytes, to the file that `SOAK_MEMORY_FILE` names.
 */
const { appendFileSync } = require('node:fs');

const file = process.env.SOAK_MEMORY_FILE ?? '';

process.on('SIGUSR2', () => {
  const { rss } = process.memoryUsage();
  // The first collection runs finalizers, whose garbage the second one takes.
  globalThis.gc?.();
  setImmediate(() => {
    globalThis.gc?.();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    appendFileSync(file, `${JSON.stringify({ rss, heapUsed, external, arrayBuffers })}\n`);
  });
});
