import { isObject } from '../../json/json-object';
import { parsedObject } from '../../json/parsed-object';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { AdminKeyRefused, boundedText, whyUnreachable } from '../remote/admin-client';
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
  const { isService, finding } = await checkReady(url);
  report(finding);
  if (!isService) return;
  try {
    await registry.audit({ limit: 1 });
    report(ok('admin key', 'accepted'));
  } catch (problem) {
    const refused = problem instanceof AdminKeyRefused;
    const advice = refused ? 'use the LLM_PROXY__ADMIN_KEY that the service was started with' : '';
    report(fail(refused ? 'admin key' : 'admin API', reasonOf(problem), advice));
    return;
  }
  for await (const finding of checkConnections(registry)) report(finding);
  report(await checkClock([url]));
}

async function checkReady(url: string): Promise<{ isService: boolean; finding: Finding }> {
  let status: number;
  let checks: unknown;
  try {
    const answer = await fetch(`${url}/health/ready`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    status = answer.status;
    checks = parsedObject(await boundedText(answer))?.['checks'];
  } catch (problem) {
    const what = `cannot be reached at ${url} (${whyUnreachable(problem, ANSWER_LIMIT_MS)})`;
    return { isService: false, finding: fail('service', what, 'start it, or correct --url') };
  }
  if (!isObject(checks)) {
    const what = `does not answer at ${url}: what answers there says ${status} to /health/ready`;
    return { isService: false, finding: fail('service', what, 'start it, or correct --url') };
  }
  const down = checksDown(checks);
  if (status !== 200) {
    const advice = `docs/troubleshooting.md has what to do; ask again: curl ${url}/health/ready`;
    return { isService: true, finding: fail('service', `not ready (${status})${down}`, advice) };
  }
  const finding =
    down === '' ? ok('service', 'ready') : warn('service', `ready, but degraded${down}`, DEGRADED);
  return { isService: true, finding };
}

/** What of the service's own checks is down, and why; empty where nothing is. */
function checksDown(checks: object): string {
  const down = Object.entries(checks).flatMap(([name, check]) => {
    if (!isObject(check) || check['status'] !== 'down') return [];
    return [`${name} (${typeof check['reason'] === 'string' ? check['reason'] : 'down'})`];
  });
  return down.length === 0 ? '' : `: ${down.join(', ')}`;
}
