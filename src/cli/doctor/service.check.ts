import { isObject } from '../../json/json-object';
import { parsedObject } from '../../json/parsed-object';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { boundedText } from '../remote/admin-client';
import { checkClock } from './clock.check';
import { checkConnections } from './connections.check';
import { fail, ok, reasonOf, warn } from './finding';
import type { Finding } from './finding';

const ANSWER_LIMIT_MS = 5_000;

const DEGRADED = 'calls go on; docs/troubleshooting.md has what to do about each';

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
    const answer = await fetch(`${url}/health/ready`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const down = checksDown(await boundedText(answer));
    if (answer.status !== 200) {
      const advice = `docs/troubleshooting.md has what to do; ask again: curl ${url}/health/ready`;
      return fail('service', `not ready (${answer.status})${down}`, advice);
    }
    return down === '' ? ok('service', 'ready') : warn('service', `ready, but degraded${down}`, DEGRADED);
  } catch (problem) {
    return fail(
      'service',
      `cannot be reached at ${url} (${reasonOf(problem)})`,
      'start it, or correct --url',
    );
  }
}

/** What of the service's own checks is down, and why; empty where nothing is. */
function checksDown(body: string): string {
  const checks = parsedObject(body)?.['checks'];
  const down = Object.entries(isObject(checks) ? checks : {}).flatMap(([name, check]) => {
    if (!isObject(check) || check['status'] !== 'down') return [];
    return [`${name} (${typeof check['reason'] === 'string' ? check['reason'] : 'down'})`];
  });
  return down.length === 0 ? '' : `: ${down.join(', ')}`;
}
