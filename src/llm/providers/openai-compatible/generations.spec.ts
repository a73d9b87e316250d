/** What a generation of models refuses is renamed, brought to a value that it takes, or left out by name. */
import { callWith } from '../../../../test/support/providers/adapter-calls';
import { type Fields, sentTo } from '../../../../test/support/providers/sent-to-vendor';
import { wholeRequestBody } from './request';
import { VENDORS } from './vendors';

const REASONING = [
  'o1',
  'o3-mini',
  'o4-mini-2025-04-16',
  'gpt-5',
  'gpt-5-mini',
  'gpt-5-2025-08-07',
  'openai/gpt-5-nano',
  'gpt-6-astra',
  'gpt-6.1-sol',
];
const ADJUSTABLE = ['gpt-5.1', 'gpt-5.2', 'gpt-5.4-mini'];
const REASONS_UNASKED = ['gpt-5.5', 'gpt-5.6-terra', 'gpt-6'];
const OTHERS = ['gpt-4o', 'gpt-4.1-mini', 'gpt-3.5-turbo', 'my-own'];

describe('the limit of tokens', () => {
  it.each([...REASONING, ...ADJUSTABLE, ...REASONS_UNASKED, 'gpt-5-chat-latest', 'gpt-5.1-codex'])(
    'is max_completion_tokens at %s',
    (model) => {
      for (const strict of [false, true]) {
        const { body, dropped } = sentTo('openai', { model, max_tokens: 7 }, { strict });
        expect(body).toMatchObject({ max_completion_tokens: 7 });
        expect(body).not.toHaveProperty('max_tokens');
        expect(dropped).toEqual([]);
      }
    },
  );

  it.each(OTHERS)('stays as it is at %s', (model) => {
    expect(sentTo('openai', { model, max_tokens: 7 }).body).toMatchObject({ max_tokens: 7 });
  });

  it('is the caller’s max_completion_tokens where both are given', () => {
    const { body } = sentTo('openai', { model: 'o3', max_tokens: 7, max_completion_tokens: 9 });
    expect(body).toMatchObject({ max_completion_tokens: 9 });
    expect(body).not.toHaveProperty('max_tokens');
  });

  it('is told by the model’s name where the request names a deployment, or by the deployment’s', () => {
    expect(
      sentTo('openai', { model: 'prod', max_tokens: 7 }, { modelName: 'gpt-5-mini' }).body,
    ).toHaveProperty('max_completion_tokens');
    expect(
      sentTo('openai', { model: 'gpt-5-prod', max_tokens: 7 }, { modelName: 'ours' }).body,
    ).toHaveProperty('max_completion_tokens');
  });
});

describe('stop', () => {
  it.each([
    ...['o3', 'o4-mini', 'gpt-5', 'gpt-5-mini', 'gpt-5.1-codex', 'gpt-5.4-pro'],
    ...[...ADJUSTABLE, ...REASONS_UNASKED],
  ])('is dropped by name at %s, and refused in strict mode', (model) => {
    const { body, dropped } = sentTo('openai', { model, stop: ['Observation:'] });
    expect([dropped, 'stop' in body]).toEqual([['stop'], false]);
    expect(() => sentTo('openai', { model, stop: 'x' }, { strict: true })).toThrow('stop is not supported');
    expect(sentTo('openai', { model, stop: [] }, { strict: true }).body).not.toHaveProperty('stop');
  });

  it.each([...OTHERS, 'o1', 'o3-mini', 'gpt-5-chat-latest'])('passes at %s', (model) => {
    expect(sentTo('openai', { model, stop: ['\n'] }, { strict: true }).body).toMatchObject({ stop: ['\n'] });
  });
});

describe('sampling', () => {
  const sampling = {
    temperature: 0.2,
    top_p: 0.9,
    presence_penalty: 0.5,
    frequency_penalty: 0.5,
    logit_bias: { 1: 2 },
  };
  const names = Object.keys(sampling);

  it.each(REASONING)('is dropped by name at %s, and refused in strict mode', (model) => {
    const { body, dropped } = sentTo('openai', { model, ...sampling });
    expect([dropped, names.filter((name) => name in body)]).toEqual([names, []]);
    for (const name of names) {
      expect(() => sentTo('openai', { model, [name]: sampling[name as 'top_p'] }, { strict: true })).toThrow(
        `${name} is not supported`,
      );
    }
  });

  it.each(ADJUSTABLE)('is dropped at %s with an effort, and kept without one', (model) => {
    expect(sentTo('openai', { model, ...sampling, reasoning_effort: 'high' }).dropped).toEqual(names);
    for (const effort of [{}, { reasoning_effort: 'none' }]) {
      expect(sentTo('openai', { model, ...sampling, ...effort }, { strict: true }).body).toMatchObject(
        sampling,
      );
    }
  });

  it.each(REASONS_UNASKED)('is dropped at %s, and kept with the effort none', (model) => {
    for (const effort of [{}, { reasoning_effort: 'low' }])
      expect(sentTo('openai', { model, ...sampling, ...effort }).dropped).toEqual(names);
    const kept = { model, ...sampling, reasoning_effort: 'none' };
    expect(sentTo('openai', kept, { strict: true }).body).toMatchObject(sampling);
  });

  it.each(OTHERS)('passes at %s', (model) => {
    expect(sentTo('openai', { model, ...sampling }, { strict: true }).body).toMatchObject(sampling);
  });

  it('that changes nothing is left out without a word', () => {
    const plain = sentTo('nvidia', { model: 'm', store: false, service_tier: 'auto' }, { strict: true });
    expect(Object.keys(plain.body)).toEqual(expect.not.arrayContaining(['store', 'service_tier']));
    const neutral = { temperature: 1, top_p: 1, presence_penalty: 0, frequency_penalty: 0, logit_bias: null };
    const { body, dropped } = sentTo('openai', { model: 'o3', ...neutral }, { strict: true });
    expect([dropped, names.filter((name) => name in body)]).toEqual([[], []]);
  });
});

it.each([
  ['o3', 'minimal', 'low'],
  ['o3', 'none', 'low'],
  ['o4-mini', 'xhigh', 'high'],
  ['gpt-5', 'none', 'minimal'],
  ['gpt-5', 'minimal', 'minimal'],
  ['gpt-5', 'max', 'high'],
  ['gpt-5.1', 'minimal', 'low'],
  ['gpt-5.1', 'none', 'none'],
  ['gpt-5.1', 'xhigh', 'high'],
  ['gpt-5.1-codex-max', 'xhigh', 'xhigh'],
  ['gpt-5.2', 'xhigh', 'xhigh'],
  ['gpt-5.2', 'minimal', 'low'],
  ['gpt-5.2', 'max', 'xhigh'],
])('the effort of %s: %s is %s', (model, effort, expected) => {
  expect(sentTo('openai', { model, reasoning_effort: effort }).body['reasoning_effort']).toBe(expected);
});

it.each<[string, Fields, string[]]>([
  ['groq', { model: 'llama-3.3-70b', logit_bias: { 1: 2 } }, ['logit_bias']],
  [
    'groq',
    { model: 'openai/gpt-oss-120b', prompt_cache_key: 'k', verbosity: 'low', service_tier: 'priority' },
    ['prompt_cache_key', 'service_tier', 'verbosity'],
  ],
  [
    'cerebras',
    { model: 'gpt-oss-120b', presence_penalty: 1, prompt_cache_key: 'k', store: true, logit_bias: { 1: 2 } },
    ['logit_bias', 'store'],
  ],
  [
    'nvidia',
    { model: 'z-ai/glm-5.2', prompt_cache_key: 'k', store: true, user: 'u', presence_penalty: 1 },
    ['prompt_cache_key', 'store'],
  ],
  [
    'fireworks',
    { model: 'glm-5p2', prompt_cache_key: 'k', prompt_cache_retention: '24h' },
    ['prompt_cache_retention'],
  ],
  [
    'mistral',
    {
      model: 'mistral-large-latest',
      prompt_cache_key: 'k',
      prompt_cache_retention: '24h',
      service_tier: 'flex',
    },
    ['prompt_cache_retention', 'service_tier'],
  ],
  [
    'xai',
    { model: 'grok-4', presence_penalty: 1, reasoning_effort: 'low' },
    ['presence_penalty', 'reasoning_effort'],
  ],
  ['xai', { model: 'grok-4.3', frequency_penalty: 1, reasoning_effort: 'low' }, ['frequency_penalty']],
  [
    'xai',
    { model: 'grok-3', frequency_penalty: 1, reasoning_effort: 'low' },
    ['frequency_penalty', 'reasoning_effort'],
  ],
  ['xai', { model: 'grok-4.20-0309-non-reasoning', presence_penalty: 1, stop: 'x' }, ['presence_penalty']],
  ['xai', { model: 'grok-4.6', stop: ['x'], reasoning_effort: 'xhigh' }, ['stop']],
  ['xai', { model: 'grok-4.20-0309-reasoning', reasoning_effort: 'low' }, ['reasoning_effort']],
  ['xai', { model: 'grok-4.20-multi-agent', reasoning_effort: 'high' }, []],
  ['xai', { model: 'grok-3-mini', reasoning_effort: 'low' }, []],
])('%s is not sent what it refuses: %j', (vendor, body, names) => {
  const { body: passed, dropped } = sentTo(vendor, body);
  expect([...dropped].sort()).toEqual([...names].sort());
  expect(names.filter((name) => name in passed)).toEqual([]);
  if (names.length > 0) expect(() => sentTo(vendor, body, { strict: true })).toThrow('is not supported');
});

it.each(['openai', 'zai', 'cerebras'])(
  'an effort that is no word of anybody goes to %s as it is',
  (vendor) => {
    for (const word of ['constructor', 'toString', '__proto__']) {
      const { body } = sentTo(vendor, { model: 'gpt-5', reasoning_effort: word });
      expect(body).toEqual({ model: 'gpt-5', messages: body['messages'], reasoning_effort: word });
    }
  },
);

it.each<[string, string, string]>([
  ['groq', 'default', 'on_demand'],
  ['groq', 'flex', 'flex'],
  ['mistral', 'default', 'standard_only'],
])('%s has the service tier %s as %s', (vendor, tier, expected) => {
  const { body, dropped } = sentTo(vendor, { model: 'm', service_tier: tier }, { strict: true });
  expect([body['service_tier'], dropped]).toEqual([expected, []]);
});

it('a name of a message is not sent to Groq, and named', () => {
  const messages = [{ role: 'user', name: 'Ann', content: 'Hi' }];
  const { body, dropped } = sentTo('groq', {
    model: 'm',
    messages,
    tools: [{ type: 'function', function: { name: 'f' } }],
  });
  expect(body['messages']).toEqual([{ role: 'user', content: 'Hi' }]);
  expect(dropped).toEqual(['messages.name']);
  expect(() => sentTo('groq', { model: 'm', messages }, { strict: true })).toThrow('messages.name');
});

it('a name of a message is not sent to Mistral either, but for that of a result', () => {
  const call = { id: 'abcdefghi', type: 'function', function: { name: 'f', arguments: '{}' } };
  const result = { role: 'tool', tool_call_id: 'abcdefghi', name: 'f', content: 'x' };
  const messages = [
    { role: 'user', name: 'Ann', content: 'Hi' },
    { role: 'assistant', name: 'Bob', content: '', tool_calls: [call] },
    result,
  ];
  const { body, dropped } = sentTo('mistral', { model: 'mistral-medium-3', messages });
  expect(body['messages']).toEqual([
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: '', tool_calls: [call] },
    result,
  ]);
  expect(dropped).toEqual(['messages.name']);
});

it('nor to xAI, but for that of the user', () => {
  const user = { role: 'user', name: 'Ann', content: 'Hi' };
  const messages = [
    { role: 'system', name: 'rules', content: 'Be brief.' },
    user,
    { role: 'assistant', name: 'Bob', content: 'Hello' },
    user,
  ];
  const { body, dropped } = sentTo('xai', { model: 'grok-4.5', messages });
  expect(body['messages']).toEqual([
    { role: 'system', content: 'Be brief.' },
    user,
    { role: 'assistant', content: 'Hello' },
    user,
  ]);
  expect(dropped).toEqual(['messages.name']);
});

it.each(['gpt-4o-search-preview', 'gpt-4o-mini-search-preview-2025-03-11', 'gpt-5-search-api'])(
  '%s, which searches, is sent no sampling and no effort',
  (model) => {
    const sampling = { temperature: 0.2, top_p: 0.5, presence_penalty: 1, frequency_penalty: 1 };
    const { body, dropped } = sentTo('openai', { model, ...sampling, reasoning_effort: 'low' });
    expect(Object.keys(body).sort()).toEqual(['messages', 'model']);
    expect([...dropped].sort()).toEqual([...Object.keys(sampling), 'reasoning_effort'].sort());
  },
);

describe('ids of calls at Mistral', () => {
  const call = (id: string): Fields => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
  const conversation = (...ids: string[]): Fields[] => [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: null, tool_calls: ids.map(call) },
    ...ids.toReversed().map((id) => ({ role: 'tool', tool_call_id: id, content: id })),
  ];
  const idsOf = (messages: unknown): { calls: string[]; results: string[] } => {
    const list = messages as { tool_calls?: { id: string }[]; tool_call_id?: string }[];
    return {
      calls: list.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id)),
      results: list.flatMap(({ tool_call_id: id }) => (id === undefined ? [] : [id])),
    };
  };

  it('have nine letters and digits, two stay two, and results find their calls', () => {
    const given = [
      'call_1',
      'call-1',
      'call.1',
      'toolu_01A09q90qw90lq917835lq9',
      'D681PevKs',
      ''.padEnd(80, 'x'),
    ];
    const { body, dropped } = sentTo(
      'mistral',
      { model: 'm', messages: conversation(...given) },
      { strict: true },
    );
    const { calls, results } = idsOf(body['messages']);
    expect(new Set(calls).size).toBe(given.length);
    for (const id of calls) expect(id).toMatch(/^[A-Za-z0-9]{9}$/);
    expect(calls[4]).toBe('D681PevKs');
    expect(results).toEqual(calls.toReversed());
    expect(dropped).toEqual([]);
    const again = sentTo('mistral', { model: 'm', messages: conversation(...given.slice(0, 2)) });
    expect(idsOf(again.body['messages']).calls).toEqual(calls.slice(0, 2));
  });

  it('that are right leave the request as it was written', () => {
    const messages = conversation('D681PevKs');
    const call1 = callWith({ model: 'm', messages });
    expect(wholeRequestBody(call1, { rules: VENDORS.find(({ name }) => name === 'mistral')?.request })).toBe(
      call1.raw,
    );
  });
});

describe('a schema at vendors that take none', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const format = { type: 'json_schema', json_schema: { name: 'place', schema, strict: true } };

  it('becomes json_object and words behind the instructions, and is named', () => {
    const messages = [
      { role: 'developer', content: 'Be short.' },
      { role: 'user', content: 'Where?' },
    ];
    const { body, dropped } = sentTo('deepseek', {
      model: 'deepseek-chat',
      messages,
      response_format: format,
    });
    expect(body['response_format']).toEqual({ type: 'json_object' });
    expect(body['messages']).toEqual([
      { role: 'system', content: 'Be short.' },
      { role: 'system', content: expect.stringContaining(JSON.stringify(schema)) as unknown },
      { role: 'user', content: 'Where?' },
    ]);
    expect(dropped).toEqual(['response_format']);
    expect(() => sentTo('deepseek', { model: 'm', response_format: format }, { strict: true })).toThrow(
      'response_format',
    );
  });

  it.each([
    ['zai', 'glm-4.6', 'json_object'],
    ['groq', 'llama-3.3-70b-versatile', 'json_object'],
    ['groq', 'qwen/qwen3-32b', 'json_object'],
    ['groq', 'openai/gpt-oss-120b', 'json_schema'],
    ['groq', 'meta-llama/llama-4-scout-17b-16e-instruct', 'json_schema'],
    ['groq', 'a-newer-one', 'json_schema'],
  ])('of a request to %s’s %s is a %s', (vendor, model, type) => {
    expect(sentTo(vendor, { model, response_format: format }).body).toMatchObject({
      response_format: { type },
    });
  });

  it.each(['json_object', 'json_schema'])('beside the type is told as one within is: %s', (type) => {
    const { body } = sentTo('deepseek', { model: 'm', response_format: { type, schema } });
    expect(body['response_format']).toEqual({ type: 'json_object' });
    expect(JSON.stringify(body['messages'])).toContain(JSON.stringify(JSON.stringify(schema)).slice(1, -1));
  });

  it.each([{ type: 'json_object' }, { type: 'text' }])(
    'stays as it is where it is something else: %j',
    (response_format) => {
      const { body, dropped } = sentTo('deepseek', { model: 'm', response_format });
      expect(body).toMatchObject({ response_format, messages: [{ role: 'user', content: 'Hi' }] });
      expect(dropped).toEqual([]);
    },
  );
});

describe('at Moonshot', () => {
  const SAMPLING = { temperature: 0.2, top_p: 0.5, presence_penalty: 1 };

  it.each([
    ['kimi-k3', { reasoning_effort: 'high' }, ['temperature', 'top_p', 'presence_penalty']],
    ['kimi-k2.6', {}, ['temperature', 'top_p', 'presence_penalty', 'reasoning_effort']],
  ])('the sampling of %s is not to be set', (model, kept, names) => {
    const { body, dropped } = sentTo('moonshotai', { model, ...SAMPLING, reasoning_effort: 'medium' });
    expect(body).toEqual({ model, messages: body['messages'], ...kept });
    expect(new Set(dropped)).toEqual(new Set(names));
  });

  it('older models keep theirs', () => {
    const { body } = sentTo('moonshotai', { model: 'moonshot-v1-8k', ...SAMPLING });
    expect(body).toMatchObject(SAMPLING);
  });
});

describe('the key of a prompt cache', () => {
  it.each([
    ['openai', true],
    ['moonshotai', true],
    ['mistral', true],
    ['cerebras', true],
    ['groq', false],
    ['nvidia', false],
  ])('reaches %s: %s', (vendor, reaches) => {
    const { body, dropped } = sentTo(vendor, { model: 'm', prompt_cache_key: 'k' });
    expect(Object.hasOwn(body, 'prompt_cache_key')).toBe(reaches);
    expect(dropped).toEqual(reaches ? [] : ['prompt_cache_key']);
  });
});

it.each<[string, string, string, Fields]>([
  ['openai', 'gpt-5-pro', 'low', { reasoning_effort: 'high' }],
  ['openai', 'gpt-5-codex', 'minimal', { reasoning_effort: 'low' }],
  ['openai', 'gpt-5.2-codex', 'none', { reasoning_effort: 'low' }],
  ['openai', 'gpt-5.1-codex-mini', 'xhigh', { reasoning_effort: 'high' }],
  ['openai', 'gpt-5.4-pro', 'low', { reasoning_effort: 'medium' }],
  ['openai', 'gpt-5.6', 'max', { reasoning_effort: 'max' }],
  ['openai', 'gpt-6-astra', 'none', { reasoning_effort: 'low' }],
  ['openai', 'gpt-6.1-sol-2026-09-29', 'minimal', { reasoning_effort: 'low' }],
  ['openai', 'gpt-6.2-astra', 'max', { reasoning_effort: 'max' }],
  ['openai', 'gpt-6-sol', 'none', { reasoning_effort: 'none' }],
  ['openai', 'gpt-6.1-terra', 'none', { reasoning_effort: 'none' }],
  ['openai', 'gpt-4.1', 'low', {}],
  ['groq', 'openai/gpt-oss-120b', 'minimal', { reasoning_effort: 'low' }],
  ['groq', 'qwen/qwen3-32b', 'high', { reasoning_effort: 'default' }],
  ['groq', 'qwen/qwen3-32b', 'none', { reasoning_effort: 'none' }],
  ['groq', 'llama-3.3-70b-versatile', 'low', {}],
  ['cerebras', 'gpt-oss-120b', 'none', { reasoning_effort: 'low' }],
  ['cerebras', 'zai-glm-4.7', 'none', { reasoning_effort: 'none' }],
  ['cerebras', 'zai-glm-4.7', 'minimal', { reasoning_effort: 'low' }],
  ['cerebras', 'qwen-3.8-27b', 'xhigh', { reasoning_effort: 'high' }],
  ['together', 'openai/gpt-oss-20b', 'xhigh', { reasoning_effort: 'high' }],
  ['together', 'openai/gpt-oss-20b', 'none', { reasoning_effort: 'low' }],
  ['together', 'zai-org/GLM-5.2', 'none', { reasoning: { enabled: false } }],
  ['together', 'zai-org/GLM-5.3', 'max', { reasoning_effort: 'max' }],
  ['vllm', 'openai/gpt-oss-20b', 'minimal', { reasoning_effort: 'low' }],
  ['mistral', 'mistral-small-latest', 'medium', { reasoning_effort: 'high' }],
  ['mistral', 'mistral-large-4-0', 'max', { reasoning_effort: 'high' }],
  ['mistral', 'magistral-medium-latest', 'low', {}],
  ['mistral', 'codestral-latest', 'low', {}],
  ['xai', 'grok-4.3', 'none', { reasoning_effort: 'none' }],
  ['xai', 'grok-4.5', 'none', { reasoning_effort: 'low' }],
  ['xai', 'grok-4.5', 'xhigh', { reasoning_effort: 'xhigh' }],
  ['xai', 'grok-4.3', 'max', { reasoning_effort: 'xhigh' }],
  ['xai', 'grok-build-0.1', 'none', {}],
  ['xai', 'grok-build-latest', 'low', {}],
  ['xai', 'grok-4.6', 'xhigh', { reasoning_effort: 'xhigh' }],
  ['xai', 'grok-4.6', 'max', { reasoning_effort: 'xhigh' }],
  ['xai', 'grok-3-mini', 'medium', { reasoning_effort: 'high' }],
  ['deepseek', 'deepseek-v4-pro', 'none', { thinking: { type: 'disabled' } }],
  ['deepseek', 'deepseek-v4-pro', 'max', { reasoning_effort: 'max' }],
  ['zai', 'glm-5', 'none', { thinking: { type: 'disabled' } }],
  ['zai', 'glm-5.2', 'medium', { reasoning_effort: 'medium' }],
  ['zai', 'glm-5.3', 'none', { reasoning_effort: 'low' }],
  ['zai', 'glm-5.3-flash', 'medium', { reasoning_effort: 'high' }],
  ['moonshotai', 'kimi-k2.7-code', 'none', {}],
  ['moonshotai', 'kimi-k2.6', 'none', { thinking: { type: 'disabled' } }],
  ['alibaba', 'qwen3.8-max', 'none', { enable_thinking: false }],
])('at %s the effort of %s: %s is %j', (vendor, model, effort, expected) => {
  const { body } = sentTo(vendor, { model, reasoning_effort: effort });
  const { model: _model, messages: _messages, ...rest } = body;
  expect(rest).toEqual(expected);
});

it('a field of its own that the caller set wins over what the effort would say', () => {
  const thinking = { type: 'enabled' };
  const { body } = sentTo('deepseek', { model: 'deepseek-v4-pro', reasoning_effort: 'none', thinking });
  expect(body).toMatchObject({ thinking });
});

it.each([
  ['glm-4.6', { stream: true, tools: [{ type: 'function', function: { name: 'f' } }] }, true],
  ['z-ai/glm-5.3', { stream: true, tools: [{ type: 'function', function: { name: 'f' } }] }, true],
  [
    'glm-5',
    { stream: true, tools: [{ type: 'function', function: { name: 'f' } }], tool_stream: false },
    false,
  ],
  ['glm-4.5', { stream: true, tools: [{ type: 'function', function: { name: 'f' } }] }, undefined],
  ['glm-5', { stream: true }, undefined],
  ['glm-5', { tools: [{ type: 'function', function: { name: 'f' } }] }, undefined],
])('Z.ai’s %s is asked to stream the calls of a stream: %j', (model, fields, expected) => {
  expect(sentTo('zai', { model, ...fields }).body['tool_stream']).toBe(expected);
});

it.each<[string, Fields, string[]]>([
  ['gpt-4o', { verbosity: 'low', reasoning_effort: 'low' }, ['reasoning_effort', 'verbosity']],
  ['gpt-4.1', { verbosity: 'medium', reasoning_effort: 'none' }, []],
  ['o3', { verbosity: 'high', parallel_tool_calls: true }, ['verbosity', 'parallel_tool_calls']],
  ['o4-mini', { parallel_tool_calls: false }, []],
])('%s does not know what came later: %j', (model, fields, names) => {
  const tools = [{ type: 'function', function: { name: 'f' } }];
  const { body, dropped } = sentTo('openai', { model, tools, ...fields });
  expect(Object.keys(body)).toEqual(['messages', 'model', 'tools']);
  expect(dropped).toEqual(names);
});

const tool = (name: string): Fields => ({ type: 'function', function: { name } });
const FUNCTIONS_ALONE = VENDORS.filter(({ request }) => request?.functionsAlone).map(({ name }) => name);

describe('the choice among tools', () => {
  it.each(VENDORS.filter(({ request }) => request !== undefined).map(({ name }) => name))(
    'is not sent to %s without tools, and nobody is told',
    (vendor) => {
      for (const tools of [{}, { tools: [] }, { tools: null }]) {
        const said = { parallel_tool_calls: false, tool_choice: 'none' };
        const { body, dropped } = sentTo(vendor, { model: 'm', ...tools, ...said }, { strict: true });
        expect([Object.keys(body), dropped]).toEqual([['messages', 'model'], []]);
      }
    },
  );

  it.each(FUNCTIONS_ALONE)('of allowed tools is fewer tools at %s', (vendor) => {
    for (const [mode, choice] of [
      ['auto', 'auto'],
      ['required', 'required'],
    ]) {
      const tool_choice = { type: 'allowed_tools', allowed_tools: { mode, tools: [tool('b')] } };
      const { body } = sentTo(vendor, { model: 'm', tools: [tool('a'), tool('b')], tool_choice });
      expect(body).toMatchObject({ tools: [tool('b')], tool_choice: choice });
    }
  });

  it.each(VENDORS.map(({ name }) => name))('that Google calls validated is auto at %s', (vendor) => {
    const said = { model: 'm', tool_choice: 'validated' };
    expect(sentTo(vendor, { ...said, tools: [tool('a')] }).body).toMatchObject({ tool_choice: 'auto' });
  });

  it('of allowed tools is OpenAI’s own', () => {
    const tool_choice = { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool('b')] } };
    const { body } = sentTo('openai', { model: 'm', tools: [tool('a'), tool('b')], tool_choice });
    expect(body).toMatchObject({ tools: [tool('a'), tool('b')], tool_choice });
  });

  it.each(FUNCTIONS_ALONE)(
    'a custom tool is a function with one text at %s, in the history too',
    (vendor) => {
      const custom = {
        name: 'patch',
        description: 'Patches.',
        format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "x"' } },
      };
      const call = { id: 'abcdefghi', type: 'custom', custom: { name: 'patch', input: 'a "b"' } };
      const { body } = sentTo(vendor, {
        model: 'm',
        tools: [tool('a'), { type: 'custom', custom }],
        tool_choice: { type: 'custom', custom: { name: 'patch' } },
        messages: [
          { role: 'assistant', tool_calls: [call] },
          { role: 'tool', tool_call_id: 'abcdefghi', content: 'done' },
        ],
      });
      expect(body['tools']).toEqual([
        tool('a'),
        {
          type: 'function',
          function: {
            name: 'patch',
            description: expect.stringContaining('start: "x"') as unknown,
            parameters: expect.objectContaining({ required: ['input'] }) as unknown,
          },
        },
      ]);
      expect(body['tool_choice']).toEqual({ type: 'function', function: { name: 'patch' } });
      expect((body['messages'] as Fields[])[0]?.['tool_calls']).toEqual([
        {
          id: 'abcdefghi',
          type: 'function',
          function: { name: 'patch', arguments: '{"input":"a \\"b\\""}' },
        },
      ]);
    },
  );
});

it.each([
  ['mistral', true],
  ['openai', false],
  ['groq', false],
])(
  'an assistant’s message at the end begins the answer at %s by a field of its own: %s',
  (vendor, marked) => {
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
    ];
    const { body } = sentTo(vendor, { model: 'm', messages });
    const last = { role: 'assistant', content: 'b', ...(marked ? { prefix: true } : {}) };
    expect((body['messages'] as Fields[]).at(-1)).toEqual(last);
  },
);
