import { json } from '../../../../test/support/upstream/answer-scripts';
import { FakeUpstream } from '../../../../test/support/upstream/fake-upstream';
import { openLiteLlm } from './litellm.adapter';

const SETTINGS = {
  connectTimeoutMs: 10_000,
  proxy: { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined },
  addresses: 'private-allowed',
  strictParams: false,
} as const;

it.each(['', '/', '/v1', '/v1/', '/chat/completions', '/v1/chat/completions'])(
  'a LiteLLM proxy is asked at its routes where its address ends with %j',
  async (end) => {
    const upstream = await FakeUpstream.start();
    upstream.route(
      'GET /behind/v1/models',
      json({ object: 'list', data: [{ id: 'gpt-x', object: 'model' }] }),
    );
    const adapter = openLiteLlm('litellm', `${upstream.url}/behind${end}`, undefined, SETTINGS);
    try {
      const models = await adapter.models(new AbortController().signal);
      expect(models).toHaveLength(1);
    } finally {
      await adapter.close();
      await upstream.close();
    }
  },
);
