/** A request that an upstream took and never answered is told apart from one that was never sent. */
import { answerText, breakConnection } from './support/upstream/answer-scripts';
import { HELLO, postChat } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import { addConnection, addTenant, assign } from './support/service/registry-setup';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';

const WORDS =
  'The upstream took the request and closed the connection without an answer. It may have worked on it.';

describe('a request that was taken and not answered', () => {
  const service = serviceUnderTest({ RETRIES: 5 });

  it.each([true, false])(
    'is asked again once, whatever the retries, and is named so (stream: %s)',
    async (streamed) => {
      service.upstream.reply(breakConnection({ reset: streamed }));
      const { id, headers } = withRequestId();
      const answer = await postChat(service.gateway, { ...HELLO, stream: streamed }, { headers });
      expect([answer.status, answer.error['code'], answer.error['message']]).toEqual([
        502,
        'PROVIDER_ERROR',
        WORDS,
      ]);
      expect(service.upstream.chats).toHaveLength(2);
      expect(await service.callLine(id)).toMatchObject({
        attempts: 2,
        upstream_failure: 'no_answer',
        attempt_log: [
          { outcome: 'no_answer', taken: true },
          { outcome: 'no_answer', taken: true },
        ],
      });
    },
  );

  it('is asked again elsewhere where there is another deployment, and nowhere twice', async () => {
    const [one, other] = [await FakeUpstream.start(), await FakeUpstream.start()];
    const gateway = await startGateway({ settings: { RETRIES: 5 } });
    const tenant = await addTenant(gateway, 'shop');
    for (const [name, upstream] of [
      ['One', one],
      ['Other', other],
    ] as const) {
      upstream.reply(breakConnection({ reset: false }));
      await addConnection(
        gateway,
        { name, provider: 'openai', endpoint: upstream.url, credential: 'sk' },
        'm',
      );
      await assign(gateway, tenant, `${name}/m`, { alias: 'a', priority: name === 'One' ? 1 : 2 });
    }
    expect((await postChat(tenant, { ...HELLO, model: 'a' })).status).toBe(502);
    expect([one.chats.length, other.chats.length]).toEqual([1, 1]);
    other.reply(answerText('there'));
    expect((await postChat(tenant, { ...HELLO, model: 'a' })).status).toBe(200);
    await gateway.close();
    await Promise.all([one.close(), other.close()]);
  });

  it('counts as used with the limit of tokens, once for each attempt', async () => {
    const upstream = await FakeUpstream.start();
    upstream.reply(breakConnection({ reset: false }));
    const gateway = await startGateway({ settings: { RETRIES: 1 } });
    const tenant = await addTenant(gateway, 'shop');
    await addConnection(
      gateway,
      { name: 'One', provider: 'openai', endpoint: upstream.url, credential: 'sk' },
      'm',
    );
    // The bucket fills so slowly that what is taken from it stays taken.
    await assign(gateway, tenant, 'One/m', { alias: 'a', tokens_per_second: 0.001, token_burst: 1_000 });
    const body = {
      ...HELLO,
      model: 'a',
      messages: [{ role: 'user', content: 'x'.repeat(2_000) }],
      max_tokens: 1,
    };
    expect((await postChat(tenant, body)).status).toBe(502);
    expect((await postChat(tenant, body)).status).toBe(429);
    await gateway.close();
    await upstream.close();
  });
});
