import type { CallOptions } from '../callers/chat-request';
import { FakeUpstream } from '../upstream/fake-upstream';
import { startGateway } from './gateway';
import type { InProcessGateway } from './gateway';
import type { GatewayOptions } from './gateway-environment';
import { LeakCheck } from '../observation/leak-check';
import type { LogLine } from '../observation/log-lines';

/** A service in litellm mode and the fake upstream that it is in front of. */
export interface ServiceUnderTest {
  readonly upstream: FakeUpstream;
  readonly gateway: InProcessGateway;
  /** The log line of the call with this `x-request-id`. */
  callLine(requestId: string): Promise<LogLine>;
}

/**
 * Starts an upstream and a service in front of it, once for all tests of the enclosing `describe`. The upstream forgets
 * its scripts after each test; at the end nothing may be left open. Rates are not limited unless asked for.
 */
export function serviceUnderTest(settings: GatewayOptions['settings'] = {}): ServiceUnderTest {
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  let leaks: LeakCheck;
  beforeAll(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    gateway = await startGateway({ upstream, settings: { KEY_RPS: 0, ADDRESS_RPS: 0, ...settings } });
  });
  afterEach(() => {
    upstream.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
    await leaks.released();
  });
  return {
    get upstream() {
      return upstream;
    },
    get gateway() {
      return gateway;
    },
    callLine: (requestId) =>
      gateway.log.until((line) => line['msg'] === 'call' && line['request_id'] === requestId, {
        what: `the log line of ${requestId}`,
      }),
  };
}

let calls = 0;

/** A request id of its own for one call, to find its log line by. */
export function withRequestId(): {
  readonly id: string;
  readonly headers: NonNullable<CallOptions['headers']>;
} {
  calls += 1;
  const id = `call-${calls}`;
  return { id, headers: { 'x-request-id': id } };
}
