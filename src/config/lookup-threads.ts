/**
 * The system is asked for a name in a thread, and Node lets lookups have half of its pool, which is four threads: two names whose
 * server does not answer (ten seconds and more) kept every other name from being looked up. A thread that sleeps costs next to
 * nothing. https://nodejs.org/api/cli.html#uv_threadpool_sizesize
 */
const THREADS = '16';

/** Gives lookups enough threads; before the first one is used. What the operator has set counts. */
export function makeRoomForLookups(environment: NodeJS.ProcessEnv = process.env): void {
  environment['UV_THREADPOOL_SIZE'] ??= THREADS;
}
