import { once } from 'node:events';
import { connect } from 'node:net';
import { HELLO } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { until, within } from './support/observation/until';
import { ValkeyServer, describeWithValkey } from './support/engines/valkey';

describeWithValkey('a caller who leaves while its limits are waited for', () => {
  let leaks: LeakCheck;
  let valkey: ValkeyServer;
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;

  beforeEach(async () => {
    leaks = new LeakCheck();
    [valkey, upstream] = await Promise.all([ValkeyServer.start(), FakeUpstream.start()]);
    gateway = await startGateway({ upstream, settings: { REDIS_URL: valkey.url, REDIS_TIMEOUT: 60 } });
  });
  afterEach(async () => {
    valkey.resume();
    await gateway.close();
    await Promise.all([valkey.close(), upstream.close()]);
    await leaks.released();
  });

  it.each([
    ['a whole answer', false],
    ['a stream', true],
  ])('is not answered, and no upstream is asked for %s', async (_what, stream) => {
    const body = JSON.stringify({ ...HELLO, stream });
    const requestId = `left-${String(stream)}`;
    const request = [
      'POST /v1/chat/completions HTTP/1.1',
      'host: gateway',
      `authorization: Bearer ${gateway.key}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
      '',
      body,
    ].join('\r\n');
    const caller = connect(gateway.port, '127.0.0.1');
    await within(once(caller, 'connect'), { what: 'the connection' });
    valkey.pause();
    caller.write(request);
    await until(() => [...gateway.connections].some(({ bytesRead }) => bytesRead === request.length), {
      what: 'the request to arrive',
    });
    caller.destroy();
    await until(() => gateway.connections.size === 0, { what: 'its end to be seen' });
    valkey.resume();
    const line = await gateway.log.until((line) => line['request_id'] === requestId);
    expect(line).toMatchObject({ status: 499, ended: 'caller_gone' });
    expect(upstream.chats).toHaveLength(0);
  });
});
