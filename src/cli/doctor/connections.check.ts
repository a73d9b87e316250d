import type { RegistryAdmin } from '../../registry/registry-admin';
import type { ConnectionRecord } from '../../registry/registry-records';
import { everyRecord } from '../every-record';
import { fail, ok, reasonOf, warn } from './finding';
import type { Finding } from './finding';

/** Tests every connection that is in use with one cheap authenticated call each. */
export async function* checkConnections({ connections }: RegistryAdmin): AsyncGenerator<Finding, void> {
  let count = 0;
  for await (const connection of everyRecord((page) => connections.list(page))) {
    count += 1;
    yield await checkConnection({ connections }, connection);
  }
  if (count === 0) {
    yield warn(
      'connections',
      'there are no connections',
      'add one with "llm-proxy connection add", unless LiteLLM or the mock answers',
    );
  }
}

async function checkConnection(
  { connections }: Pick<RegistryAdmin, 'connections'>,
  { name, enabled, id }: ConnectionRecord,
): Promise<Finding> {
  const part = `connection ${name}`;
  if (!enabled) return ok(part, 'disabled, so not tested');
  try {
    const { ok: passed, message } = await connections.test(id);
    if (passed) return ok(part, message);
    return fail(
      part,
      message,
      `see "llm-proxy connection show ${name}"; correct it with "connection update"`,
    );
  } catch (problem) {
    return fail(part, reasonOf(problem), `see "llm-proxy connection show ${name}"`);
  }
}
