import { redirect } from './support/upstream/answer-scripts';
import { HELLO, call, postChat } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';

describe('an upstream that redirects', () => {
  let elsewhere: FakeUpstream;

  beforeAll(async () => {
    elsewhere = await FakeUpstream.start();
  });

  afterEach(() => {
    // The credential never follows, nor does anything else.
    expect(elsewhere.connections).toHaveLength(0);
  });

  afterAll(() => elsewhere.close());

  const service = serviceUnderTest({ RETRIES: 1 });

  describe.each([301, 302, 303, 307, 308])('with %i', (status) => {
    it.each([false, true])('is a 502 (stream: %s)', async (stream) => {
      service.upstream.next(redirect(`${elsewhere.url}/v1/chat/completions`, status));
      const { id, headers } = withRequestId();
      const answer = await postChat(service.gateway, { ...HELLO, stream }, { headers });
      expect(answer.status).toBe(502);
      expect(answer.headers).toMatchObject({ 'x-llm-proxy-error': 'PROVIDER_ERROR' });
      expect(answer.headers).not.toHaveProperty('location');
      expect(answer.text).not.toContain('127.0.0.1');
      expect(service.upstream.chats).toHaveLength(1);
      expect(await service.callLine(id)).toMatchObject({
        upstream_failure: 'redirect',
        attempts: 1,
        alert: true,
      });
    });
  });

  it('is a 502 for embeddings', async () => {
    service.upstream.route('POST /v1/embeddings', redirect(`${elsewhere.url}/v1/embeddings`, 307));
    const body = { model: 'text-embedding-3-small', input: 'Hello' };
    expect((await call(service.gateway, 'POST', '/v1/embeddings', { body })).status).toBe(502);
    service.upstream.route('POST /v1/embeddings', redirect('/v1/other', 307));
    expect((await call(service.gateway, 'POST', '/v1/embeddings', { body })).status).toBe(502);
  });

  it('is not followed for the list of models either', async () => {
    service.upstream.route('GET /v1/model/info', redirect(`${elsewhere.url}/v1/model/info`, 302));
    service.upstream.route('GET /v1/models', redirect(`${elsewhere.url}/v1/models`, 302));
    expect((await call(service.gateway, 'GET', '/v1/models')).status).toBe(200);
  });
});
