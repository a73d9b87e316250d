/** Why an upstream failed is in the log and in a connection's test, in its own words, and reaches no caller. */
import { html, providerError } from './support/upstream/answer-scripts';
import { HELLO, postChat } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import { addConnection, registryOf } from './support/service/registry-setup';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';

describe('what an upstream says of its failure', () => {
  const service = serviceUnderTest({ RETRIES: 0 });

  it.each([
    [500, 'The engine ran out of memory.', 'The engine ran out of memory.'],
    [401, 'Incorrect API key provided: sk-abc123def456.', 'Incorrect API key provided: [redacted]'],
    [429, 'Too many requests in this minute.', 'Too many requests in this minute.'],
    [500, `Failed on '${HELLO.messages[0].content}'`, 'Failed on [of the request]'],
  ])('of %i is in the log, not in the answer: %s', async (status, message, logged) => {
    service.upstream.next(providerError(status, { message }));
    const { id, headers } = withRequestId();
    const answer = await postChat(service.gateway, HELLO, { headers });
    expect(answer.text).not.toContain(logged.slice(0, 12));
    expect(await service.callLine(id)).toMatchObject({ upstream_message: logged });
  });

  it('is read out of a web page', async () => {
    service.upstream.next(html(502));
    const { id, headers } = withRequestId();
    await postChat(service.gateway, HELLO, { headers });
    expect(await service.callLine(id)).toMatchObject({
      status: 502,
      upstream_message: expect.any(String) as string,
    });
  });

  it('is the code of the system where nothing answers', async () => {
    const gateway = await startGateway();
    const endpoints = { ECONNREFUSED: 'http://127.0.0.1:9', ENOTFOUND: 'https://nowhere.invalid' };
    for (const [code, endpoint] of Object.entries(endpoints)) {
      await addConnection(gateway, { name: code, provider: 'openai', endpoint, credential: 'sk-1' });
      const { message } = await registryOf(gateway).connections.test(code);
      expect(message).toMatch(
        /^The upstream could not be reached \((?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN)\)\.$/,
      );
    }
    await gateway.close();
  });

  it("is in the outcome of a connection's test", async () => {
    const upstream = await FakeUpstream.start();
    upstream.route('GET /v1/models', providerError(403, { message: 'The project is suspended.' }));
    const gateway = await startGateway();
    const connection = { name: 'Main', provider: 'openai', endpoint: upstream.url, credential: 'sk-1' };
    await addConnection(gateway, connection);
    const test = await registryOf(gateway).connections.test('Main');
    expect(test).toMatchObject({
      ok: false,
      message: expect.stringContaining('It says: The project is suspended.') as string,
    });
    await gateway.close();
    await upstream.close();
  });
});
