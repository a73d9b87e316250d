import type { Settings } from '../../config/settings';
import { fail, ok, reasonOf } from './finding';
import type { Finding } from './finding';

const PART = 'limits';
const ANSWER_LIMIT_MS = 1_000;
/** Is among the replicas for a moment. */
const PROBE = 'doctor';

/** Whether the limits server takes the connection, the sign-in and the scripts. */
export async function checkValkey({ redisUrl }: Settings): Promise<Finding> {
  if (redisUrl === undefined) return ok(PART, 'in memory, each replica for itself');
  try {
    const { openValkey } = await import('../../admission/buckets/valkey/valkey-connection.js');
    const options = { answerLimitMs: ANSWER_LIMIT_MS, known: () => undefined };
    const connection = await openValkey(redisUrl, options);
    try {
      // The proof that the user may run the scripts, and write.
      await connection.heartbeat(PROBE);
      await connection.leave(PROBE);
    } finally {
      connection.close();
    }
    return ok(PART, 'in Valkey, all replicas together');
  } catch (problem) {
    return fail(
      PART,
      `the server in LLM_PROXY__REDIS_URL cannot be used (${reasonOf(problem)}); replicas count for themselves`,
      'start it, or correct the address, the user and the password',
    );
  }
}
