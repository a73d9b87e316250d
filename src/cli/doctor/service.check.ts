import type { RegistryAdmin } from '../../registry/registry-admin';
import { checkClock } from './clock.check';
import { checkConnections } from './connections.check';
import { fail, ok, reasonOf } from './finding';
import type { Finding } from './finding';
import { withoutTrailing } from '../../config/without-trailing';

const ANSWER_LIMIT_MS = 5_000;

/** Looks at a running service from outside: whether it is ready, what its connections say, and the clock. */
export async function checkService(
  registry: RegistryAdmin,
  url: string,
  report: (finding: Finding) => void,
): Promise<void> {
  report(await checkReady(url));
  try {
    await registry.audit({ limit: 1 });
    report(ok('admin key', 'accepted'));
  } catch (problem) {
    report(
      fail('admin key', reasonOf(problem), 'use the LLM_PROXY__ADMIN_KEY that the service was started with'),
    );
    return;
  }
  for await (const finding of checkConnections(registry)) report(finding);
  report(await checkClock([url]));
}

async function checkReady(url: string): Promise<Finding> {
  try {
    const answer = await fetch(`${withoutTrailing(url, '/')}/health/ready`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    await answer.body?.cancel();
    if (answer.status === 200) return ok('service', 'ready');
    return fail(
      'service',
      `not ready (${answer.status})`,
      `its /health/ready says why: curl ${url}/health/ready`,
    );
  } catch (problem) {
    return fail(
      'service',
      `cannot be reached at ${url} (${reasonOf(problem)})`,
      'start it, or correct --url',
    );
  }
}
