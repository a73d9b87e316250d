import {
  recordedStream,
  seenResponse,
  seenStream,
  seenWhole,
  streamOf,
} from '../../../../test/support/providers/google-answers';
import type { SeenAnswer } from '../../../../test/support/providers/google-answers';
import { describeWithRecordings, recordedChunks } from '../../../../test/support/providers/recordings';
import { GatewayError } from '../../../errors/gateway-error';
import { CodeRuns } from '../../../wire/gemini/code-execution';

const STRAWBERRY = 'There are **3** "r"s in strawberry.\n\n';
const BREAKDOWN = `${STRAWBERRY}Here is the breakdown: st**r**awbe**rr**y.`;
const WEATHER = [['weather', { location: 'San Francisco' }]];
const ITEMS = {
  operations: [
    { action: 'add', description: 'Fresh red apple', itemid: 'apple_001', price: 0.5 },
    { action: 'add', description: 'Ripe yellow banana', itemid: 'banana_001', price: 0.3 },
  ],
};

/** Recording → text, calls, finish, tokens of prompt, answer and thoughts. */
const STREAMS: [string, string, unknown[], string, number[]][] = [
  ['google-text', `${STRAWBERRY}st**r**awbe**rr**y`, [], 'stop', [9, 208, 185]],
  ['google-reasoning', BREAKDOWN, [], 'stop', [9, 285, 256]],
  ['google-reasoning-gemini3', `${STRAWBERRY}St**r**awbe**rr**y`, [], 'stop', [9, 325, 302]],
  ['google-tool-call', '', WEATHER, 'tool_calls', [29, 60, 45]],
  ['google-tool-call-gemini3', '', WEATHER, 'tool_calls', [29, 819, 804]],
  [
    'google-stream-no-args-tool-call',
    '',
    [
      ['read_theme', {}],
      ['read_screen', { id: 'A' }],
      ['read_screen', { id: 'B' }],
      ['read_screen', { id: 'C' }],
    ],
    'tool_calls',
    [249, 241, 183],
  ],
  [
    'google-stream-tool-call-arguments',
    '',
    [
      ['getWeather', { location: 'Boston' }],
      ['getWeather', { location: 'San Francisco' }],
    ],
    'tool_calls',
    [26, 155, 132],
  ],
  [
    'google-stream-tool-call-array-arguments-missing-terminal-function-call',
    '',
    [['writeItems', ITEMS]],
    'tool_calls',
    [54, 195, 121],
  ],
];
const NESTED = 'google/google-vertex-stream-tool-call-arguments-nested.1';
const ALL = [...STREAMS.map(([name]) => `google/${name}`), NESTED];

describeWithRecordings('Gemini answers, as an OpenAI caller sees them', () => {
  it.each(STREAMS)(
    'the stream %s has its text, calls, finish and usage',
    (name, text, calls, finish, tokens) => {
      const seen = seenStream([recordedStream(`google/${name}`)]);
      expect(seen.content).toBe(text);
      expect(seen.calls.map((call) => [call.name, JSON.parse(call.arguments) as unknown])).toEqual(calls);
      expect(seen.finish).toBe(finish);
      expect(tokensOf(seen)).toEqual(tokens);
    },
  );

  it.each([
    [
      'google-text',
      "There are **3** r's in strawberry.\n\nHere is the breakdown: st**r**awbe**rr**y.",
      [],
      'stop',
      [9, 272, 244],
    ],
    ['google-reasoning', BREAKDOWN, [], 'stop', [9, 311, 282]],
    ['google-reasoning-gemini3', BREAKDOWN, [], 'stop', [9, 287, 258]],
    ['google-tool-call', '', WEATHER, 'tool_calls', [29, 908, 893]],
    ['google-tool-call-gemini3', '', WEATHER, 'tool_calls', [29, 1816, 1801]],
  ])('the whole answer %s has its text, calls, finish and usage', (name, text, calls, finish, tokens) => {
    const seen = seenWhole(`google/${name}`);
    expect(seen.content).toBe(text);
    expect(seen.calls.map((call) => [call.name, JSON.parse(call.arguments) as unknown])).toEqual(calls);
    expect(seen.finish).toBe(finish);
    expect(tokensOf(seen)).toEqual(tokens);
    expect(seen.model).toBe('gemini-3-pro-preview');
  });

  it('arguments nested in lists and objects are put together from their pieces', () => {
    const [call] = seenStream([recordedStream(NESTED)]).calls;
    const { recipe } = JSON.parse(call?.arguments ?? '') as {
      recipe: { ingredients: { name: string; amount: string }[]; steps: string[] };
    };
    expect(call?.name).toBe('cookRecipe');
    expect(recipe.ingredients.slice(0, 2)).toEqual([
      { amount: '16 oz', name: 'Lasagna noodles' },
      { amount: '1 lb', name: 'Ground beef' },
    ]);
    const texts = recordedChunks(NESTED).flatMap((line) =>
      [...line.matchAll(/"stringValue":"((?:[^"\\]|\\.)*)"/g)].map(
        ([, text]) => JSON.parse(`"${text ?? ''}"`) as string,
      ),
    );
    const every = JSON.stringify(recipe);
    for (const text of texts) expect(every).toContain(JSON.stringify(text).slice(1, -1));
  });

  it('thought summaries are reasoning, and no part of the text', () => {
    const seen = seenStream([recordedStream('google/google-stream-no-args-tool-call')]);
    expect(seen.reasoning).toMatch(/^\*\*Processing User Requests\*\*/);
    expect(seen.content).toBe('');
  });

  it('every call has an id of its own and the signature that came with it', () => {
    const { calls } = seenStream([recordedStream('google/google-stream-tool-call-arguments')]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
    for (const { id } of calls) expect(id).toMatch(/^call_[0-9a-f]{24}$/);
    expect(calls[0]?.fields).toEqual({ google: { thought_signature: expect.stringMatching(/^CiMBjz1r/) } });
    expect(calls[1]?.fields).toBeUndefined();
  });

  it('calls that came under one id have one each', () => {
    const functionCall = { id: 'same', name: 'f', args: {} };
    const parts = [{ functionCall }, { functionCall }];
    const { calls, fields } = seenResponse({ candidates: [{ content: { parts }, finishReason: 'STOP' }] });
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
    const [first, second] = calls.map(({ id }) => ({ type: 'tool_call', id, provider_id: 'same' }));
    expect(fields).toEqual({ google: { blocks: [first, second] } });
  });

  it('a call without a name is no answer', () => {
    const parts = [{ functionCall: { args: { a: 1 } } }];
    expect(() => seenResponse({ candidates: [{ content: { parts }, finishReason: 'STOP' }] })).toThrow(
      'without a name',
    );
  });

  it('the signature of a text keeps its place', () => {
    const length = `${STRAWBERRY}st**r**awbe**rr**y`.length;
    expect(seenStream([recordedStream('google/google-text')]).fields).toEqual({
      google: {
        blocks: [
          { type: 'text', length },
          { type: 'text', length: 0, signature: expect.stringMatching(/^EqsFCqgF/) },
        ],
      },
    });
  });

  it.each(ALL)('%s is the same in pieces of any size', (name) => {
    const bytes = recordedStream(name);
    const expected = withoutIds(seenStream([bytes]));
    for (const size of [1, 7, 100, 1013]) {
      expect(withoutIds(seenStream(inPieces(bytes, size)))).toEqual(expected);
    }
  });

  it.each(ALL)('%s is never passed off as whole when it is cut', (name) => {
    const bytes = recordedStream(name);
    const expected = withoutIds(seenStream([bytes]));
    const step = bytes.length > 20_000 ? 97 : 1;
    const ends = [...Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) => index * step)];
    for (let end = bytes.length - 600; end < bytes.length; end++) ends.push(Math.max(end, 0));
    for (const end of ends) {
      let seen: SeenAnswer;
      try {
        seen = seenStream([bytes.subarray(0, end)]);
      } catch (thrown) {
        if (!(thrown instanceof GatewayError)) expect(thrown).toEqual(new Error('cut'));
        continue;
      }
      expect(withoutIds(seen)).toEqual(expected);
    }
  });
});

describe('odd ends of Gemini answers', () => {
  const response = (finishReason: string, parts: object[] = [{ text: 'Hi' }]): object => ({
    candidates: [{ content: { role: 'model', parts }, finishReason }],
    usageMetadata: {
      promptTokenCount: 4,
      candidatesTokenCount: 1,
      toolUsePromptTokenCount: 6,
      cachedContentTokenCount: 3,
    },
  });
  const both = (answer: object): SeenAnswer[] => [
    seenResponse(answer as Record<string, unknown>),
    seenStream([streamOf([JSON.stringify(answer)])]),
  ];

  it.each([
    ...['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'MODEL_ARMOR', 'IMAGE_SAFETY'],
    ...['NO_IMAGE', 'IMAGE_OTHER'],
  ])('%s finishes as content_filter, and is told', (reason) => {
    for (const seen of both(response(reason)))
      expect(seen).toMatchObject({
        content: 'Hi',
        finish: 'content_filter',
        fields: { google: { finishReason: reason } },
      });
  });

  it('an answer without a picture, and without anything else, is one that the model declined, in its words', () => {
    const candidate = { finishReason: 'NO_IMAGE', finishMessage: 'Unable to show the generated image.' };
    for (const seen of both({ candidates: [candidate], usageMetadata: { promptTokenCount: 8 } }))
      expect(seen).toMatchObject({ content: '', finish: 'content_filter', fields: { google: candidate } });
  });

  it('MAX_TOKENS finishes as length, also after a call', () => {
    for (const seen of both(response('MAX_TOKENS', [{ functionCall: { name: 'f' } }]))) {
      expect(seen).toMatchObject({ finish: 'length', calls: [{ name: 'f', arguments: '{}' }] });
    }
  });

  it.each([
    [1, 'stop'],
    [2, 'length'],
    [7, 'content_filter'],
  ])('enums may come as numbers, as in JSON of protobuf: the reason %i', (finishReason, finish) => {
    const answer = {
      candidates: [{ content: { role: 'model', parts: [{ text: 'Hi' }] }, finishReason }],
      usageMetadata: {
        promptTokenCount: 4,
        candidatesTokenCount: 1,
        promptTokensDetails: [{ modality: 4, tokenCount: 3 }],
        trafficType: 1,
      },
    };
    for (const seen of both(answer)) {
      expect(seen).toMatchObject({ content: 'Hi', finish });
      expect(seen.usage).toMatchObject({ prompt_tokens_details: { audio_tokens: 3 } });
    }
    for (const seen of both({ promptFeedback: { blockReason: 1 }, usageMetadata: { promptTokenCount: 8 } })) {
      expect(seen.finish).toBe('content_filter');
    }
    const code = { executableCode: { language: 1, code: '1' } };
    for (const [outcome, failed] of [
      [1, false],
      [2, true],
    ]) {
      const told: unknown[] = [];
      const runs = new CodeRuns((ran) => told.push(ran.failed));
      runs.take(code);
      runs.take({ codeExecutionResult: { outcome, output: '' } });
      expect(told).toEqual([failed]);
    }
  });

  it('a blocked prompt finishes as content_filter and says why', () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 8 } };
    for (const seen of both(blocked)) {
      expect(seen).toMatchObject({
        content: '',
        finish: 'content_filter',
        fields: { google: { promptFeedback: { blockReason: 'SAFETY' } } },
        usage: { prompt_tokens: 8, completion_tokens: 0 },
      });
    }
  });

  it.each(['MALFORMED_FUNCTION_CALL', 'OTHER', 'SOMETHING_NEW'])(
    '%s is an error, not an answer',
    (reason) => {
      const error = expect.objectContaining({ code: 'PROVIDER_ERROR', retryable: true });
      expect(() => seenResponse(response(reason) as Record<string, unknown>)).toThrow(error);
      expect(() => seenStream([streamOf([JSON.stringify(response(reason))])])).toThrow(error);
    },
  );

  it('UNEXPECTED_TOOL_CALL is the call where there is a whole one, else the text as far as it came', () => {
    const functionCall = { name: 'f', args: { a: 1 } };
    for (const seen of both(response('UNEXPECTED_TOOL_CALL', [{ functionCall }]))) {
      expect(seen).toMatchObject({ finish: 'tool_calls', calls: [{ name: 'f', arguments: '{"a":1}' }] });
    }
    for (const seen of both(response('UNEXPECTED_TOOL_CALL'))) {
      expect(seen).toMatchObject({ content: 'Hi', finish: 'stop', calls: [] });
    }
  });

  it('MALFORMED_FUNCTION_CALL is the calls that are whole', () => {
    const functionCall = { name: 'f', args: { a: 1 } };
    for (const seen of both(response('MALFORMED_FUNCTION_CALL', [{ functionCall }]))) {
      expect(seen).toMatchObject({ finish: 'tool_calls', calls: [{ name: 'f', arguments: '{"a":1}' }] });
    }
  });

  it('counts the prompts of server-side tools and what came from the cache', () => {
    for (const seen of both(response('STOP'))) {
      expect(seen.usage).toMatchObject({ prompt_tokens: 10, prompt_tokens_details: { cached_tokens: 3 } });
    }
  });

  it('parts of tools on the provider’s side are no calls, and come along', () => {
    const code = { executableCode: { language: 'PYTHON', code: 'print(1)' } };
    for (const seen of both(response('STOP', [{ text: 'a' }, code, { text: 'b' }]))) {
      expect(seen).toMatchObject({
        content: 'ab',
        calls: [],
        fields: {
          google: {
            blocks: [
              { type: 'text', length: 1 },
              { type: 'opaque', value: code },
              { type: 'text', length: 1 },
            ],
          },
        },
      });
    }
  });

  it('grounding comes along', () => {
    const grounding = { webSearchQueries: ['x'] };
    const answer = {
      candidates: [
        { content: { parts: [{ text: 'a' }] }, finishReason: 'STOP', groundingMetadata: grounding },
      ],
    };
    for (const seen of both(answer))
      expect(seen.fields).toEqual({ google: { groundingMetadata: grounding } });
  });

  it.each([
    ['an error', '{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}', 'PROVIDER_ERROR'],
    ['a limit', '{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}', 'RATE_LIMIT'],
    ['half an object', '{"candidates":[{"content"', 'PROVIDER_ERROR'],
  ])('%s inside a stream breaks it', (_what, frame, code) => {
    const start = '{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]}';
    expect(() => seenStream([streamOf([start, frame])])).toThrow(expect.objectContaining({ code }));
  });

  it.each(['$.a[5]', '$', 'a', '$.a[', '$.a[999999999]'])('arguments at %s are refused', (jsonPath) => {
    const call = {
      functionCall: { name: 'f', partialArgs: [{ jsonPath, numberValue: 1 }], willContinue: true },
    };
    const frame = JSON.stringify(response('STOP', [call]));
    expect(() => seenStream([streamOf([frame])])).toThrow(
      expect.objectContaining({ code: 'PROVIDER_ERROR' }),
    );
  });

  it('keys of arguments are nothing but keys', () => {
    const partialArgs = [
      { jsonPath: "$['a.b']", boolValue: true },
      { jsonPath: '$.__proto__.polluted', stringValue: 'x' },
      { jsonPath: '$.n', nullValue: 'NULL_VALUE' },
    ];
    const [, seen] = both(response('STOP', [{ functionCall: { name: 'f', partialArgs } }]));
    expect(seen?.calls[0]?.arguments).toBe('{"a.b":true,"__proto__":{"polluted":"x"},"n":null}');
    expect('polluted' in Object.prototype).toBe(false);
  });
});

function tokensOf({ usage }: SeenAnswer): unknown[] {
  const { prompt_tokens, completion_tokens, completion_tokens_details } = usage as {
    prompt_tokens: number;
    completion_tokens: number;
    completion_tokens_details: { reasoning_tokens: number };
  };
  return [prompt_tokens, completion_tokens, completion_tokens_details.reasoning_tokens];
}

function withoutIds(seen: SeenAnswer): SeenAnswer {
  return JSON.parse(JSON.stringify(seen).replaceAll(/call_[0-9a-f]{24}/g, 'call')) as SeenAnswer;
}

function inPieces(bytes: Buffer, size: number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}
