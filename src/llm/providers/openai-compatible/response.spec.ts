import { GatewayError } from '../../../errors/gateway-error';
import { emptyFacts } from '../../llm-adapter';
import type { LlmCall } from '../../llm-adapter';
import { errorFromBody } from './errors';
import { parseObject, readAnswer } from './response';
import type { AnswerKey } from './response';
import { openAiChatWire } from '../../../wire/openai-chat/openai-chat.wire';

const CHOICES = '"choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop"}]';
const USAGE = '"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}';

function read(text: string, key: AnswerKey = 'choices'): { readonly body: string; readonly call: LlmCall } {
  const call: LlmCall = {
    raw: Buffer.from('x'.repeat(400)),
    body: { messages: [{ role: 'user', content: 'Say hi.' }] },
    model: 'm',
    usageWanted: false,
    headers: {},
    wire: openAiChatWire,
    facts: emptyFacts(),
  };
  const { body } = readAnswer(call, Buffer.from(text), key, (error) => errorFromBody(200, error));
  return { body: body.toString(), call };
}

describe('readAnswer', () => {
  it.each([
    `{"id":"1","model":"m-1",${CHOICES},${USAGE}}`,
    ` {"model" : "m-1", ${CHOICES} , ${USAGE.replace(':', ' : ')} }\n`,
    `{\n  "model": "m-1",\n  ${CHOICES},\n  "usage":\n {"prompt_tokens": 3, "completion_tokens": 4}\n}`,
    `{${USAGE},"model":"m-1",${CHOICES}}`,
    `{"model":"m-1",${CHOICES.replace('Hi', 'a \\"usage\\":{\\"prompt_tokens\\":99} b')},${USAGE}}`,
    `{${USAGE},"model":"m-1",${CHOICES.replace('Hi', 'usage')}}`,
    `{"model":"m-1",${CHOICES},${USAGE},"error":null}`,
    `{"model":"m-1",${CHOICES},${USAGE},"usage_breakdown":{"models":[{"model":"a}","usage":{"prompt_tokens":1,"completion_tokens":1}}]},"service_tier":"default","x":{"id":"1"}}`,
  ])('passes %j on as it is and learns from it', (text) => {
    const { body, call } = read(text);
    expect(body.trim()).toBe(text.trim());
    expect(call.facts).toMatchObject({
      model: 'm-1',
      finishReason: 'stop',
      usage: { promptTokens: 3, completionTokens: 4, estimated: false },
    });
  });

  it.each([
    `{"id":"1","model":"m-1",${CHOICES},${USAGE}}`,
    `{"model":"m-1",${CHOICES},${USAGE},"service_tier":"flex"}`,
    `{"model":"m-1",${CHOICES.replace('"stop"', '"tool_calls"')},${USAGE}}`,
    `{"model":"m-1",${CHOICES.replace('"stop"', '"eos"')},${USAGE}}`,
    `{"model":"m-1",${CHOICES.replace('"stop"', 'null')},${USAGE}}`,
    `{"model":"m-1",${CHOICES.replace('"Hi"', '[{"type":"text","text":"Hi"}]')},${USAGE}}`,
    `{"model":"m-1",${CHOICES.replace('"Hi"', '"Hi","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]')},${USAGE}}`,
    `{"model":"m-1",${CHOICES.replace('"Hi"', 'null,"function_call":{"name":"f","arguments":"{}"}')},${USAGE}}`,
    `{"model":"m-1",${CHOICES.replace('}]', `,${USAGE}}]`)}}`,
    `{"model":"m-1",${CHOICES},"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":9,"completion_tokens_details":{"reasoning_tokens":2}}}`,
  ])('tells the same of an answer that is parsed and of one that is too long for it: %j', (text) => {
    const short = read(text);
    const long = read(`${text.slice(0, -1)}${' '.repeat(5_000)}}`);
    expect(long.call.facts).toEqual(short.call.facts);
    expect(JSON.parse(long.body)).toEqual(JSON.parse(short.body));
  });

  it('estimates usage where it is missing, and marks it', () => {
    const { body, call } = read(`{"model":"m-1","seed":9223372036854775807,${CHOICES},"usage":null}`);
    expect(call.facts.usage).toMatchObject({ promptTokens: 10, estimated: true });
    expect(body).toContain('"seed":9223372036854775807');
    expect(JSON.parse(body)).toMatchObject({ usage: { prompt_tokens: 10, estimated: true } });
    expect(body.match(/"usage"/g)).toHaveLength(1);
  });

  it.each([USAGE, '"usage":null'])('an answer without a choice is no answer, with %s', (usage) => {
    expect(() => read(`{"model":"m-1","choices":[],${usage}}`)).toThrow('not an answer');
  });

  it.each(['', '"message":null,', '"message" : null,'])(
    'a choice without a message has an empty one: %s',
    (said) => {
      const { body } = read(`{"model":"m-1","choices":[{"index":0,${said}"finish_reason":"stop"}],${USAGE}}`);
      expect(JSON.parse(body)).toMatchObject({
        choices: [{ message: { role: 'assistant', content: null }, finish_reason: 'stop' }],
      });
    },
  );

  it('counts reasoning in the completion, where its upstream counts it beside that', () => {
    const usage = (completion: number): string =>
      `"usage":{"prompt_tokens":12,"completion_tokens":${completion},"total_tokens":241,"completion_tokens_details":{"reasoning_tokens":228}}`;
    const { body, call } = read(`{"model":"m-1",${CHOICES},${usage(1)}}`);
    expect(body).toBe(`{"model":"m-1",${CHOICES},${usage(229)}}`);
    expect(call.facts.usage).toMatchObject({ completionTokens: 229, reasoningTokens: 228 });
  });

  it.each([
    ['behind the usage', '', ',"service_tier":"default","system_fingerprint":null', ''],
    ['before the choices', '"service_tier":"flex",', '', 'flex'],
    ['in the words of the answer', '', '', undefined],
  ])('reads the tier in which it was served %s', (_where, before, behind, tier) => {
    const said = JSON.stringify(`${'x'.repeat(600)} "service_tier":"priority" `);
    const choices = `"choices":[{"index":0,"message":{"content":${said}},"finish_reason":"stop"}]`;
    const usage = '"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}';
    const { call } = read(`{${before}"id":"1","model":"m",${choices},${usage}${behind}}`);
    expect(call.facts.usage?.serviceTier).toBe(tier);
  });

  it.each([
    ['on_demand', 'default', ''],
    ['performance', null, 'performance'],
    ['auto', 'auto', undefined],
    ['fast', 'fast', 'fast'],
    ['flex', 'flex', 'flex'],
  ])(
    'tells the tier %j in a word that typed SDKs of OpenAI know, in short answers and in long ones',
    (tier, word, served) => {
      const said = JSON.stringify('a "service_tier":"on_demand" b');
      const answer = (told: unknown): string =>
        `{"model":"m-1",${CHOICES.replace('"Hi"', said)},${USAGE},"x_groq":{"id":"req_1"},"service_tier":${JSON.stringify(told)}}`;
      const spaced = (text: string): string => `${text.slice(0, -1)}${' '.repeat(400)}}`;
      const long = (text: string): string => text.replace('a ', `${'a'.repeat(5_000)} `);
      for (const form of [(text: string) => text, spaced, long]) {
        const { body, call } = read(form(answer(tier)));
        expect(body).toBe(form(answer(word)));
        expect(call.facts.usage?.serviceTier).toBe(served);
      }
    },
  );

  it('counts the pictures of an answer', () => {
    const images = '"images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]';
    const choices = `"choices":[{"index":0,"message":{"content":"",${images}},"finish_reason":"stop"}]`;
    const usage =
      '"usage":{"prompt_tokens":5,"completion_tokens":20,"completion_tokens_details":{"image_tokens":18}}';
    const { call } = read(`{"id":"1","model":"m",${choices},${usage}}`);
    expect(call.facts.usage).toMatchObject({ images: 1, imageOutputTokens: 18 });
  });

  it('takes embeddings by their own key', () => {
    const text =
      '{"object":"list","data":[{"embedding":[0.1]}],"model":"e","usage":{"prompt_tokens":2,"total_tokens":2}}';
    expect(read(text, 'data').call.facts).toMatchObject({ model: 'e', usage: { promptTokens: 2 } });
    expect(() => read(text)).toThrow(GatewayError);
  });

  it.each([
    '',
    ' ',
    '[]',
    'null',
    '"hello"',
    '<html></html>',
    '{',
    '{"a":1',
    '{}',
    '{"choices":{}}',
    '{"choices":null}',
    '{x}',
  ])('refuses %j', (text) => {
    expect(() => read(text)).toThrow('The upstream answered something that is not an answer.');
  });

  it('throws an error that comes inside a 200', () => {
    expect(() => read('{"error":{"message":"slow down","code":"429"}}')).toThrow(
      expect.objectContaining({ code: 'RATE_LIMIT' }) as Error,
    );
    expect(() => read('{"error":"no"}')).toThrow(
      expect.objectContaining({ code: 'PROVIDER_ERROR' }) as Error,
    );
  });
});

describe('parseObject', () => {
  it('takes objects alone', () => {
    expect(parseObject(Buffer.from('{"a":1}'))).toEqual({ a: 1 });
    for (const text of ['[]', '1', 'null', '"a"', '{', ''])
      expect(parseObject(Buffer.from(text))).toBeUndefined();
  });
});
