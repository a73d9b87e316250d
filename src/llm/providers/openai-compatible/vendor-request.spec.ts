import { callWith } from '../../../../test/support/providers/adapter-calls';
import type { JsonObject } from '../../../json/json-object';
import { viewLargeBody } from '../../../body/large-body';
import { GatewayError } from '../../../errors/gateway-error';
import { streamRequestBody, wholeRequestBody } from './request';
import type { RequestRules } from './vendor';
import { VENDORS } from './vendors';

function rulesOf(name: string): RequestRules | undefined {
  return VENDORS.find((vendor) => vendor.name === name)?.request;
}

/** An answer of another wire, sent back. */
const SENT_BACK = {
  role: 'assistant',
  content: 'Hi',
  reasoning_content: 'Hm.',
  provider_fields: { signature: 's' },
  thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: 's' }],
  tool_calls: [
    {
      id: 'D681PevKs',
      type: 'function',
      function: { name: 'f', arguments: '{}' },
      provider_fields: { thought: 't' },
      extra_content: { google: { thought_signature: 't' } },
    },
  ],
};

function sent(
  vendor: string,
  body: Readonly<Record<string, unknown>>,
  strict = false,
): Record<string, unknown> {
  const bytes = wholeRequestBody(callWith({ model: 'm', ...body }), { rules: rulesOf(vendor), strict });
  return JSON.parse(bytes.toString()) as Record<string, unknown>;
}

describe('an answer that is sent back', () => {
  it.each(['openai', 'groq', 'mistral'])(
    'reaches %s without the fields that it refuses, in strict mode too',
    (vendor) => {
      const body = sent(vendor, { messages: [{ role: 'user', content: 'a' }, SENT_BACK] }, true);
      expect(body['messages']).toEqual([
        { role: 'user', content: 'a' },
        {
          role: 'assistant',
          content: 'Hi',
          tool_calls: [{ id: 'D681PevKs', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
      ]);
    },
  );

  it.each([
    ['groq', 'openai/gpt-oss-120b'],
    ['groq', 'qwen/qwen3-32b'],
    ['cerebras', 'zai-glm-4.7'],
  ])('brings %s the reasoning of %s under the one name that it takes', (vendor, model) => {
    const returned = (more: object): unknown => sent(vendor, { model, messages: [more] })['messages'];
    const { provider_fields: _p, thinking_blocks: _t, reasoning_content: reasoning, ...said } = SENT_BACK;
    const call = { id: 'D681PevKs', type: 'function', function: { name: 'f', arguments: '{}' } };
    expect(returned(SENT_BACK)).toEqual([{ ...said, tool_calls: [call], reasoning }]);
    const both = { role: 'assistant', content: 'a', reasoning_content: 'Hm.', reasoning: 'Well.' };
    expect(returned(both)).toEqual([{ role: 'assistant', content: 'a', reasoning: 'Well.' }]);
    const none = { role: 'assistant', content: 'a', reasoning_content: '' };
    expect(returned(none)).toEqual([{ role: 'assistant', content: 'a' }]);
  });

  it('reaches Fireworks without what its schema does not have', () => {
    const { reasoning_content, content } = SENT_BACK;
    const said = { role: 'assistant', content, reasoning_content };
    const extra = { reasoning: 'Hm.', reasoning_details: [], refusal: null, annotations: [], audio: null };
    expect(sent('fireworks', { messages: [{ ...said, ...extra }] }, true)['messages']).toEqual([said]);
  });

  it.each(['deepseek', 'moonshotai', 'xai'])('brings %s the reasoning that it wants back', (vendor) => {
    const [message] = sent(vendor, { messages: [SENT_BACK] })['messages'] as (typeof SENT_BACK)[];
    expect(message).toMatchObject({ reasoning_content: 'Hm.' });
    expect(JSON.stringify(message)).not.toMatch(/provider_fields|thinking_blocks|extra_content/);
  });

  it('stays as it is for servers of which nothing is known', () => {
    const call = callWith({ model: 'm', messages: [SENT_BACK] });
    expect(wholeRequestBody(call, { rules: rulesOf('local') })).toBe(call.raw);
  });

  it('is corrected in a large body too, of which only an outline is kept', () => {
    const text = JSON.stringify({
      model: 'm',
      seed: 1,
      messages: [{ role: 'user', content: 'x'.repeat(100_000) }, SENT_BACK],
    });
    const raw = Buffer.from(text);
    const body = viewLargeBody(raw) as JsonObject;
    const bytes = wholeRequestBody({ ...callWith(text), raw, body }, { rules: rulesOf('openai') });
    expect(bytes.toString()).not.toMatch(/provider_fields|reasoning_content/);
    expect((JSON.parse(bytes.toString()) as { messages: unknown[] }).messages).toHaveLength(2);
  });

  it('keeps every byte where there is nothing to change', () => {
    const text =
      '{"model":"m","seed":9223372036854775807,"messages":[{"role":"user","content":"\\"provider_fields\\""}]}';
    for (const { request } of VENDORS) {
      if (request?.renamed?.['seed'] !== undefined) continue;
      const call = callWith(text);
      expect(wholeRequestBody(call, { rules: request })).toBe(call.raw);
    }
  });
});

describe('the rules of a vendor', () => {
  it('rename what has another name there, byte for byte', () => {
    const call = callWith('{"model":"m","max_completion_tokens":100,"seed":9223372036854775807}');
    const bytes = wholeRequestBody(call, { rules: rulesOf('mistral') });
    expect(bytes.toString()).toBe('{"model":"m","max_tokens":100,"random_seed":9223372036854775807}');
    expect(sent('deepseek', { max_completion_tokens: 5, max_tokens: 3 })).toEqual({
      model: 'm',
      max_tokens: 3,
    });
    expect(sent('deepseek', { max_completion_tokens: 5, max_tokens: null })).toEqual({
      model: 'm',
      max_tokens: 5,
    });
  });

  it.each(['nvidia', 'sambanova', 'huggingface', 'ollama'])('have one limit of tokens at %s', (vendor) => {
    expect(sent(vendor, { max_completion_tokens: 5 })).toEqual({ model: 'm', max_tokens: 5 });
  });

  it('turn the role developer into system where it is not known', () => {
    expect(sent('deepseek', { messages: [{ role: 'developer', content: 'developer' }] })).toMatchObject({
      messages: [{ role: 'system', content: 'developer' }],
    });
    expect(sent('openai', { messages: [{ role: 'developer', content: 'x' }] })).toMatchObject({
      messages: [{ role: 'developer', content: 'x' }],
    });
  });

  it('leave cache marks out where unknown fields are refused, and name them', () => {
    const mark = { cache_control: { type: 'ephemeral' } };
    const request = (more: object) => ({
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Be short.', ...more }] },
        { role: 'user', content: 'Mind "cache_control".', ...more },
      ],
      tools: [{ type: 'function', function: { name: 'f', ...more }, ...more }],
      ...more,
    });
    for (const vendor of ['openai', 'groq', 'mistral', 'cerebras', 'fireworks', 'nvidia']) {
      expect(sent(vendor, request(mark))).toEqual({ model: 'm', ...request({}) });
      expect(() => sent(vendor, request(mark), true)).toThrow('cache_control');
      const unmarked = callWith({ model: 'm', ...request({}) });
      expect(wholeRequestBody(unmarked, { rules: rulesOf(vendor) })).toBe(unmarked.raw);
    }
    expect(sent('openrouter', request(mark))).toEqual({ model: 'm', ...request(mark) });
  });

  it('have files as documents at Mistral, and a refusal as what was said at DeepSeek', () => {
    const url = 'data:application/pdf;base64,JVBERi0xLjQ=';
    const file = { type: 'file', file: { filename: 'a.pdf', file_data: url } };
    const text = { type: 'text', text: 'Read.' };
    expect(sent('mistral', { messages: [{ role: 'user', content: [text, file] }] })).toMatchObject({
      messages: [{ content: [text, { type: 'document_url', document_url: url, document_name: 'a.pdf' }] }],
    });
    const refused = { role: 'assistant', content: null, refusal: 'No.' };
    expect(sent('deepseek', { messages: [{ role: 'user', content: 'Hi' }, refused] })['messages']).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'No.' },
    ]);
  });

  it('put messages into the order that Mistral takes, each in its place', () => {
    const call = { id: 'abcdefghi', type: 'function', function: { name: 'f', arguments: '{}' } };
    const round = [
      { role: 'user', content: 'Look.' },
      { role: 'assistant', content: '', tool_calls: [call] },
      { role: 'tool', tool_call_id: call.id, content: 'Seen.' },
    ];
    const said = { role: 'assistant', content: 'OK.' };
    const tail = [{ role: 'user', content: 'And?' }];
    const parts = [{ type: 'text', text: 'Be short.' }];
    const marked = '<system>\nBe short.\n</system>';
    const rows: [given: object[], sent: object[]][] = [
      [tail, [said, ...tail]],
      [
        [{ role: 'developer', content: 'Be short.' }, ...tail],
        [said, { role: 'user', content: marked }, ...tail],
      ],
      [
        [said, { role: 'system', content: parts }, ...tail],
        [said, { role: 'user', content: [{ type: 'text', text: marked }] }, ...tail],
      ],
      [
        [said, { role: 'assistant', content: null }, ...tail],
        [said, ...tail],
      ],
      [[], []],
    ];
    for (const [given, messages] of rows)
      expect(sent('mistral', { messages: [...round, ...given] })).toMatchObject({
        messages: [...round, ...messages],
      });
    expect(sent('openai', { messages: [...round, ...tail] })).toMatchObject({
      messages: [...round, ...tail],
    });
    // An empty beginning is left out, and no other message is to be gone on with.
    const hi = { role: 'user', content: 'Hi' };
    expect(sent('mistral', { messages: [hi, { role: 'assistant', content: '' }] })['messages']).toEqual([hi]);
  });

  it('drop what does not shape the answer, and in strict mode name it', () => {
    expect(sent('mistral', { user: 'u', temperature: 1 })).toEqual({ model: 'm', temperature: 1 });
    expect(sent('mistral', { user: null }, true)).toEqual({ model: 'm' });
    expect(() => sent('mistral', { user: 'u' }, true)).toThrow(GatewayError);
    expect(() => sent('mistral', { user: 'u' }, true)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param: 'user' }),
    );
  });

  it.each(['groq', 'mistral', 'cerebras', 'fireworks', 'nvidia'])(
    'leave out what is null at %s, which refuses fields that it does not have',
    (vendor) => {
      const nulls = { audio: null, modalities: null, moderation: null, tools: null, stream_options: null };
      expect(sent(vendor, { messages: [], seed: 0, ...nulls }, true)).not.toMatchObject({ audio: null });
      const call = callWith({ model: 'm', stream: true, ...nulls });
      const bytes = streamRequestBody(call, { rules: rulesOf(vendor) });
      const asked = { model: 'm', stream: true, stream_options: { include_usage: true } };
      expect(JSON.parse(bytes.toString())).toEqual(asked);
      expect(sent('openai', { audio: null })).toEqual({ model: 'm', audio: null });
    },
  );

  it('leave stream_options out where they are refused', () => {
    const call = callWith({ model: 'm', stream: true, stream_options: { include_usage: true } });
    const bytes = streamRequestBody(call, { rules: rulesOf('mistral') }, 'unasked');
    expect(JSON.parse(bytes.toString())).toEqual({ model: 'm', stream: true });
  });
});

describe('a tool’s result without its call', () => {
  const RESULT = { role: 'tool', tool_call_id: 'call_2', content: 'rain' };
  const CALL = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } };
  const CALLED = { role: 'assistant', content: null, tool_calls: [CALL] };
  const MESSAGES = [{ role: 'user', content: 'a' }, CALLED, RESULT];

  it.each(['openai', 'deepseek', 'mistral', 'alibaba'])('is a 400 where %s refuses it', (vendor) => {
    expect(() => sent(vendor, { messages: MESSAGES })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param: 'messages.2.tool_call_id' }),
    );
    expect(() => sent(vendor, { messages: [CALLED, { ...RESULT, tool_call_id: 'call_1' }] })).not.toThrow();
  });

  it('passes where nothing is known', () => {
    expect(sent('local', { messages: MESSAGES })['messages']).toEqual(MESSAGES);
  });

  it('is seen in a large body by the roles alone, which is not parsed for it', () => {
    const long = { role: 'user', content: 'x'.repeat(100_000) };
    const checked = (messages: readonly unknown[]): unknown => {
      const text = JSON.stringify({ model: 'm', messages });
      const raw = Buffer.from(text);
      const body = viewLargeBody(raw) as JsonObject;
      return wholeRequestBody({ ...callWith(text), raw, body }, { rules: rulesOf('openai') });
    };
    expect(() => checked([long, RESULT])).toThrow(GatewayError);
    expect(() => checked([long, CALLED, RESULT])).not.toThrow();
  });
});
