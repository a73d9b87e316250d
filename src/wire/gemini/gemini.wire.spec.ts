/** Gemini's wire as a door has it: what its requests mean, and what of another provider's answer its clients carry back. */
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { AnswerCollector } from '../canonical/answer-collector';
import type { AnswerEvents } from '../canonical/answer-events';
import type { ContentPart } from '../canonical/content-part';
import { PartSeal } from '../canonical/part-seal';
import { madeCallId } from '../canonical/made-call-id';
import { geminiWire } from './gemini.wire';
import { writeTurns } from './write-turns';

const WIRE = geminiWire(new PartSeal(Buffer.alloc(32, 1)));
const ASKED = { model: 'm', usageWanted: true, promptTokens: 1 };
const USAGE = { promptTokens: 3, completionTokens: 5, cachedTokens: 0, reasoningTokens: 2, estimated: false };

const read = (...contents: JsonObject[]): readonly (readonly ContentPart[])[] =>
  WIRE.readRequest({ contents }).turns.map(({ parts }) => parts);

/** The parts of an answer as a client of the wire has them in the end. */
function answered(how: 'whole' | 'stream', tell: (events: AnswerEvents) => void): JsonObject[] {
  const summary = { model: undefined, finishReason: undefined, usage: undefined };
  if (how === 'whole') {
    const answer = new AnswerCollector();
    tell(answer);
    return partsIn(WIRE.wholeAnswer(answer, ASKED, USAGE, summary));
  }
  const writer = WIRE.streamWriter(ASKED, summary);
  tell(writer);
  writer.end(USAGE);
  const frames = (writer.take()?.text ?? '').split('\n\n').filter((frame) => frame !== '');
  return frames.flatMap((frame) => partsIn(frame.slice('data: '.length)));
}

function partsIn(json: string): JsonObject[] {
  const { candidates } = JSON.parse(json) as { candidates?: { content?: { parts?: JsonObject[] } }[] };
  return candidates?.[0]?.content?.parts ?? [];
}

/** Claude thinks, signs its thinking, and calls a tool. */
function claude(events: AnswerEvents): void {
  events.start('1', 'claude', 'anthropic');
  events.reasoning('Let me ');
  events.reasoning('think.');
  events.signature('reasoning', { maker: 'anthropic', value: 'sig+/of==thinking' });
  events.blockEnd();
  events.opaque('anthropic', { type: 'redacted_thinking', data: 'xyz' });
  events.toolCall({ call: 0, id: 'toolu_1', name: 'f', tool: 'function' });
  events.toolArguments(0, '{"x":1}');
  events.toolCallEnd(0);
  events.finish({ reason: 'tool_calls' });
}

const callOf = (parts: readonly JsonObject[]): JsonObject =>
  parts.find((part) => isObject(part['functionCall'])) ?? {};
const urlSafe = (text: unknown): string =>
  String(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

describe('a request of Gemini’s wire', () => {
  it('has a place for everything that it says: a setting, or a name among those that are dropped', () => {
    const { settings, toolChoice } = WIRE.readRequest({
      contents: [
        { parts: [{ fileData: { fileUri: 'https://example.com/a.png' }, videoMetadata: { fps: 1 } }] },
      ],
      generationConfig: {
        maxOutputTokens: 9,
        topK: 3,
        stopSequences: ['x'],
        responseJsonSchema: { type: 'object' },
        candidateCount: 2,
        responseLogprobs: true,
        logprobs: 2,
        speechConfig: {},
        mediaResolution: 'MEDIA_RESOLUTION_LOW',
        enableEnhancedCivicAnswers: true,
        imageConfig: {},
        anythingNew: 1,
      },
      tools: [{ functionDeclarations: [{ name: 'f', behavior: 'BLOCKING', response: {} }] }],
      toolConfig: { retrievalConfig: {}, functionCallingConfig: { mode: 'VALIDATED' } },
      cachedContent: 'cachedContents/1',
    });
    expect(settings).toMatchObject({
      maxTokens: 9,
      topK: 3,
      stop: ['x'],
      responseFormat: { type: 'json_schema', schema: { type: 'object' } },
      candidates: 2,
      logprobs: 2,
    });
    expect(toolChoice).toEqual({ mode: 'auto', validated: true });
    const config = ['speechConfig', 'mediaResolution'];
    const others = ['enableEnhancedCivicAnswers', 'imageConfig', 'anythingNew'];
    expect(Object.keys(settings.own).sort()).toEqual(
      [...config, ...others]
        .map((name) => `generationConfig.${name}`)
        .concat(['contents.0.parts.0.videoMetadata', 'tools.0.functionDeclarations.0.behavior'])
        .concat(['tools.0.functionDeclarations.0.response', 'toolConfig.retrievalConfig', 'cachedContent'])
        .sort(),
    );
  });

  it('reads the form of a text where responseFormat says it, and names one of another kind', () => {
    const read = (responseFormat: unknown): object => {
      const { settings } = WIRE.readRequest({ contents: [], generationConfig: { responseFormat } });
      return { format: settings.responseFormat, own: Object.keys(settings.own) };
    };
    const schema = { type: 'object' };
    const json = { format: { type: 'json_schema', schema }, own: [] };
    expect(read([{ text: { mimeType: 'application/json', schema } }])).toMatchObject(json);
    expect(read({ text: { mime_type: 'APPLICATION_JSON', schema } })).toMatchObject(json);
    expect(read([{ text: { mimeType: 'text/plain' } }])).toEqual({ format: undefined, own: [] });
    for (const other of [
      [{ image: {} }],
      [{ text: {} }, { audio: {} }],
      { text: { mimeType: 'text/x.enum' } },
    ])
      expect(read(other)).toEqual({ format: undefined, own: ['generationConfig.responseFormat'] });
  });

  it('has one answer, and log probabilities of none, where it says so and nothing else', () => {
    const generationConfig = { candidateCount: 1, responseLogprobs: false };
    expect(WIRE.readRequest({ contents: [], generationConfig }).settings.own).toEqual({});
    const choice = { responseMimeType: 'text/x.enum', responseSchema: { type: 'STRING', enum: ['a'] } };
    const { settings } = WIRE.readRequest({ contents: [], generationConfig: choice });
    expect(settings.responseFormat).toBeUndefined();
    expect(Object.keys(settings.own)).toEqual([
      'generationConfig.responseMimeType',
      'generationConfig.responseSchema',
    ]);
  });

  it.each(['gs://bucket/a.png', 'https://generativelanguage.googleapis.com/v1beta/files/abc'])(
    'with a file of Google’s (%s) is refused, naming it',
    (fileUri) => {
      const refused = (): unknown => read({ parts: [{ fileData: { fileUri, mimeType: 'image/png' } }] });
      expect(refused).toThrow('contents.0.parts.0.fileData.fileUri');
    },
  );

  it('may name a file of S3, which models on Bedrock read', () => {
    const fileData = { fileUri: 's3://bucket/a.png', mimeType: 'image/png' };
    const source = { type: 'url', url: fileData.fileUri, mediaType: 'image/png' };
    expect(read({ parts: [{ fileData }] })).toMatchObject([[{ kind: 'image', source }]]);
  });

  it('is text with its instruction, in either way of writing its fields', () => {
    for (const name of ['systemInstruction', 'system_instruction']) {
      const { turns } = WIRE.readRequest({
        [name]: { parts: [{ text: 'Be short.' }] },
        contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      });
      expect(turns).toMatchObject([
        { role: 'instructions', parts: [{ kind: 'text', text: 'Be short.' }] },
        { role: 'user', parts: [{ kind: 'text', text: 'Hi' }] },
      ]);
    }
    const snake = { role: 'user', parts: [{ inline_data: { mime_type: 'image/png', data: 'aGk_' } }] };
    expect(read(snake)[0]).toMatchObject([
      { kind: 'image', source: { type: 'inline', mediaType: 'image/png' } },
    ]);
  });

  it('may have the numbers of Google’s enums for their names, as protobuf’s JSON does', () => {
    const parameters = { type: 6, properties: { days: { type: 5, items: { type: 3 } }, where: { type: 1 } } };
    const { tools, toolChoice, settings } = WIRE.readRequest({
      contents: [{ parts: [{ text: 'Hi' }] }],
      tools: [{ functionDeclarations: [{ name: 'weather', parameters }] }],
      toolConfig: { functionCallingConfig: { mode: 2 } },
      generationConfig: { responseModalities: [1], thinkingConfig: { thinkingLevel: 3 } },
    });
    const properties = { days: { type: 'array', items: { type: 'integer' } }, where: { type: 'string' } };
    expect(tools).toMatchObject([{ parameters: { type: 'object', properties } }]);
    expect(toolChoice).toEqual({ mode: 'required' });
    expect(settings.reasoning).toMatchObject({ effort: 'high' });
  });

  it.each([
    [{ includeThoughts: false }, undefined],
    [{ includeThoughts: true }, { adaptive: true, visible: true }],
    [
      { thinkingBudget: -1, includeThoughts: false },
      { adaptive: true, visible: false },
    ],
    [{ thinkingBudget: 0 }, { budgetTokens: 0, effort: 'none', visible: undefined }],
  ])('asks for thinking by %j as far as %j', (thinkingConfig, reasoning) => {
    const body = { contents: [{ parts: [{ text: 'Hi' }] }], generationConfig: { thinkingConfig } };
    expect(WIRE.readRequest(body).settings.reasoning).toEqual(reasoning);
  });

  it.each([{}, { role: null }, { role: '' }])('has a content with %j for a role as the user’s', (role) => {
    const { turns } = WIRE.readRequest({ contents: [{ ...role, parts: [{ text: 'Hi' }] }] });
    expect(turns).toMatchObject([{ role: 'user' }]);
  });

  it('may have one object where a list of one is meant', () => {
    const { turns, tools } = WIRE.readRequest({
      contents: { role: 'user', parts: { text: 'Hi' } },
      tools: { functionDeclarations: { name: 'f' } },
    });
    expect(turns).toMatchObject([{ role: 'user', parts: [{ kind: 'text', text: 'Hi' }] }]);
    expect(tools).toMatchObject([{ kind: 'function', name: 'f' }]);
  });

  it('has parallel calls of one name without ids as two calls, and their results by order', () => {
    const call = (x: number): JsonObject => ({ functionCall: { name: 'f', args: { x } } });
    const result = (r: string): JsonObject => ({ functionResponse: { name: 'f', response: { r } } });
    const contents = [
      { role: 'model', parts: [call(1), call(2)] },
      { role: 'user', parts: [result('one'), result('two')] },
    ];
    const [calls = [], results = []] = read(...contents);
    const ids = calls.map((part) => (part.kind === 'tool_call' ? part.id : undefined));
    expect(new Set(ids).size).toBe(2);
    expect(results.map((part) => (part.kind === 'tool_result' ? part.callId : undefined))).toEqual(ids);
    expect(read(...contents)).toEqual([calls, results]);
  });

  it.each(['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'])(
    'has no signature where the client sends a stand-in: %s',
    (text) => {
      for (const thoughtSignature of [text, Buffer.from(text).toString('base64')]) {
        const parts = [{ functionCall: { name: 'f', args: {} }, thoughtSignature }];
        const [[call] = []] = read({ role: 'model', parts });
        expect(call).toMatchObject({ kind: 'tool_call', signature: undefined });
      }
    },
  );

  it('gives Gemini’s own signature back to Gemini', () => {
    const parts = [{ functionCall: { name: 'f', args: {} }, thoughtSignature: 'c2lnbmVk' }];
    const [[call] = []] = read({ role: 'model', parts });
    expect(call).toMatchObject({ kind: 'tool_call', signature: { maker: 'google', value: 'c2lnbmVk' } });
  });
});

it('a call that Gemini gave an id has it again, and its result, from callers who carry the id alone', () => {
  const signature = { maker: 'google', value: 'S1' };
  const call = (id: string, more: object = {}): ContentPart => ({
    ...{ kind: 'tool_call', id, name: 'f', input: '{}', tool: 'function', at: '', ...more },
  });
  const answered = (...parts: ContentPart[]): unknown => {
    const results = parts.flatMap((part): ContentPart[] =>
      part.kind === 'tool_call'
        ? [{ kind: 'tool_result', callId: part.id, parts: [], isError: false, at: '' }]
        : [],
    );
    const turns = [
      { role: 'user' as const, parts: [{ kind: 'text' as const, text: 'Hi', at: '' }], at: '' },
      { role: 'assistant' as const, parts, at: '' },
      { role: 'user' as const, parts: results, at: '' },
    ];
    const [, calls, responses] = writeTurns(turns, 'gemini-2.5-flash').contents;
    const partsOf = (content: JsonObject | undefined) => (content?.['parts'] ?? []) as JsonObject[];
    return [
      partsOf(calls).map((part) => (part['functionCall'] as JsonObject)['id']),
      partsOf(responses).map((part) => (part['functionResponse'] as JsonObject)['id']),
    ];
  };
  const ids = ['1wzw08fx', 'b2'];
  expect(answered(call('1wzw08fx', { signature }), call('b2'))).toEqual([ids, ids]);
  const none = [undefined, undefined];
  expect(answered(call(madeCallId(), { signature }), call(madeCallId()))).toEqual([none, none]);
  expect(answered(call('toolu_1'), call('toolu_2'))).toEqual([none, none]);
});

describe.each(['whole', 'stream'] as const)('what Claude signed, through an answer given %s', (how) => {
  const signed = [
    {
      kind: 'reasoning',
      text: 'Let me think.',
      signature: { maker: 'anthropic', value: 'sig+/of==thinking' },
    },
    { kind: 'opaque', maker: 'anthropic', value: { type: 'redacted_thinking', data: 'xyz' } },
  ];

  it('comes back from a client that sends every part as it was', () => {
    const [parts = []] = read({ role: 'model', parts: answered(how, claude) });
    expect(parts.filter(({ kind }) => kind === 'opaque' || kind === 'tool_call')).toMatchObject([
      signed[1],
      { kind: 'tool_call', name: 'f', input: '{"x":1}' },
    ]);
    expect(parts).toEqual(expect.arrayContaining([expect.objectContaining(signed[0])]));
  });

  it('comes back from a client that keeps the call’s signature alone, in either base64', () => {
    const call = callOf(answered(how, claude));
    for (const thoughtSignature of [call['thoughtSignature'], urlSafe(call['thoughtSignature'])]) {
      const [parts = []] = read({
        role: 'model',
        parts: [{ functionCall: call['functionCall'], thoughtSignature }],
      });
      expect(parts).toMatchObject([...signed, { kind: 'tool_call', signature: undefined }]);
    }
  });

  describe('keeps its place among the texts', () => {
    const inTurns = (events: AnswerEvents): void => {
      events.start('1', 'claude', 'anthropic');
      events.reasoning('First.');
      events.signature('reasoning', { maker: 'anthropic', value: 's1' });
      events.blockEnd();
      events.text('Let me ');
      events.text('look.');
      events.blockEnd();
      events.opaque('anthropic', { type: 'server_tool_use', id: 'srv' });
      events.text(' Found.');
      events.toolCall({ call: 0, id: 'toolu_1', name: 'f', tool: 'function' });
      events.toolCallEnd(0);
      events.text('So');
      events.blockEnd();
      events.reasoning('Then.');
      events.signature('reasoning', { maker: 'anthropic', value: 's2' });
      events.text(' it is.');
      events.finish({ reason: 'stop' });
    };
    const signs = ({ kind, ...part }: ContentPart): unknown => {
      if ('signature' in part && part.signature !== undefined) return part.signature.value;
      return 'text' in part ? part.text : kind;
    };
    const said = (...contents: JsonObject[]): unknown[] => {
      const turns = read(...contents);
      expect(turns).toHaveLength(1);
      return (turns[0] ?? [])
        .filter((part) => part.kind !== 'reasoning' || part.signature !== undefined)
        .map(signs);
    };
    const whole = ['s1', 'Let me look.', 'opaque', ' Found.', 'tool_call', 'So', 's2', ' it is.'];

    it('in one content, and where each chunk is a content of its own, as chats of the SDKs keep a stream', () => {
      const parts = answered(how, inTurns);
      expect(said({ role: 'model', parts })).toEqual(whole);
      expect(said(...parts.map((part) => ({ role: 'model', parts: [part] })))).toEqual(whole);
    });

    it('in contents with very many parts', () => {
      const signature = answered(how, inTurns).flatMap(({ thoughtSignature: sealed }) => sealed ?? []);
      const sealed = Array.from({ length: 500 }, () => ({ text: '', thoughtSignature: signature[0] }));
      const texts = Array.from({ length: 150_000 }, () => ({ text: 'a' }));
      const [parts = []] = read({ role: 'model', parts: sealed }, { role: 'model', parts: texts });
      expect(parts.filter(({ kind }) => kind === 'opaque')).toHaveLength(500);
      expect(parts.at(-1)).toMatchObject({ kind: 'text', text: 'a'.repeat(150_000) });
    });

    it('in front of texts that a client has changed', () => {
      const parts = answered(how, inTurns).map((part) =>
        part['text'] === ' Found.' ? { text: 'Found.' } : part,
      );
      const [call, ...rest] = ['tool_call', 'So', 's2', ' it is.'];
      expect(said({ role: 'model', parts })).toEqual(['s1', 'opaque', 'Let me look.Found.', call, ...rest]);
    });
  });

  it('is left out where somebody has changed it', () => {
    const call = callOf(answered(how, claude));
    const bytes = Buffer.from(String(call['thoughtSignature']), 'base64');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const changed = { functionCall: call['functionCall'], thoughtSignature: bytes.toString('base64') };
    expect(read({ role: 'model', parts: [changed] })[0]).toMatchObject([
      { kind: 'tool_call', signature: undefined },
    ]);
  });
});
