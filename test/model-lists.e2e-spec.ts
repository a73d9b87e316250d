import OpenAI from 'openai';
import { ModelList } from '../src/catalogue/model-list.service';
import { after, html, json, providerError, silence } from './support/upstream/answer-scripts';
import { get } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { UPSTREAM_KEY } from './support/service/gateway-environment';
import { modelList } from './support/upstream/litellm-models';
import { until } from './support/observation/until';

const MODELS = [
  { name: 'gpt-4.1-mini', maxInputTokens: 128_000, maxOutputTokens: 32_768 },
  { name: 'anthropic/claude-sonnet', provider: 'anthropic', maxInputTokens: 200_000 },
  { name: 'house-model', provider: 'openai', maxInputTokens: null },
];
const LISTS = ['/v1/models', '/models', '/v1/llm/models', '/llm/models'];
const INFO = 'GET /v1/model/info';

describe('model lists', () => {
  let upstream: FakeUpstream;
  let gateway: InProcessGateway | undefined;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    upstream.models = MODELS;
  });

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    await upstream.close();
  });

  async function service(): Promise<InProcessGateway> {
    gateway = await startGateway({ upstream, settings: { DEFAULT_MODEL: 'gpt-4o-mini' } });
    return gateway;
  }

  /** Has the service ask its upstream now, as it does by itself every minute. */
  function refresh(): Promise<void> {
    return gateway!.app.get(ModelList).refresh();
  }

  it("list what LiteLLM's model info tells, in three forms", async () => {
    const running = await service();
    expect((await get(running, '/v1/llm/models')).json).toEqual([
      {
        id: 'gpt-4.1-mini',
        name: 'gpt-4.1-mini',
        provider: 'openai',
        context_length: 128_000,
        is_available: true,
      },
      {
        id: 'anthropic/claude-sonnet',
        name: 'anthropic/claude-sonnet',
        provider: 'anthropic',
        context_length: 200_000,
        is_available: true,
      },
      {
        id: 'house-model',
        name: 'house-model',
        provider: 'openai',
        context_length: null,
        is_available: true,
      },
    ]);
    expect((await get(running, '/llm/models')).json).toEqual([
      { id: 'gpt-4.1-mini', provider: 'openai', max_tokens: 128_000 },
      { id: 'anthropic/claude-sonnet', provider: 'anthropic', max_tokens: 200_000 },
      { id: 'house-model', provider: 'openai', max_tokens: null },
    ]);
    const { json: openAi } = await get(running, '/v1/models');
    expect(openAi).toMatchObject({ object: 'list', data: MODELS.map(({ name }) => ({ id: name })) });
    expect((openAi as { data: unknown[] }).data[1]).toEqual({
      id: 'anthropic/claude-sonnet',
      object: 'model',
      created: expect.any(Number) as number,
      owned_by: 'anthropic',
      context_length: 200_000,
      is_available: true,
    });
    expect((await get(running, '/models')).json).toEqual(openAi);
    // The longest answers are those of the table of known models.
    const messages = await get(running, '/v1/models', { headers: { 'anthropic-version': '2023-06-01' } });
    expect(messages.json).toMatchObject({
      data: [
        {
          max_input_tokens: 128_000,
          max_tokens: 32_768,
          // Anthropic's SDK of 2026 requires the first, and by the second nobody asks for fallbacks.
          lifecycle: 'active',
          allowed_fallback_models: [],
        },
        {},
        { max_input_tokens: null, max_tokens: null },
      ],
    });
    const gemini = await get(running, '/v1beta/models');
    expect(gemini.json).toMatchObject({
      models: [{ inputTokenLimit: 128_000, outputTokenLimit: 32_768 }, {}, {}],
    });
  });

  it('find one model, also by an id with slashes, encoded or not', async () => {
    const running = await service();
    for (const prefix of ['/v1/models', '/models']) {
      for (const id of ['gpt-4.1-mini', 'anthropic/claude-sonnet', 'anthropic%2Fclaude-sonnet']) {
        const answer = await get(running, `${prefix}/${id}`);
        expect(answer.status).toBe(200);
        expect(answer.json).toMatchObject({ id: decodeURIComponent(id), object: 'model' });
      }
    }
  });

  it.each(['no-such-model', 'anthropic/no-such', 'anthropic%2Fno-such'])('answer 404 for %s', async (id) => {
    const answer = await get(await service(), `/v1/models/${id}`);
    expect(answer.status).toBe(404);
    expect(answer.error).toMatchObject({ code: 'MODEL_NOT_FOUND', type: 'not_found_error', param: 'model' });
    expect(answer.headers['x-llm-proxy-error']).toBe('MODEL_NOT_FOUND');
  });

  it.each([...LISTS, '/v1/models/gpt-4.1-mini', '/v1/models/anthropic/claude-sonnet'])(
    'need a key: %s',
    async (path) => {
      expect((await get(await service(), path, { key: null })).status).toBe(401);
    },
  );

  it('have the form of Codex’s catalogue where it says its version, and a tag that changes with them', async () => {
    const running = await service();
    for (const path of ['/v1/models', '/models']) {
      const answer = await get(running, `${path}?client_version=0.171.0`);
      const { models } = answer.json as { readonly models: readonly Record<string, unknown>[] };
      expect(models.map(({ slug }) => slug)).toEqual(MODELS.map(({ name }) => name));
      for (const model of models) {
        expect(model).toMatchObject({
          display_name: model['slug'],
          shell_type: 'shell_command',
          visibility: 'list',
          supported_in_api: true,
          base_instructions: expect.stringMatching(/apply_patch/) as string,
          supported_reasoning_levels: expect.arrayContaining([
            { effort: 'low', description: expect.any(String) as string },
          ]) as unknown[],
          truncation_policy: { mode: 'tokens', limit: 10_000 },
          experimental_supported_tools: [],
        });
        expect(model).toHaveProperty('context_window');
      }
      const tag = String(answer.headers['etag']);
      expect(tag).toMatch(/^"[\w-]{22}"$/);
      const again = await get(running, `${path}?client_version=1`, { headers: { 'if-none-match': tag } });
      expect([again.status, again.text]).toEqual([304, '']);
    }
  });

  it("serve the OpenAI SDK's models.list() and models.retrieve()", async () => {
    const running = await service();
    const sdk = new OpenAI({ baseURL: `${running.url}/v1`, apiKey: running.key, maxRetries: 0 });
    const ids: string[] = [];
    for await (const model of sdk.models.list()) ids.push(model.id);
    expect(ids).toEqual(MODELS.map(({ name }) => name));
    expect((await sdk.models.retrieve('anthropic/claude-sonnet')).owned_by).toBe('anthropic');
    await expect(sdk.models.retrieve('no-such-model')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('come from /v1/models where model info is refused', async () => {
    upstream.route(INFO, providerError(403));
    const running = await service();
    const { json: models } = await get(running, '/v1/llm/models');
    expect(models).toHaveLength(MODELS.length);
    expect(models).toMatchObject(
      MODELS.map(({ name }) => ({
        id: name,
        provider: 'openai',
        // The one that the table of known models has.
        context_length: name === 'gpt-4.1-mini' ? 1_047_576 : null,
        is_available: true,
      })),
    );
  });

  it('are cached: a request asks the upstream nothing', async () => {
    const running = await service();
    await get(running, '/v1/models');
    const asked = upstream.requests.length;
    for (const path of LISTS) await get(running, path);
    expect(upstream.requests).toHaveLength(asked);
    upstream.models = MODELS.slice(0, 1);
    await refresh();
    expect((await get(running, '/llm/models')).json).toHaveLength(1);
  });

  it('keep the last good list, not available, while the upstream is down; and say so once', async () => {
    const running = await service();
    await get(running, '/v1/models');
    await upstream.down();
    await refresh();
    await refresh();
    const { json: models } = await get(running, '/v1/llm/models');
    expect(models).toMatchObject(MODELS.map(({ name }) => ({ id: name, is_available: false })));
    expect((await get(running, '/v1/models/gpt-4.1-mini')).json).toMatchObject({ is_available: false });
    expect(running.app.get(ModelList).upstream).toEqual({
      name: 'litellm',
      reachable: false,
      lastError: 'The upstream could not be reached.',
    });

    await upstream.up();
    await refresh();
    await refresh();
    const { json: again } = await get(running, '/v1/llm/models');
    expect(again).toMatchObject(MODELS.map(() => ({ is_available: true })));
    expect(running.app.get(ModelList).upstream.reachable).toBe(true);
    const said = running.log.lines.filter(({ msg }) => String(msg).startsWith('The upstream'));
    expect(said).toMatchObject([
      { level: 'warn', alert: true, upstream: 'litellm', upstream_failure: 'connect', cause: 'ECONNREFUSED' },
      { level: 'info', upstream: 'litellm', msg: 'The upstream is back.' },
    ]);
    expect(running.log.text).not.toContain(UPSTREAM_KEY);
    expect(running.log.text).not.toContain(String(upstream.port));
  });

  it('notice by themselves that the upstream is down', async () => {
    const running = await service();
    await get(running, '/v1/models');
    await upstream.down();
    await until(
      async () => {
        const { text } = await get(running, '/v1/llm/models');
        return !text.includes('"is_available":true');
      },
      { what: 'the list to be not available' },
    );
  });

  it('show the default model alone while there never was a list, and the list once there is one', async () => {
    await upstream.down();
    const running = await service();
    expect((await get(running, '/v1/llm/models')).json).toEqual([
      {
        id: 'gpt-4o-mini',
        name: 'gpt-4o-mini',
        provider: 'litellm',
        context_length: 128_000,
        is_available: false,
      },
    ]);
    expect((await get(running, '/llm/models')).json).toEqual([
      { id: 'gpt-4o-mini', provider: 'litellm', max_tokens: 128_000 },
    ]);
    await upstream.up();
    expect((await get(running, '/llm/models')).json).toHaveLength(MODELS.length);
  });

  it.each([
    ['a wrong key', providerError(401)],
    ['a web page', html()],
    ['an error of its own', providerError(500)],
  ])('show the default model alone where the upstream answers with %s', async (_what, script) => {
    upstream.route(INFO, script).route('GET /v1/models', script);
    const running = await service();
    const answer = await get(running, '/v1/llm/models');
    expect(answer.json).toMatchObject([{ id: 'gpt-4o-mini', is_available: false }]);
    expect(answer.text + running.log.text).not.toContain(UPSTREAM_KEY);
  });

  it('neither hold up the start nor a caller for long when the upstream says nothing', async () => {
    upstream.route(INFO, silence());
    const running = await service();
    expect((await get(running, '/llm/models')).json).toHaveLength(1);
    // The upstream is still asked: nobody waited until that was given up.
    expect(upstream.requests.map(({ connection }) => connection.closedAt)).toEqual([undefined]);
    expect((await get(running, '/health/ready', { key: null })).status).toBe(200);
  });

  it('wait a moment for the first answer', async () => {
    upstream.route(INFO, after(300, json(modelList([]))));
    const running = await service();
    expect((await get(running, '/llm/models')).json).toHaveLength(MODELS.length);
  });

  it('of the mock name every scripted model, and the default', async () => {
    gateway = await startGateway({ settings: { DEFAULT_MODEL: 'gpt-4o-mini' } });
    const { json: models } = await get(gateway, '/v1/llm/models');
    for (const id of ['gpt-4o-mini', 'mock', 'mock-echo', 'mock-tools', 'mock-error-429', 'mock-embedding']) {
      const listed: unknown = expect.objectContaining({ id, provider: 'mock', is_available: true });
      expect(models).toContainEqual(listed);
    }
    expect((await get(gateway, '/llm/models')).json).toContainEqual({
      id: 'gpt-4o-mini',
      provider: 'mock',
      max_tokens: 128_000,
    });
  });
});
