/** Every door in front of every wire of a provider, over real sockets: what is said there is heard here, and the other way round. */
import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { call } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { json } from './support/upstream/answer-scripts';
import { ConnectedReplays } from './support/providers/connected-replays';
import { DOOR_CLIENTS } from './support/callers/door-clients';
import type { AskedOfDoor, DoorClient, HeardStream } from './support/callers/door-clients';
import { write } from './support/upstream/exchange';
import type { AnswerScript } from './support/upstream/exchange';
import { startGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { playScenes } from './support/providers/scenes';
import { SCRIPTED_WIRES, TOKENS } from './support/providers/scripted-wires';
import type { Said, ScriptedWire } from './support/providers/scripted-wires';
import { beginStream, cutStream, stream } from './support/upstream/stream-scripts';

const PAIRS = DOOR_CLIENTS.flatMap((door) =>
  SCRIPTED_WIRES.map((wire) => [door.name, wire.name, door, wire] as const),
);
const HELLO: AskedOfDoor = { turns: [{ user: 'What is the weather?' }] };
const TOOLS: AskedOfDoor = { ...HELLO, tools: ['weather', 'clock'] };
const LARGE = JSON.stringify({ city: `Köln "am" Rhein ${'\u{1F30A}'.repeat(20)}`, note: 'x'.repeat(300) });
const CALLS: Said = {
  calls: [
    { id: 'call_1', name: 'weather', arguments: LARGE },
    { id: 'call_2', name: 'clock', arguments: '{}' },
  ],
};
const IMAGE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const DOCUMENT = Buffer.from('%PDF-1.4 A document. %%EOF').toString('base64');
const SIGNATURE = Buffer.from('a signature of the provider').toString('base64');
const SCHEMA = {
  type: 'object',
  properties: { population_of_city: { type: 'integer' } },
  required: ['population_of_city'],
  additionalProperties: false,
};
/** Both alphabets of base64 write it otherwise, and one of them pads it. */
const ODD_SIGNATURE = Buffer.from([0xfb, 0xef, 0xbe, 0xff, 0xfe, 0x3f, 0xbf]).toString('base64');
const CALL = { id: 'call_1', name: 'weather', arguments: '{"city":"Köln"}' };
/** The wire that passes as bytes at a door. */
const SAME_WIRE: Readonly<Record<string, string>> = {
  chat: 'openai',
  messages: 'anthropic',
  responses: 'responses',
  gemini: 'gemini',
};
/** Where the provider gets the caller's own bytes: the uniform form is chat inside. */
const PASSED = new Set([
  ...Object.entries(SAME_WIRE).map(([door, wire]) => `${door} ${wire}`),
  'uniform openai',
]);
/** Nobody signs on Chat Completions; neither the uniform form nor Cursor’s has a place for it. */
const SIGNED_PAIRS = PAIRS.filter(
  ([door, wire]) => wire !== 'openai' && door !== 'uniform' && door !== 'cursor',
);
/** The servers that speak like Bedrock are Bedrock. */
const STREAMLESS_PAIRS = PAIRS.filter(([, wire]) => wire !== 'bedrock-nova');
/** The names of tools that a provider takes. */
const takenName = (wire: string): RegExp => (wire === 'gemini' ? /^[a-z_][\w.:-]{0,63}$/i : /^[\w-]{1,64}$/);
/** How many places a stream is cut at, unless all are wanted. */
const MAX_CUTS = 240;
const CONTENT_TYPE = 'application/vnd.amazon.eventstream';

describe('every door in front of every wire', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(
      SCRIPTED_WIRES.map(({ name }) => name),
      { KEPT_ANSWERS_MIB: 0 },
    );
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  const script = (
    wire: ScriptedWire,
    said: Said,
    ending: 'end' | 'cut' = 'end',
    count?: number,
  ): AnswerScript => {
    const headers = wire.name === 'bedrock-nova' ? { 'content-type': CONTENT_TYPE } : {};
    return stream(wire.frames(said).slice(0, count), { ending, headers });
  };

  const ask = (door: DoorClient, wire: ScriptedWire, asked: AskedOfDoor): Promise<CallAnswer> =>
    call(direct.gateway, 'POST', door.path(wire.name, false), {
      key: direct.caller.key,
      body: door.body(asked, wire.name, false),
    });

  const post = (
    door: DoorClient,
    wire: ScriptedWire,
    asked: AskedOfDoor,
    signal?: AbortSignal,
  ): Promise<Response> =>
    fetch(direct.gateway.url + door.path(wire.name, true), {
      method: 'POST',
      headers: { authorization: `Bearer ${direct.caller.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(door.body(asked, wire.name, true)),
      signal: signal ?? null,
    });

  const listen = async (door: DoorClient, wire: ScriptedWire, asked: AskedOfDoor): Promise<HeardStream> =>
    door.readStream(await textOf(await post(door, wire, asked)));

  const sent = (wire: ScriptedWire): string => JSON.stringify(direct.of(wire.name).lastCall.json);

  /** Says it whole and streamed. */
  const heard = async (door: DoorClient, wire: ScriptedWire, said: Said, asked: AskedOfDoor = HELLO) => {
    direct.of(wire.name).answer(json(wire.whole(said)));
    const answer = await ask(door, wire, asked);
    expect({ status: answer.status, text: answer.status === 200 ? '' : answer.text }).toEqual({
      status: 200,
      text: '',
    });
    direct.of(wire.name).answer(script(wire, said));
    const streamed = await listen(door, wire, asked);
    expect(streamed).toMatchObject({ whole: true, failed: false });
    return { whole: door.read(answer.json), streamed };
  };

  it.each(PAIRS)(
    '%s · %s: a text with its usage, its end, and reasoning',
    async (_door, _wire, door, wire) => {
      const said: Said = { reasoning: 'Hm. ', signature: SIGNATURE, text: 'Grüße, 1.10 \u{1F30A}' };
      const { whole, streamed } = await heard(door, wire, said);
      for (const one of [whole, streamed]) {
        expect(one).toMatchObject({ text: said.text, reasoning: said.reasoning, calls: [], ended: 'stop' });
        expect(one.usage).toMatchObject({
          input: TOKENS.input,
          cached: TOKENS.cached,
          output: TOKENS.output,
        });
        if (wire.name !== 'bedrock-nova') expect(one.usage.reasoning).toBe(TOKENS.reasoning);
      }
    },
  );

  it.each(STREAMLESS_PAIRS)(
    '%s · %s: an answer that comes whole where a stream was asked for is the stream',
    async (_door, _wire, door, wire) => {
      const said: Said = { reasoning: 'Hm. ', signature: SIGNATURE, text: 'Grüße', ...CALLS };
      const body: unknown = wire.whole(said);
      // Gemini's stream without `alt=sse` is a list.
      for (const answer of wire.name === 'gemini' ? [body, [body]] : [body]) {
        direct.of(wire.name).answer(json(answer));
        const streamed = await listen(door, wire, TOOLS);
        expect(streamed).toMatchObject({ whole: true, failed: false, ended: 'tools', text: 'Grüße' });
        expect(streamed.reasoning).toBe(said.reasoning);
        expect(streamed.calls.map(({ arguments: args }) => JSON.parse(args) as unknown)).toEqual([
          JSON.parse(LARGE),
          {},
        ]);
        expect(streamed.usage).toMatchObject({ input: TOKENS.input, output: TOKENS.output });
      }
    },
  );

  it.each(PAIRS)('%s · %s: why an answer ended', async (_door, _wire, door, wire) => {
    for (const ended of ['length', 'filtered'] as const) {
      const { whole, streamed } = await heard(door, wire, { text: 'So far', ended });
      expect([ended, whole.ended, streamed.ended]).toEqual([ended, ended, ended]);
    }
  });

  it.each(PAIRS)(
    '%s · %s: calls in parallel, large and without arguments, and their results',
    async (_door, _wire, door, wire) => {
      const { whole, streamed } = await heard(door, wire, CALLS, TOOLS);
      for (const one of [whole, streamed]) {
        expect(one.ended).toBe('tools');
        expect(one.calls.map(({ name }) => name)).toEqual(['weather', 'clock']);
        expect(one.calls.map(({ arguments: args }) => JSON.parse(args) as unknown)).toEqual([
          JSON.parse(LARGE),
          {},
        ]);
        expect(new Set(one.calls.map(({ id }) => id)).size).toBe(2);
      }
      const [first, second] = whole.calls;
      if (first === undefined || second === undefined) throw new Error('no calls');
      const results = [
        { call: first, text: '1.10', image: IMAGE },
        { call: second, text: 'noon' },
      ];
      direct.of(wire.name).answer(json(wire.whole({ text: 'Rain.' })));
      const answer = await ask(door, wire, {
        ...TOOLS,
        turns: [...TOOLS.turns, { echo: whole.echo }, { results }],
      });
      expect(answer.status).toBe(200);
      for (const said of ['1.10', 'noon', IMAGE, 'Rhein']) expect(sent(wire)).toContain(said);
    },
  );

  it.each(PAIRS)(
    '%s · %s: tools whose names the provider refuses go by others, and are called by their own',
    async (_door, _wire, door, wire) => {
      // The uniform form is chat inside, and its bytes pass at OpenAI too.
      const isSame = SAME_WIRE[door.name] === wire.name || `${door.name} ${wire.name}` === 'uniform openai';
      const tools = [
        'weather',
        'files/read',
        `mcp__a_long_server__${'get_'.repeat(20)}1`,
        'clock',
        '2nd file',
      ];
      direct.of(wire.name).answer(json(wire.whole({ text: 'Hello' })));
      const asked = { ...HELLO, tools };
      expect((await ask(door, wire, asked)).status).toBe(200);
      const declared = [...sent(wire).matchAll(/"name":"([^"]*)"/g)].map(([, name = '']) => name);
      expect(new Set(declared).size).toBe(tools.length);
      expect(declared).toEqual(
        isSame ? tools : tools.map((): unknown => expect.stringMatching(takenName(wire.name))),
      );
      expect(declared).toEqual(expect.arrayContaining(['weather', 'clock']));
      const calls = declared.map((name, at) => ({ id: `call_${at}`, name, arguments: '{}' }));
      const { whole, streamed } = await heard(door, wire, { calls }, asked);
      for (const one of [whole, streamed]) expect(one.calls.map(({ name }) => name)).toEqual(tools);
      direct.of(wire.name).answer(json(wire.whole({ text: 'Done.' })));
      const results = whole.calls.map((one) => ({ call: one, text: 'read' }));
      const turns = [...HELLO.turns, { echo: whole.echo }, { results }];
      expect((await ask(door, wire, { turns, tools })).status).toBe(200);
      const names = new Set([...sent(wire).matchAll(/"name":"([^"]*)"/g)].map(([, name = '']) => name));
      expect([...names].sort()).toEqual([...declared].sort());
    },
  );

  it.each(PAIRS.filter(([door, wire]) => !PASSED.has(`${door} ${wire}`)))(
    '%s · %s: arguments whose names Claude refuses go to it by others, and come back by their own',
    async (_door, _wire, door, wire) => {
      const names = ['city', 'filter[id]', '$top', 'filter_id_', 'Account Number'];
      const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
      const asked = {
        ...HELLO,
        tools: ['find'],
        parameters: { type: 'object', properties, required: ['filter[id]'] },
      };
      direct.of(wire.name).answer(json(wire.whole({ text: 'Hello' })));
      expect((await ask(door, wire, asked)).status).toBe(200);
      const [, told = ''] = /"properties":(\{.*?\}\})/.exec(sent(wire)) ?? [];
      const declared = Object.keys(JSON.parse(told) as object);
      if (!/^(anthropic|bedrock)/.test(wire.name)) {
        expect(declared).toEqual(names);
        return;
      }
      expect(declared).toEqual(names.map((): unknown => expect.stringMatching(/^[\w.-]{1,64}$/)));
      expect(new Set(declared).size).toBe(names.length);
      expect(declared).toEqual([
        'city',
        expect.stringMatching(/^filter_id_\w+$/),
        '_top',
        'filter_id_',
        'Account_Number',
      ]);
      expect(sent(wire)).toContain(`"required":${JSON.stringify([declared[1]])}`);
      const given = declared.map((name) => [name, { [name]: [name] }]);
      const call = { id: 'call_1', name: 'find', arguments: JSON.stringify(Object.fromEntries(given)) };
      const { whole, streamed } = await heard(door, wire, { calls: [call] }, asked);
      const expected = Object.fromEntries(names.map((name, at) => [name, given[at]?.[1]]));
      for (const one of [whole, streamed])
        expect(one.calls.map((made): unknown => JSON.parse(made.arguments))).toEqual([expected]);
      direct.of(wire.name).answer(json(wire.whole({ text: 'Done.' })));
      const results = whole.calls.map((one) => ({ call: one, text: 'found' }));
      const turns = [...HELLO.turns, { echo: whole.echo }, { results }];
      expect((await ask(door, wire, { ...asked, turns })).status).toBe(200);
      expect(sent(wire)).toContain(call.arguments);
    },
  );

  it.each(
    PAIRS.filter(([door, wire]) => /^(anthropic|bedrock)/.test(wire) && !PASSED.has(`${door} ${wire}`)),
  )(
    '%s · %s: an answer by a schema has its own names, where its tool has others',
    async (_door, _wire, door, wire) => {
      const schema = {
        type: 'object',
        properties: { 'Account Number': { type: 'string' }, city: { type: 'string' } },
        required: ['Account Number'],
        // What is open in this way is no structured output of Claude's.
        additionalProperties: true,
      };
      direct.of(wire.name).answer(json(wire.whole({ text: 'Hello' })));
      expect((await ask(door, wire, { ...HELLO, schema })).status).toBe(200);
      const told = sent(wire);
      const [, name = ''] = /"name":"(json\w*)"/.exec(told) ?? [];
      expect(told).toContain('"required":["Account_Number"]');
      const call = { id: 'call_1', name, arguments: '{"city":"K\u00f6ln","Account_Number":"1"}' };
      const { whole, streamed } = await heard(door, wire, { calls: [call] }, { ...HELLO, schema });
      for (const one of [whole, streamed]) expect(one.text).toBe('{"city":"K\u00f6ln","Account Number":"1"}');
    },
  );

  it.each(PAIRS)('%s · %s: pictures, documents and a schema', async (_door, _wire, door, wire) => {
    direct.of(wire.name).answer(json(wire.whole({ text: '{"population_of_city":1}' })));
    const turns = [{ user: 'What is it?', image: IMAGE, document: DOCUMENT }];
    expect((await ask(door, wire, { turns })).status).toBe(200);
    expect(sent(wire)).toContain(IMAGE);
    expect(sent(wire)).toContain(DOCUMENT);
    expect((await ask(door, wire, { ...HELLO, schema: SCHEMA })).status).toBe(200);
    expect(sent(wire)).toContain('population_of_city');
  });

  it.each(PAIRS)(
    '%s · %s: what the provider signed comes back to it, three turns deep',
    async (_door, _wire, door, wire) => {
      // Nobody signs on Chat Completions; the uniform form has no place for it.
      if (wire.name === 'openai' || door.name === 'uniform' || door.name === 'cursor') return;
      let turns = TOOLS.turns;
      for (const turn of [1, 2, 3]) {
        const signature = Buffer.from(`${SIGNATURE} ${turn}`).toString('base64');
        const calls = [{ id: `call_${turn}`, name: 'weather', arguments: '{"city":"Köln"}' }];
        direct.of(wire.name).answer(json(wire.whole({ reasoning: 'Hm.', signature, calls })));
        const answer = await ask(door, wire, { ...TOOLS, turns });
        expect(answer.status).toBe(200);
        for (let before = 1; before < turn; before++)
          expect(sent(wire)).toContain(Buffer.from(`${SIGNATURE} ${before}`).toString('base64'));
        const { echo, calls: made } = door.read(answer.json);
        const results = made.map((one) => ({ call: one, text: 'rain' }));
        turns = [...turns, { echo }, { results }];
      }
    },
  );

  it.each(SIGNED_PAIRS)(
    '%s · %s: what the provider signed comes back from a stream, and however its client writes base64',
    async (_door, _wire, door, wire) => {
      const said: Said = { reasoning: 'Hm, hm.', signature: ODD_SIGNATURE, calls: [CALL] };
      direct.of(wire.name).answer(script(wire, said));
      const streamed = await listen(door, wire, TOOLS);
      const result = { results: [{ call: streamed.calls[0] ?? CALL, text: 'rain' }] };
      direct.of(wire.name).answer(json(wire.whole({ text: 'Rain.' })));
      const { echo } = streamed;
      expect((await ask(door, wire, { ...TOOLS, turns: [...TOOLS.turns, { echo }, result] })).status).toBe(
        200,
      );
      expect(sent(wire)).toContain(ODD_SIGNATURE);
      // Bytes of one wire pass as they are, and no client of Chat Completions writes them anew.
      if (SAME_WIRE[door.name] === wire.name || door.name === 'chat') return;
      const rewritten = {
        echo: withOpaque(echo, (value) => Buffer.from(value, 'base64').toString('base64url')),
      };
      await ask(door, wire, { ...TOOLS, turns: [...TOOLS.turns, rewritten, result] });
      expect(sent(wire)).toContain(ODD_SIGNATURE);
    },
  );

  it.each(SIGNED_PAIRS)(
    '%s · %s: what the provider signed comes back from an answer that its client divides into turns of one part',
    async (_door, _wire, door, wire) => {
      const said: Said = { reasoning: 'Hm.', signature: SIGNATURE, text: 'I look.', calls: [CALL] };
      direct.of(wire.name).answer(json(wire.whole(said)));
      const { echo, calls } = door.read((await ask(door, wire, TOOLS)).json);
      const parts = partsOf(echo).map((part) => ({ echo: part }));
      expect(parts.length).toBeGreaterThan(1);
      const result = { results: [{ call: calls[0] ?? CALL, text: 'rain' }] };
      direct.of(wire.name).answer(json(wire.whole({ text: 'Rain.' })));
      const answer = await ask(door, wire, { ...TOOLS, turns: [...TOOLS.turns, ...parts, result] });
      expect(answer.status).toBe(200);
      for (const one of [SIGNATURE, 'I look.', 'weather', 'rain']) expect(sent(wire)).toContain(one);
    },
  );

  it.each(PAIRS)(
    '%s · %s: a tool’s result without its call is refused, and nobody is asked',
    async (_door, _wire, door, wire) => {
      const { calls } = direct.of(wire.name);
      const asked = calls.length;
      const answer = await ask(door, wire, {
        ...TOOLS,
        turns: [...TOOLS.turns, { results: [{ call: { ...CALL, id: 'call_of_nobody' }, text: 'rain' }] }],
      });
      expect([answer.status, door.isError(answer.json), calls.length]).toEqual([400, true, asked]);
      expect(answer.text).toMatch(/tool_call_id|tool_use_id|call_id|functionResponse/);
    },
  );

  it.each(PAIRS)(
    '%s · %s: whatever the upstream answers instead of an answer is told in the door’s form',
    async (_door, _wire, door, wire) => {
      const same = SAME_WIRE[door.name] === wire.name;
      for (const [status, expected] of [
        [400, 400],
        [401, 502],
        [403, 502],
        [404],
        [413],
        [429, 429],
        [500, 502],
        [503, 502],
      ] as const) {
        direct.of(wire.name).answer(json(wire.refusal(status), { status }));
        const answer = await ask(door, wire, HELLO);
        const isForm = door.isError(answer.json);
        expect({ status, isForm, told: answer.status }).toEqual({
          status,
          isForm: true,
          told: expected ?? answer.status,
        });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.text).not.toContain('internal.example');
        if (expected === 502 || (expected === 429 && !same)) expect(answer.text).not.toContain('is ill');
      }
    },
  );

  it.each(SCRIPTED_WIRES.map((wire) => [wire.name, wire] as const))(
    'the tool runner of Anthropic’s SDK, which makes a thread, comes to its end in front of %s',
    async (_name, wire) => {
      const replay = direct.of(wire.name);
      playScenes(replay, wire);
      const client = new Anthropic({
        apiKey: direct.caller.key,
        baseURL: direct.gateway.url,
        maxRetries: 0,
      });
      const heard: unknown[] = [];
      const weather = betaTool({
        name: 'weather',
        description: 'Tells it.',
        inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
        run: (input) => {
          heard.push(input);
          return 'scene:sum';
        },
      });
      const before = replay.calls.length;
      const said = await client.beta.messages.toolRunner({
        model: wire.name,
        max_tokens: 500,
        messages: [{ role: 'user', content: 'scene:one' }],
        tools: [weather],
      });
      expect(said.content.at(-1)).toMatchObject({ type: 'text', text: 'Rain at noon.' });
      expect(heard).toEqual([{ city: 'Bonn' }]);
      // Anthropic has the first turn; the others are told all of it, and nobody is asked for a thread that is not kept.
      const asked = replay.calls.slice(before).map(({ body }) => body.toString());
      expect(asked).toHaveLength(2);
      expect(asked.map((body) => body.includes('"thread"'))).toEqual(
        wire.name === 'anthropic' ? [true, true] : [false, false],
      );
      expect(asked[1]?.includes('scene:one')).toBe(wire.name !== 'anthropic');
    },
  );

  it.each(
    SCRIPTED_WIRES.filter(({ name }) => name !== 'anthropic').map((wire) => [wire.name, wire] as const),
  )(
    'messages of the system change the tools and the effort amid a conversation in front of %s',
    async (_name, wire) => {
      playScenes(direct.of(wire.name), wire);
      const tool = (name: string, more: object = {}): object => ({
        name,
        description: name,
        input_schema: { type: 'object', properties: { x: { type: 'string' } } },
        ...more,
      });
      const changes = (type: string, ...tools: object[]): object => ({
        role: 'system',
        content: tools.map((one) => ({ type, tool: one })),
      });
      const named = (name: string): object => ({ type: 'tool_reference', name });
      const { status } = await call(direct.gateway, 'POST', '/v1/messages', {
        key: direct.caller.key,
        body: {
          model: wire.name,
          max_tokens: 9_000,
          tools: [tool('read'), tool('write'), tool('fetch')],
          messages: [
            { role: 'user', content: 'scene:plain' },
            changes('tool_removal', named('write'), named('fetch')),
            { role: 'system', content: 'Only for this turn.', clear_at: 'next_user_message' },
            { role: 'assistant', content: [{ type: 'compaction', content: 'They asked for a plan.' }] },
            { role: 'user', content: 'Go on.' },
            changes(
              'tool_addition',
              named('fetch'),
              { type: 'tool_definition', definition: tool('inline') },
              { type: 'tool_definition', definition: tool('read', { description: 'reads anew' }) },
            ),
            { role: 'system', output_config: { effort: 'high' } },
          ],
        },
      });
      expect(status).toBe(200);
      const body = sent(wire);
      const names = [...body.matchAll(/"name":"([^"]*)"/g)].map(([, name]) => name);
      expect(names).toEqual(['read', 'fetch', 'inline']);
      expect(body).toContain('reads anew');
      expect(body).toContain('They asked for a plan.');
      expect(body).not.toContain('Only for this turn.');
      if (wire.name === 'responses') expect(body).toContain('"effort":"high"');
    },
  );

  it.each([
    [
      '/v1/messages',
      {
        max_tokens: 9_000,
        thinking: { type: 'enabled', budget_tokens: 4_000 },
        messages: [{ role: 'user', content: 'Hi' }],
      },
      'thinking',
    ],
    [
      '/v1/responses',
      { input: 'Hi', reasoning: { effort: 'high' }, text: { verbosity: 'low' } },
      'reasoning,text.verbosity',
    ],
    [
      '/v1beta/models/openai:generateContent',
      {
        contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
        generationConfig: { thinkingConfig: { thinkingLevel: 'HIGH' } },
      },
      'generationConfig.thinkingConfig',
    ],
  ])(
    'what a model behind Chat Completions does not take has its caller’s names at %s',
    async (path, body, names) => {
      const wire = SCRIPTED_WIRES[0];
      if (wire === undefined) throw new Error('no wire');
      for (const streamed of [false, true]) {
        const said = { text: 'Hi' };
        direct.of('openai').answer(streamed ? stream(wire.frames(said)) : json(wire.whole(said)));
        const ofPath = path.includes(':generate');
        const { status, headers } = await call(
          direct.gateway,
          'POST',
          streamed ? path.replace(':generate', ':streamGenerate') : path,
          {
            key: direct.caller.key,
            body: { model: 'openai', ...(ofPath ? {} : { stream: streamed }), ...body },
          },
        );
        expect([status, headers['x-llm-proxy-dropped']]).toEqual([200, names]);
      }
    },
  );

  it.each(
    SCRIPTED_WIRES.filter(({ name }) => name !== 'anthropic').map((wire) => [wire.name, wire] as const),
  )(
    'a conversation is made shorter by %s in one block, which its next turn goes on from',
    async (name, wire) => {
      const summary: Said = { reasoning: 'Hm.', text: 'They want a plan.' };
      direct.of(name).answer(json(wire.whole(summary)));
      const anthropic = new Anthropic({
        apiKey: direct.caller.key,
        baseURL: direct.gateway.url,
        maxRetries: 0,
      });
      const asked = {
        model: name,
        max_tokens: 99,
        tools: [{ name: 'plan', input_schema: { type: 'object' as const } }],
        messages: [{ role: 'user' as const, content: 'Make a plan.' }],
        compaction: { type: 'summarize' as const, instructions: 'In one sentence.' },
      };
      const whole = await anthropic.beta.messages.create(asked);
      expect(whole).toMatchObject({
        stop_reason: 'compaction',
        content: [{ type: 'compaction', content: summary.text, encrypted_content: null }],
      });
      expect(sent(wire)).toContain('In one sentence.');
      direct.of(name).answer(script(wire, summary));
      const streamed = await anthropic.beta.messages.stream(asked).finalMessage();
      expect([streamed.stop_reason, streamed.content]).toEqual([whole.stop_reason, whole.content]);
      for (const other of SCRIPTED_WIRES) {
        direct.of(other.name).answer(json(other.whole({ text: 'ok' })));
        const messages = [
          { role: 'assistant' as const, content: whole.content },
          { role: 'user' as const, content: 'Go on.' },
        ];
        await anthropic.beta.messages.create({ model: other.name, max_tokens: 99, messages });
        expect(sent(other)).toContain(`"${summary.text ?? ''}"`);
        expect(sent(other)).not.toContain('compaction');
      }
    },
  );

  it('refuses a thread where none is kept, in the words that Anthropic’s SDKs know', async () => {
    const { status, json: answer } = await call(direct.gateway, 'POST', '/v1/messages', {
      key: direct.caller.key,
      body: {
        model: 'gemini',
        max_tokens: 9,
        messages: [],
        thread: { type: 'continue', previous_message_id: 'msg_1' },
      },
    });
    expect([status, answer]).toMatchObject([
      400,
      {
        error: {
          type: 'invalid_request_error',
          details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] },
        },
      },
    ]);
  });

  it.each(SCRIPTED_WIRES.map((wire) => [wire.name, wire] as const))(
    'a stream of %s that says that it failed ends so at every door, and tells nothing of the upstream',
    async (_name, wire) => {
      const said: Said = { reasoning: 'Hm.', text: 'So far' };
      const begun = wire.frames(said).slice(0, wire.name === 'gemini' ? -1 : -2);
      const failed = [...begun, wire.failure(begun.length)];
      direct.of(wire.name).answer(stream(failed, { ending: 'end', ...headersOf(wire) }));
      await Promise.all(
        DOOR_CLIENTS.map(async (door) => {
          const text = await textOf(await post(door, wire, HELLO));
          const { whole, failed } = door.readStream(text);
          expect({ door: door.name, whole, failed }).toEqual({ door: door.name, whole: false, failed: true });
          expect(text).not.toContain('internal.example');
        }),
      );
    },
  );

  it.each(SCRIPTED_WIRES.map((wire) => [wire.name, wire] as const))(
    'a stream of %s that is cut is whole at no door, and ends with its caller',
    async (_name, wire) => {
      const replay = direct.of(wire.name);
      const said: Said = { reasoning: 'Hm.', text: 'So far' };
      const begun = wire.frames(said).length - (wire.name === 'gemini' ? 1 : 2);
      replay.answer(script(wire, said, 'cut', begun));
      const heard = await Promise.all(DOOR_CLIENTS.map((door) => listen(door, wire, HELLO)));
      for (const [index, { whole }] of heard.entries())
        expect([DOOR_CLIENTS[index]?.name, whole]).toEqual([DOOR_CLIENTS[index]?.name, false]);
      replay.answer(stream(wire.frames(said).slice(0, begun), { ending: 'stall', ...headersOf(wire) }));
      for (const door of DOOR_CLIENTS) {
        const controller = new AbortController();
        const response = await post(door, wire, HELLO, controller.signal);
        expect(response.status).toBe(200);
        controller.abort();
        await replay.lastCall.closed;
      }
    },
  );

  it.each(SCRIPTED_WIRES.map((wire) => [wire.name, wire] as const))(
    'a stream of %s that is cut after any byte breaks no frame, and ends as its door says',
    async (_name, wire) => {
      const bytes = Buffer.concat(wire.frames({ text: 'Hi' }).map((frame) => Buffer.from(frame)));
      direct.of(wire.name).answer(async (exchange) => {
        const [, at = ''] = /cut=(\d+)/.exec(exchange.request.body.toString()) ?? [];
        beginStream(exchange, headersOf(wire));
        if (Number(at) > 0) await write(exchange, bytes.subarray(0, Number(at)));
        await cutStream(exchange, { partial: '' });
      });
      const cutAt = async (door: DoorClient, at: number): Promise<void> => {
        const response = await post(door, wire, { turns: [{ user: `cut=${at}` }] });
        const text = await textOf(response);
        if (response.status !== 200) return void expect(door.isError(JSON.parse(text))).toBe(true);
        const { whole, failed, text: said, ended } = door.readStream(text);
        expect({ at, door: door.name, whole, failed }).toEqual({
          at,
          door: door.name,
          whole,
          failed: !whole,
        });
        if (whole) expect([said, ended]).toEqual(['Hi', 'stop']);
      };
      // Each door at every sixth byte, or so many that it takes seconds; with the variable each at every byte.
      const all = process.env['LLM_PROXY_TEST_EVERY_BYTE'] !== undefined;
      const step = all ? 1 : Math.ceil(bytes.length / MAX_CUTS);
      let next = 0;
      const lane = async (): Promise<void> => {
        for (let at = next; at < bytes.length; at = next) {
          next += step;
          for (const door of all ? DOOR_CLIENTS : [DOOR_CLIENTS[(at / step) % DOOR_CLIENTS.length]])
            if (door !== undefined) await cutAt(door, at);
        }
      };
      await Promise.all(Array.from({ length: 100 }, lane));
    },
  );
});

describe('every door in front of every wire, with answers kept and little patience', () => {
  let direct: ConnectedReplays;

  beforeAll(async () => {
    direct = await ConnectedReplays.start(
      SCRIPTED_WIRES.map(({ name }) => name),
      { IDLE_TIMEOUT: 0.4 },
    );
  });
  afterAll(() => direct.close());

  const post = (
    door: DoorClient,
    wire: ScriptedWire,
    asked: AskedOfDoor,
    stream: boolean,
  ): Promise<Response> =>
    fetch(direct.gateway.url + door.path(wire.name, stream), {
      method: 'POST',
      headers: { authorization: `Bearer ${direct.caller.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(door.body(asked, wire.name, stream)),
    });

  it('a stream that falls silent ends as its door says', async () => {
    const said: Said = { reasoning: 'Hm.', text: 'So far' };
    for (const wire of SCRIPTED_WIRES) {
      const begun = wire.frames(said).slice(0, wire.name === 'gemini' ? -1 : -2);
      direct.of(wire.name).answer(stream(begun, { ending: 'stall', ...headersOf(wire) }));
    }
    await Promise.all(
      PAIRS.map(async ([name, of, door, wire]) => {
        const { whole, failed } = door.readStream(await textOf(await post(door, wire, HELLO, true)));
        expect({ name, of, whole, failed }).toEqual({ name, of, whole: false, failed: true });
      }),
    );
  });

  it.each(SIGNED_PAIRS.filter(([door]) => door !== 'responses'))(
    '%s · %s: what the provider signed goes back to it where its client drops it',
    async (_door, _wire, door, wire) => {
      // Bytes of one wire pass: nothing is put into them.
      if (SAME_WIRE[door.name] === wire.name) return;
      const call = { ...CALL, id: `call_${door.name}` };
      direct
        .of(wire.name)
        .answer(json(wire.whole({ reasoning: 'Hm.', signature: SIGNATURE, calls: [call] })));
      const heard = door.read(await (await post(door, wire, TOOLS, false)).json());
      const bare = { echo: withOpaque(heard.echo, () => undefined) };
      direct.of(wire.name).answer(json(wire.whole({ text: 'Rain.' })));
      const turns = [...TOOLS.turns, bare, { results: [{ call: heard.calls[0] ?? call, text: 'rain' }] }];
      expect((await post(door, wire, { ...TOOLS, turns }, false)).status).toBe(200);
      expect(JSON.stringify(direct.of(wire.name).lastCall.json)).toContain(SIGNATURE);
    },
  );
});

describe('the mock’s signed thinking', () => {
  it.each(
    DOOR_CLIENTS.filter(({ name }) => name !== 'uniform' && name !== 'cursor').map(
      (door) => [door.name, door] as const,
    ),
  )('goes through the %s door and has to come back', async (_name, door) => {
    const gateway = await startGateway({ settings: { KEPT_ANSWERS_MIB: 0, MOCK_TOKEN_DELAY_MS: 0 } });
    const ask = (asked: AskedOfDoor): Promise<CallAnswer> =>
      call(gateway, 'POST', door.path('mock-thinking', false), {
        body: door.body(asked, 'mock-thinking', false),
      });
    const asked: AskedOfDoor = { ...HELLO, tools: ['weather'] };
    const first = door.read((await ask(asked)).json);
    const results = first.calls.map((one) => ({ call: one, text: 'rain' }));
    expect(first.reasoning).toContain('signed');
    const second = await ask({ ...asked, turns: [...asked.turns, { echo: first.echo }, { results }] });
    expect(door.read(second.json).text).toContain('rain');
    // A client that drops it is told, as Anthropic would tell it.
    const bare = JSON.parse(JSON.stringify(first.echo), (key, value: unknown) =>
      /^(?:thinking_blocks|reasoning_content|thoughtSignature|encrypted_content|signature)$/.test(key)
        ? undefined
        : value,
    ) as unknown;
    const refused = await ask({ ...asked, turns: [...asked.turns, { echo: bare }, { results }] });
    expect(refused.status).toBe(400);
    await gateway.close();
  });
});

function headersOf({ name }: ScriptedWire): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: name === 'bedrock-nova' ? { 'content-type': CONTENT_TYPE } : {} };
}

/** What a caller reads, also of a connection that is broken after the last event. */
async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of response.body ?? []) parts.push(part as Uint8Array);
  } catch {
    // The connection is broken.
  }
  return Buffer.concat(parts).toString();
}

/** An answer with other opaque state, or without it. */
function withOpaque(echo: unknown, change: (value: string) => string | undefined): unknown {
  return JSON.parse(JSON.stringify(echo), (key, value: unknown) => {
    const drops = change('') === undefined;
    if (drops && /^(?:thinking_blocks|provider_fields|reasoning_content)$/.test(key)) return undefined;
    if (drops && Array.isArray(value)) {
      const parts: readonly unknown[] = value;
      return parts.filter((part) => !/^{"type":"(?:redacted_)?thinking"/.test(JSON.stringify(part)));
    }
    const isOpaque = /^(?:signature|thoughtSignature|thought_signature|encrypted_content|data)$/.test(key);
    return isOpaque && typeof value === 'string' ? change(value) : value;
  });
}

/** An answer as several, each with one part of it. */
function partsOf(echo: unknown): readonly unknown[] {
  if (Array.isArray(echo)) return echo.map((block: unknown) => [block]);
  const { parts, tool_calls: calls, ...message } = echo as Readonly<Record<string, unknown>>;
  if (Array.isArray(parts)) return parts.map((part: unknown) => ({ ...message, parts: [part] }));
  return [message, { role: 'assistant', content: null, tool_calls: calls }];
}
