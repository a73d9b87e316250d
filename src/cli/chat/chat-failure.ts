import { isObject } from '../../json/json-object';

/** The service did not answer as it should; the message says what to do. */
class ChatFailure extends Error {
  override readonly name = 'ChatFailure';
}

/** What went wrong with a call, in words of use at a terminal. What is not one of the SDK's errors stays what it is. */
export function chatFailure(problem: unknown, url: string): unknown {
  if (!(problem instanceof Error)) return problem;
  const { status, error } = fieldsOf(problem);
  if (typeof status !== 'number') {
    const refused = rootOf(problem);
    if (problem.constructor.name === 'APIConnectionError') {
      return new ChatFailure(
        `No service answers at ${url} (${refused}): start it with "npm start", or name another with --url.`,
        { cause: problem },
      );
    }
    return new ChatFailure(`The answer broke off: ${problem.message}`, { cause: problem });
  }
  const said = isObject(error) && typeof error['message'] === 'string' ? error['message'] : problem.message;
  const advice = status === 401 ? ' Give a key with --key or LLM_PROXY_KEY.' : '';
  return new ChatFailure(`${said} (${status})${advice}`, { cause: problem });
}

function fieldsOf(problem: Error): Readonly<Record<string, unknown>> {
  return { status: Reflect.get(problem, 'status'), error: Reflect.get(problem, 'error') };
}

/** The code of what failed first: `ECONNREFUSED`. */
function rootOf(problem: Error): string {
  let cause: unknown = problem;
  for (let depth = 0; depth < 5 && cause instanceof Error; depth += 1) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
    cause = cause.cause;
  }
  return problem.message.replace(/\.$/, '');
}
