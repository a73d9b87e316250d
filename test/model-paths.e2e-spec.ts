/** A model's name never becomes another path at a provider that has it in the URL. */
import { HELLO, call, postChat } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { addConnection } from './support/service/registry-setup';

const NAMES = [
  '..',
  '.',
  '...',
  '../..',
  'a/../b',
  '%2e%2e',
  '..%2f..',
  'a\\..\\b',
  ' .. ',
  'a//b',
  '/',
  'a/',
  '%2E',
];
const PLAIN = ['...'];

describe('a name that is a step of a path', () => {
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await startGateway({ settings: { LLM_MODE: 'direct', RETRIES: 0 } });
    for (const [name, provider, credential] of [
      ['Bedrock', 'bedrock', 'k'.repeat(40)],
      ['Azure', 'azure', 'azure-key'],
      ['Google', 'google', 'AIza-key'],
      ['Vertex', 'vertex', 'ya29.token'],
    ] as const) {
      await addConnection(gateway, { name, provider, endpoint: upstream.url, credential });
    }
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const refused = NAMES.filter((name) => !PLAIN.includes(name));

  it.each(['Bedrock', 'Azure', 'Google', 'Vertex'])('is no model of %s', async (connection) => {
    for (const name of refused) {
      for (const stream of [false, true]) {
        const answer = await postChat(gateway, { ...HELLO, stream, model: `${connection}/${name}` });
        expect([name, answer.status, answer.error['code']]).toEqual([name, 404, 'model_not_found']);
      }
      const body = { model: `${connection}/${name}`, input: 'x' };
      const embedded = await call(gateway, 'POST', '/v1/embeddings', { body });
      expect([name, embedded.status >= 400 && embedded.status < 500]).toEqual([name, true]);
    }
    expect(upstream.requests).toHaveLength(0);
  });

  it('is refused at the Gemini door too', async () => {
    for (const name of ['Google%2F..', 'Google%2F%252e%252e', 'Vertex%2F..%2F..%2Fx']) {
      const body = { contents: [{ parts: [{ text: 'x' }] }] };
      const { status } = await call(gateway, 'POST', `/v1beta/models/${name}:generateContent`, { body });
      expect([name, status]).toEqual([name, 404]);
    }
    expect(upstream.requests).toHaveLength(0);
  });

  it('goes to the provider as one segment where it is a name all the same', async () => {
    await postChat(gateway, {
      ...HELLO,
      model: 'Bedrock/arn:aws:bedrock:us-east-1:1:inference-profile/us.x',
    });
    await postChat(gateway, { ...HELLO, model: 'Google/...' });
    expect(upstream.requests.map(({ path }) => path)).toEqual([
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x/converse',
      '/v1beta/models/...:generateContent',
    ]);
  });
});
