/** Aliases by pattern: an agent asks for several models by fixed names, and one assignment answers all of them. */
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { json } from './support/upstream/answer-scripts';
import { MESSAGE } from './support/upstream/anthropic-upstream';
import { get, postChat } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { openAiClient } from './support/callers/openai-client';
import { addConnection, addTenant, assign, registryOf } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';
import { stream } from './support/upstream/stream-scripts';

const HELLO = [{ role: 'user' as const, content: 'Hi' }];
const MODELS = ['one', 'two', 'three', 'four', 'five'];

describe('an alias that is a pattern', () => {
  let leaks: LeakCheck;
  let claude: FakeUpstream;
  let gateway: InProcessGateway;
  let agent: Tenant;

  beforeAll(async () => {
    leaks = new LeakCheck();
    claude = await FakeUpstream.start();
    gateway = await startGateway({
      settings: { LLM_MODE: 'direct', KEY_RPS: 0, ADDRESS_RPS: 0, MOCK_TOKEN_DELAY_MS: 0 },
    });
    agent = await addTenant(gateway, 'agent');
    await addConnection(gateway, { name: 'Mock', provider: 'mock' }, ...MODELS);
    const anthropic = { name: 'Claude', provider: 'anthropic', endpoint: claude.url, credential: 'sk-ant-1' };
    await addConnection(gateway, anthropic, 'sonnet');
    await assign(gateway, agent, 'Mock/one', { alias: '*' });
    await assign(gateway, agent, 'Mock/two', { alias: 'claude-*' });
    await assign(gateway, agent, 'Mock/three', { alias: 'claude-*-mini' });
    await assign(gateway, agent, 'Mock/four', { alias: 'claude-big-mini' });
    await assign(gateway, agent, 'Mock/five', { alias: 'own-*', answer_model: 'house-model' });
    await assign(gateway, agent, 'Mock/five', { alias: 'plain-*', answer_model: 'provider' });
    await assign(gateway, agent, 'Mock/five', { alias: 'exact', answer_model: 'asked' });
    await assign(gateway, agent, 'Claude/sonnet', { alias: 'sonnet-*' });
  });
  afterAll(async () => {
    await gateway.close();
    await claude.close();
    await leaks.released();
  });

  const answered = async (model: string): Promise<[unknown, unknown]> => {
    const answer = await postChat({ ...gateway, key: agent.key }, { model, messages: HELLO });
    const { model: said } = answer.json as { readonly model: unknown };
    return [answer.headers['x-llm-proxy-deployment'], said];
  };

  it('is looked at after an exact one; the one with more characters of its own first', async () => {
    const found: Record<string, unknown> = {};
    for (const model of ['claude-big-mini', 'claude-x-mini', 'claude-sonnet-5', 'claude', 'gpt-5'])
      [found[model]] = await answered(model);
    expect(found).toEqual({
      'claude-big-mini': 'Mock/four',
      'claude-x-mini': 'Mock/three',
      'claude-sonnet-5': 'Mock/two',
      claude: 'Mock/one',
      'gpt-5': 'Mock/one',
    });
  });

  it('answers with the name that was asked for, the provider’s or the owner’s, as the assignment says', async () => {
    expect((await answered('claude-sonnet-5'))[1]).toBe('claude-sonnet-5');
    expect((await answered('claude-big-mini'))[1]).toBe('four');
    expect((await answered('own-7'))[1]).toBe('house-model');
    expect((await answered('plain-7'))[1]).toBe('five');
    expect((await answered('exact'))[1]).toBe('exact');
  });

  it('has the same name in every frame of every door, and in embeddings', async () => {
    const openai = openAiClient(agent);
    const asked = 'any "name" ü';
    const said = new Set<string | undefined>();
    for await (const chunk of await openai.chat.completions.create({
      model: asked,
      messages: HELLO,
      stream: true,
    }))
      said.add(chunk.model);
    for await (const event of await openai.responses.create({ model: asked, input: 'Hi', stream: true }))
      if ('response' in event) said.add(event.response.model);
    said.add((await openai.responses.create({ model: asked, input: 'Hi' })).model);
    const anthropic = new Anthropic({ apiKey: agent.key, baseURL: gateway.url, maxRetries: 0 });
    const message = { model: asked, max_tokens: 9, messages: HELLO };
    said.add((await anthropic.messages.create(message)).model);
    said.add((await anthropic.messages.stream(message).finalMessage()).model);
    const google = new GoogleGenAI({ apiKey: agent.key, httpOptions: { baseUrl: gateway.url } });
    const contents = { model: 'any-name', contents: 'Hi' };
    const generated = new Set([(await google.models.generateContent(contents)).modelVersion]);
    for await (const chunk of await google.models.generateContentStream(contents))
      generated.add(chunk.modelVersion);
    expect([...said]).toEqual([asked]);
    expect([...generated]).toEqual(['any-name']);
  });

  it('changes nothing else of bytes that pass', async () => {
    const body = {
      ...MESSAGE,
      id: 9007199254740993n.toString(),
      content: [{ type: 'text', text: '"model":"x"' }],
    };
    claude.route('POST /v1/messages', json(body));
    const post = (streamed: boolean) =>
      fetch(`${gateway.url}/v1/messages`, {
        method: 'POST',
        headers: { 'x-api-key': agent.key, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'sonnet-5', max_tokens: 9, messages: HELLO, stream: streamed }),
      });
    expect(await (await post(false)).text()).toBe(JSON.stringify({ ...body, model: 'sonnet-5' }));
    const frames = [
      `event: message_start\ndata: {"type":"message_start","message":{"id":"m","model":"claude-real","usage":{"input_tokens":1}}}\n\n`,
      `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{\\"model\\":1}"}}\n\n`,
      `event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}\n\n`,
      `event: message_stop\ndata: {"type":"message_stop"}\n\n`,
    ];
    claude.route('POST /v1/messages', stream(frames, { ending: 'end' }));
    expect(await (await post(true)).text()).toBe(frames.join('').replace('claude-real', 'sonnet-5'));
  });

  it('is no model of a list, but each name of it is one', async () => {
    const key = { key: agent.key };
    const { data } = (await get(gateway, '/v1/models', key)).json as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(['one', 'claude-big-mini', 'exact']);
    expect((await get(gateway, '/v1/models/claude-opus-9', key)).json).toMatchObject({ id: 'claude-opus-9' });
    const narrow = await addTenant(gateway, 'narrow');
    await assign(gateway, narrow, 'Mock/one', { alias: 'claude-*' });
    const refused = await postChat({ ...gateway, key: narrow.key }, { model: 'gpt-5', messages: HELLO });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('claude-*');
    expect((await get(gateway, '/v1/models/gpt-5', { key: narrow.key })).status).toBe(404);
  });

  it('is refused where it cannot be one', async () => {
    const { assignments } = registryOf(gateway);
    const wrong = { virtual_key: agent.keyId, model: 'Mock/one' };
    for (const alias of ['', ' *', 'a b*', '*\n', `${'a'.repeat(256)}*`])
      await expect(assignments.create({ ...wrong, alias })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
      });
    const named = { ...wrong, alias: 'x-*', answer_model: 'two words' };
    await expect(assignments.create(named)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
