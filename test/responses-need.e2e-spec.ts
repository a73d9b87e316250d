/** Calls that OpenAI's Chat Completions refuse are asked by Responses, at OpenAI and at Azure, unless an operator said which API. */
import { ADAPTER_SETTINGS, callWith, KeepingSink, targetOf } from './support/providers/adapter-calls';
import { json } from './support/upstream/answer-scripts';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { stream } from './support/upstream/stream-scripts';
import type { JsonObject } from '../src/json/json-object';
import type { LlmAdapter, LlmCall } from '../src/llm/llm-adapter';
import { azureProvider } from '../src/llm/providers/azure/azure.provider';
import { openAiCompatibleProvider } from '../src/llm/providers/openai-compatible/openai-compatible.provider';
import { inWire } from '../src/routing/in-wire';
import { anthropicMessagesWire } from '../src/wire/anthropic-messages/anthropic-messages.wire';
import { PartSeal } from '../src/wire/canonical/part-seal';
import { OpenAiResponsesWire } from '../src/wire/openai-responses/openai-responses.wire';

const signal = new AbortController().signal;
const MESSAGES = [{ role: 'user', content: 'Hi' }];
const TOOLS = [{ type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } }];
const CALL = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'f', arguments: '{}' };
const RESPONSE = {
  ...{ id: 'resp_1', object: 'response', created_at: 1, status: 'completed', model: 'm', output: [CALL] },
  usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
};

const SEAL = new PartSeal(Buffer.alloc(32, 1));

let upstream: FakeUpstream;
const opened: LlmAdapter[] = [];

beforeAll(async () => {
  upstream = await FakeUpstream.start();
  for (const path of ['/v1', '/openai/v1']) upstream.route(`POST ${path}/responses`, json(RESPONSE));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((adapter) => adapter.close()));
  upstream.requests.length = 0;
});
afterAll(() => upstream.close());

function open(provider: string, api?: 'chat' | 'responses'): LlmAdapter {
  const module = provider === 'azure' ? azureProvider : openAiCompatibleProvider;
  const target = targetOf(provider, upstream.url, api === undefined ? {} : { api });
  const adapter = module.open(target, ADAPTER_SETTINGS);
  opened.push(adapter);
  return adapter;
}

async function askedAt(adapter: LlmAdapter, body: JsonObject, parts: Partial<LlmCall> = {}): Promise<string> {
  const call = callWith({ messages: MESSAGES, ...body }, parts);
  await inWire({ adapter }, call).complete(call, signal);
  return String(upstream.requests.at(-1)?.url).replace(/\?.*$/, '');
}

it.each<[string, JsonObject, 'chat' | 'responses']>([
  ['gpt-5.4', { tools: TOOLS, reasoning_effort: 'low' }, 'responses'],
  ['gpt-5.4-mini', { functions: [{ name: 'f' }], reasoning_effort: 'high' }, 'responses'],
  ['gpt-5.4', { tools: TOOLS }, 'chat'],
  ['gpt-5.4', { tools: [], reasoning_effort: 'low' }, 'chat'],
  ['gpt-5.4', { reasoning_effort: 'xhigh' }, 'chat'],
  ['gpt-5.6', { tools: TOOLS }, 'responses'],
  ['gpt-5.6-terra', { tools: TOOLS, reasoning_effort: 'max' }, 'responses'],
  ['gpt-6-astra', { tools: TOOLS }, 'responses'],
  ['gpt-6.1-sol', { tools: TOOLS, reasoning_effort: 'none' }, 'responses'],
  ['gpt-6.1-sol', { reasoning_effort: 'none' }, 'chat'],
  ['gpt-6-sol', { tools: TOOLS, reasoning_effort: 'none' }, 'chat'],
  ['gpt-5.6', { tools: TOOLS, reasoning_effort: 'none' }, 'chat'],
  ['gpt-5.6', {}, 'chat'],
  ['gpt-5.1', { tools: TOOLS, reasoning_effort: 'high' }, 'chat'],
  ['gpt-5.6-chat-latest', { tools: TOOLS }, 'chat'],
  ['gpt-4.1', { tools: TOOLS }, 'chat'],
  ...[
    'gpt-5-pro',
    'gpt-5.4-pro',
    'gpt-5.3-codex',
    'o3-pro',
    'o4-mini-deep-research',
    'codex-mini-latest',
  ].map((model): [string, JsonObject, 'responses'] => [model, {}, 'responses']),
])('%s with %j is asked by %s', async (model, body, api) => {
  const expected = api === 'chat' ? '/v1/chat/completions' : '/v1/responses';
  expect(await askedAt(open('openai'), { model, ...body })).toBe(expected);
});

it('Azure is asked in the same way, by the name of the model or of its deployment', async () => {
  const adapter = open('azure');
  const body = { model: 'prod', tools: TOOLS };
  expect(await askedAt(adapter, body, { model: 'gpt-5.6', deploymentName: 'prod' })).toBe(
    '/openai/v1/responses',
  );
  expect(await askedAt(adapter, { model: 'gpt-4.1', tools: TOOLS })).toContain('/chat/completions');
});

it('an operator’s word comes before it, and other vendors are not meant', async () => {
  const body = { model: 'gpt-5.6', tools: TOOLS };
  expect(await askedAt(open('openai', 'chat'), body)).toBe('/v1/chat/completions');
  expect(await askedAt(open('openai-compatible'), body)).toBe('/v1/chat/completions');
});

it('callers of every door are answered in their wire', async () => {
  const adapter = open('openai');
  const chat = callWith({ model: 'gpt-5.6', messages: MESSAGES, tools: TOOLS });
  const { body } = await inWire({ adapter }, chat).complete(chat, signal);
  expect(JSON.parse(body.toString())).toMatchObject({
    object: 'chat.completion',
    choices: [{ finish_reason: 'tool_calls', message: { tool_calls: [{ id: 'call_1' }] } }],
  });
  const tools = [{ name: 'f', input_schema: { type: 'object' } }];
  const messages = callWith(
    { model: 'gpt-5.6', max_tokens: 99, messages: MESSAGES, tools },
    { wire: anthropicMessagesWire(SEAL) },
  );
  const answer = await inWire({ adapter }, messages).complete(messages, signal);
  expect(JSON.parse(answer.body.toString())).toMatchObject({ stop_reason: 'tool_use' });
  const asked = { model: 'gpt-5.6', input: 'Hi', later: 1 };
  const options = { asked, body: asked, seal: SEAL, stored: false, model: 'gpt-5.6', onWritten: undefined };
  const own = callWith(asked, { wire: new OpenAiResponsesWire(options) });
  await inWire({ adapter }, own).complete(own, signal);
  expect(upstream.requests.at(-1)?.json).toEqual(asked);
});

it('so is a stream', async () => {
  const adapter = open('openai');
  const events = [
    { type: 'response.created', response: { ...RESPONSE, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...CALL, arguments: '' } },
    { type: 'response.function_call_arguments.delta', output_index: 0, item_id: 'fc_1', delta: '{}' },
    { type: 'response.output_item.done', output_index: 0, item: CALL },
    { type: 'response.completed', response: RESPONSE },
  ];
  upstream.route('POST /v1/responses', stream(events, { ending: 'end' }));
  const sink = new KeepingSink();
  const call = callWith({ model: 'gpt-5.6', messages: MESSAGES, tools: TOOLS, stream: true });
  await inWire({ adapter }, call).stream(call, sink, signal);
  expect(sink.chunks().at(-1)).toMatchObject({ choices: [{ finish_reason: 'tool_calls' }] });
});
