/** Thinking that is on unasked gives way to what its vendor refuses with it: a forced call, and calls without their reasoning. */
import { type Fields, sentTo } from '../../../../test/support/providers/sent-to-vendor';

const TOOLS = [{ type: 'function', function: { name: 'f' } }];
const CALL = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
const NAMED = { type: 'function', function: { name: 'f' } };
const ALLOWED = { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [NAMED] } };
const OFF = { thinking: { type: 'disabled' } };

const history = (answer: Fields): Fields[] => [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: null, tool_calls: [CALL], ...answer },
  { role: 'tool', tool_call_id: 'c1', content: 'x' },
];

describe('a call that has to be made', () => {
  it.each<[string, string, Fields]>([
    ['deepseek', 'deepseek-v4-pro', OFF],
    ['deepseek', 'deepseek-flash', OFF],
    ['moonshotai', 'kimi-k2.6', OFF],
    ['alibaba', 'qwen3.8-max', { enable_thinking: false }],
    ['alibaba', 'qwen-plus', { enable_thinking: false }],
  ])('is made without thinking by %s’s %s', (vendor, model, off) => {
    for (const choice of ['required', NAMED, ALLOWED]) {
      const { body, dropped } = sentTo(
        vendor,
        { model, tools: TOOLS, tool_choice: choice },
        { strict: true },
      );
      expect(body).toMatchObject(off);
      expect(dropped).toEqual([]);
    }
    for (const choice of ['auto', 'none', undefined]) {
      const { body } = sentTo(vendor, { model, tools: TOOLS, tool_choice: choice });
      for (const field of Object.keys(off)) expect(body).not.toHaveProperty(field);
    }
  });

  it('and an effort that is given up for it is named', () => {
    const asked = {
      model: 'deepseek-v4-pro',
      tools: TOOLS,
      tool_choice: 'required',
      reasoning_effort: 'high',
    };
    const { body, dropped } = sentTo('deepseek', asked);
    expect(body).toMatchObject(OFF);
    expect(body).not.toHaveProperty('reasoning_effort');
    expect(dropped).toEqual(['reasoning_effort']);
    expect(() => sentTo('deepseek', asked, { strict: true })).toThrow('reasoning_effort is not supported');
  });

  it('is left to the vendor where the caller says itself whether to think', () => {
    const thinking = { type: 'enabled' };
    const asked = { model: 'deepseek-v4-pro', tools: TOOLS, tool_choice: 'required', thinking };
    expect(sentTo('deepseek', asked).body).toMatchObject({ thinking });
  });

  it.each([
    ['deepseek', 'deepseek-chat'],
    ['moonshotai', 'kimi-k3'],
    ['alibaba', 'qwen3-coder-plus'],
    ['alibaba', 'qwen3-235b-a22b-thinking-2507'],
    ['openai', 'gpt-5'],
  ])('changes nothing else at %s’s %s', (vendor, model) => {
    const { body } = sentTo(vendor, { model, tools: TOOLS, tool_choice: 'required' });
    expect(Object.keys(body).sort()).toEqual(['messages', 'model', 'tool_choice', 'tools']);
  });
});

describe('calls that came back without their reasoning', () => {
  it.each([
    ['deepseek', 'deepseek-v4-pro'],
    ['moonshotai', 'kimi-k2.6'],
  ])('are gone on with without thinking by %s’s %s', (vendor, model) => {
    for (const lack of [{}, { reasoning_content: null }])
      expect(sentTo(vendor, { model, messages: history(lack) }).body).toMatchObject(OFF);
    const messages = history({ reasoning_content: 'I call f.' });
    expect(sentTo(vendor, { model, messages }).body).toEqual({ model, messages });
    const plain = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'I said "tool_calls".' },
    ];
    expect(sentTo(vendor, { model, messages: plain }).body).toEqual({ model, messages: plain });
  });

  it('or with an empty one, which Kimi takes for none and DeepSeek does not', () => {
    const messages = history({ reasoning_content: '' });
    expect(sentTo('moonshotai', { model: 'kimi-k2.6', messages }).body).toMatchObject(OFF);
    const model = 'deepseek-v4-pro';
    for (const tools of [{}, { tools: TOOLS }])
      expect(sentTo('deepseek', { model, messages, ...tools }).body).toEqual({ model, messages, ...tools });
  });

  it.each(['kimi-k3', 'kimi-k2.7-code', 'kimi-k2-thinking'])(
    'have a blank one at %s, which always thinks',
    (model) => {
      for (const lack of [{}, { reasoning_content: '' }]) {
        const { body } = sentTo('moonshotai', { model, messages: history(lack) }, { strict: true });
        expect(body['messages']).toEqual(history({ reasoning_content: ' ' }));
        expect(body).not.toHaveProperty('thinking');
      }
    },
  );

  it('and so are answers in words where the request has tools, at DeepSeek', () => {
    const model = 'deepseek-v4-pro';
    const said = (answer: Fields): Fields[] => [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello', ...answer },
      { role: 'user', content: 'And now?' },
    ];
    expect(sentTo('deepseek', { model, messages: said({}), tools: TOOLS }).body).toMatchObject(OFF);
    for (const [messages, tools] of [
      [said({}), {}],
      [said({ reasoning_content: 'Hm' }), { tools: TOOLS }],
    ] as const)
      expect(sentTo('deepseek', { model, messages, ...tools }).body).toEqual({ model, messages, ...tools });
  });

  it('are nothing to vendors that do not ask for it', () => {
    const messages = history({});
    for (const [vendor, model] of [
      ['alibaba', 'qwen3.8-max'],
      ['deepseek', 'deepseek-chat'],
      ['openai', 'gpt-5'],
    ] as const)
      expect(sentTo(vendor, { model, messages }).body).toEqual({ model, messages });
  });
});
