import { GatewayError } from '../../errors/gateway-error';
import { upstreamFailed } from '../../upstream/upstream-failure';

/**
 * Runs what maps and writes a request. JSON is parsed to any depth, but read and written with a stack frame a level.
 * @throws GatewayError INVALID_REQUEST for a request that is nested deeper than there is stack
 */
export function mapRequest<T>(map: () => T): T {
  return within(
    map,
    (cause) => new GatewayError('INVALID_REQUEST', 'The request is nested too deeply.', { cause }),
  );
}

/**
 * Runs what reads an answer, or a piece of one, and writes it in OpenAI's form.
 * @throws GatewayError PROVIDER_ERROR for an answer that is nested deeper than there is stack
 */
export function mapAnswer<T>(read: () => T): T {
  return within(read, tooDeepAnswer);
}

/** What went wrong while an answer was read: PROVIDER_ERROR where it was nested deeper than there is stack, else as it was thrown. */
export function answerFailure(thrown: unknown): unknown {
  return thrown instanceof RangeError ? tooDeepAnswer(thrown) : thrown;
}

function tooDeepAnswer(cause: RangeError): GatewayError {
  return upstreamFailed('malformed', 'The upstream sent an answer that is nested too deeply.', cause);
}

function within<T>(run: () => T, tooDeep: (cause: RangeError) => GatewayError): T {
  try {
    return run();
  } catch (thrown) {
    throw thrown instanceof RangeError ? tooDeep(thrown) : thrown;
  }
}
