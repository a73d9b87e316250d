/** What breaks inside reasoning or inside a call is gone on with in every door's wire, whatever the providers speak. */
import { DeploymentControl } from '../src/routing/health/deployment-control';
import { ConnectedReplays } from './support/providers/connected-replays';
import { DOOR_CLIENTS } from './support/callers/door-clients';
import type { AskedOfDoor, DoorClient, HeardStream } from './support/callers/door-clients';
import { textSoFar } from './support/callers/text-so-far';
import { LeakCheck } from './support/observation/leak-check';
import { assign } from './support/service/registry-setup';
import { SCRIPTED_WIRES } from './support/providers/scripted-wires';
import type { Said, SaidCall, ScriptedWire } from './support/providers/scripted-wires';
import { stream } from './support/upstream/stream-scripts';

const DOORS = DOOR_CLIENTS.filter(({ name }) => name !== 'cursor');
/** Each wire, and another one that goes on. */
const WIRES = SCRIPTED_WIRES.map(
  (first, at) => [first, SCRIPTED_WIRES[(at + 1) % SCRIPTED_WIRES.length]!] as const,
);
const PAIRS = DOORS.flatMap((door) =>
  WIRES.map(([first, second]) => [door.name, first.name, second.name, door, first, second] as const),
);
/** Each door with a provider whose bytes pass there, as the one who goes on. */
const NAMED = [
  ['chat', 'bedrock-nova', 'openai'],
  ['messages', 'gemini', 'anthropic'],
  ['responses', 'anthropic', 'responses'],
  ['gemini', 'openai', 'gemini'],
].map(([name, one, other]) => {
  const [first, second] = [one, other].map((wire) => SCRIPTED_WIRES.find((known) => known.name === wire)!);
  const door = DOORS.find((known) => known.name === name)!;
  return [name!, one!, other!, door, first!, second!] as const;
});
/** Those who go on where OpenAI has encrypted its reasoning. */
const GOING_ON = SCRIPTED_WIRES.filter(({ name }) => name !== 'responses');
const ENCRYPTED = DOORS.flatMap((door) =>
  GOING_ON.map((second) => [door.name, second.name, door, second] as const),
);
/** One for each door, and for each wire: an error takes its time to be read. */
const FAILING = DOORS.flatMap((door, at) => {
  const [first, second] = WIRES[at % WIRES.length]!;
  return [[door.name, first.name, second.name, door, first, second] as const];
});
/** Gemini's calls come in one piece. */
const IN_PIECES = PAIRS.filter(([, first]) => first !== 'gemini');
/** The frame of each wire that has the finish reason, and is not its last; Gemini's is, and its connection may break all the same. */
const FINISHES = [
  ['openai', '"finish_reason":"stop"'],
  ['anthropic', 'message_delta'],
  ['gemini', 'finishReason'],
  ['bedrock-nova', 'stopReason'],
] as const;
const FINISHED = DOORS.flatMap((door) =>
  FINISHES.map(([name, mark]) => {
    const first = SCRIPTED_WIRES.find((wire) => wire.name === name)!;
    return [door.name, name, door, first, mark] as const;
  }),
);
/** What is in an answer once. */
const ENDS = ['"finish_reason":"stop"', 'event: message_delta', '"finishReason"', 'event: end', '[DONE]'];
const ASKED: AskedOfDoor = { turns: [{ user: 'What is the weather?' }], tools: ['weather', 'clock'] };
const CONTENT_TYPE = 'application/vnd.amazon.eventstream';
const CALL: SaidCall = { id: 'call_1', name: 'weather', arguments: '{"city":"Bonn","days":3}' };
/** So many pieces of one character are a beginning of it. */
const BEGUN = 12;
const SEARCHED = {
  type: 'web_search_call',
  id: 'ws_1',
  status: 'completed',
  action: { type: 'search', query: 'weather', sources: [{ type: 'url', url: 'https://example.com/' }] },
};
/** How each door's callers ask for a search. */
const SEARCH: Readonly<Record<string, object>> = {
  chat: { web_search_options: {} },
  messages: { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
  responses: { tools: [{ type: 'web_search' }] },
  gemini: { tools: [{ googleSearch: {} }] },
};
const SEARCHES = DOORS.flatMap((door) => {
  const asked = SEARCH[door.name];
  return asked === undefined ? [] : [[door.name, door, asked] as const];
});
/** What a stream has once for each search. */
const SEARCH_TOLD: Readonly<Record<string, string>> = {
  messages: '"type":"web_search_tool_result"',
  responses: 'event: response.web_search_call.completed',
  gemini: '"webSearchQueries"',
};
const FAILED_EVENT =
  'event: error\ndata: {"type":"error","code":"server_error","message":"Sorry","param":null,"sequence_number":9}\n\n';
const FAILED_RESPONSE =
  'event: response.failed\ndata: {"type":"response.failed","sequence_number":10,"response":{"id":"resp_1","status":"failed","output":[],"error":{"code":"server_error","message":"Sorry"}}}\n\n';
const invalidRequest = (message: string): string =>
  `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } })}\n\n`;
const BROKEN: readonly (readonly [string, string, readonly string[]])[] = [
  ['responses', 'an error event', [FAILED_EVENT, FAILED_RESPONSE]],
  ['responses', 'a failed response', [FAILED_RESPONSE]],
  ['gemini', 'an error', ['data: {"error":{"code":503,"status":"UNAVAILABLE","message":"Sorry"}}\n\n']],
  ['gemini', 'a broken frame', ['data: {"unknown": tru\n\n']],
  [
    'anthropic',
    'an error event',
    ['event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Sorry"}}\n\n'],
  ],
  [
    'anthropic',
    'a credential that is refused in the middle',
    ['event: error\ndata: {"type":"error","error":{"type":"authentication_error","message":"Sorry"}}\n\n'],
  ],
  ['anthropic', 'an error of the request in the middle', [invalidRequest('Sorry')]],
  ['anthropic', 'a broken frame', ['data: {"unknown": tru\n\n']],
];

describe('a stream that breaks inside', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(
      SCRIPTED_WIRES.map(({ name }) => name),
      { KEPT_ANSWERS_MIB: 0 },
    );
    for (const [first, second] of WIRES) {
      const alias = `${first.name}-first`;
      await assign(direct.gateway, direct.caller, `${first.name}/chat`, { alias, priority: 1 });
      await assign(direct.gateway, direct.caller, `${second.name}/chat`, { alias, priority: 2 });
    }
    for (const [, first, second] of NAMED) {
      const named = { alias: `named-${first}-${second}`, answer_model: 'our-model' };
      await assign(direct.gateway, direct.caller, `${first}/chat`, { ...named, priority: 1 });
      await assign(direct.gateway, direct.caller, `${second}/chat`, { ...named, priority: 2 });
    }
    for (const { name } of GOING_ON) {
      const alias = `encrypted-${name}`;
      await assign(direct.gateway, direct.caller, 'responses/chat', { alias, priority: 1 });
      await assign(direct.gateway, direct.caller, `${name}/chat`, { alias, priority: 2 });
    }
    await assign(direct.gateway, direct.caller, 'anthropic/chat', { alias: 'searching', priority: 1 });
    await assign(direct.gateway, direct.caller, 'responses/chat', { alias: 'searching', priority: 2 });
  });
  // What failed a moment ago is tried last.
  beforeEach(() => {
    const control = direct.gateway.app.get(DeploymentControl);
    for (const { id } of control.list({}).data) control.reset(id);
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  /** The frames up to the one with this text, and so many more, and then nothing. */
  const cutAfter = (wire: ScriptedWire, said: Said, mark: string, more = 0): void => {
    const frames = wire.frames(said);
    const at = frames.findIndex((frame) => frame.includes(mark));
    expect(at).toBeGreaterThanOrEqual(0);
    direct
      .of(wire.name)
      .answer(stream(frames.slice(0, at + 1 + more), { ending: 'cut', headers: typeOf(wire) }));
  };
  /** A beginning of text, then these frames, and an end in good order. */
  const brokenBy = (wire: ScriptedWire, broken: readonly string[]): void => {
    const frames = wire.frames({ text: 'It is sunny' });
    const at = frames.findIndex((frame) => frame.includes('It is sunny'));
    direct.of(wire.name).answer(stream([...frames.slice(0, at + 1), ...broken], { ending: 'end' }));
  };
  const says = (wire: ScriptedWire, said: Said): void => {
    direct.of(wire.name).answer(stream(wire.frames(said), { ending: 'end', headers: typeOf(wire) }));
  };

  const ask = async (
    door: DoorClient,
    first: ScriptedWire,
    alias = `${first.name}-first`,
    more: object = {},
  ): Promise<string> => {
    const answer = await fetch(direct.gateway.url + door.path(alias, true), {
      method: 'POST',
      headers: { authorization: `Bearer ${direct.caller.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...door.body(ASKED, alias, true), ...more }),
    });
    return textSoFar(answer);
  };
  const heard = async (door: DoorClient, first: ScriptedWire): Promise<HeardStream> =>
    door.readStream(await ask(door, first));

  it.each(PAIRS)('reasoning is whole: %s · %s · %s', async (_door, _first, _second, door, first, second) => {
    cutAfter(first, { reasoning: 'Let me', text: 'No.' }, 'Let me');
    says(second, { reasoning: 'Let me think.', text: 'Sunny.' });
    expect(await heard(door, first)).toMatchObject({
      ...{ whole: true, failed: false },
      ...{ reasoning: 'Let me think.', text: 'Sunny.', ended: 'stop' },
    });
  });

  it.each(SEARCHES)('a search of the web is told once by who goes on: %s', async (name, door, search) => {
    const [anthropic, responses] = ['anthropic', 'responses'].map((one) =>
      SCRIPTED_WIRES.find((wire) => wire.name === one),
    );
    if (anthropic === undefined || responses === undefined) throw new Error('not scripted');
    cutAfter(anthropic, { text: 'I look. ' }, 'I look. ');
    const [begun = '', ...frames] = responses.frames({ text: 'I look. It is sunny.' });
    const end = frames.findIndex((frame) => frame.includes('event: response.completed'));
    const searched = ['added', 'done'].map((what) => {
      const event = { type: `response.output_item.${what}`, output_index: 9, item: SEARCHED };
      return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    });
    direct
      .of('responses')
      .answer(stream([begun, ...frames.slice(0, end), ...searched, ...frames.slice(end)], { ending: 'end' }));
    const answer = await ask(door, anthropic, 'searching', search);
    expect(door.readStream(answer)).toMatchObject({
      whole: true,
      failed: false,
      text: 'I look. It is sunny.',
    });
    const told = SEARCH_TOLD[name];
    if (told !== undefined) expect(answer.split(told)).toHaveLength(2);
  });

  it.each(FAILING)(
    'reasoning is not mixed with another one: %s · %s · %s',
    async (_door, _first, _second, door, first, second) => {
      cutAfter(first, { reasoning: 'Let me', text: 'No.' }, 'Let me');
      says(second, { reasoning: 'Well then.', text: 'Sunny.' });
      expect(await heard(door, first)).toMatchObject({
        ...{ whole: false, failed: true },
        ...{ reasoning: 'Let me', text: '' },
      });
    },
  );

  it.each(NAMED)(
    'the model has the name that its alias gives it, to the last event: %s · %s · %s',
    async (_door, _first, _second, door, first, second) => {
      cutAfter(first, { text: 'It is' }, 'It is');
      says(second, { text: 'It is sunny.' });
      const text = await ask(door, first, `named-${first.name}-${second.name}`);
      expect(door.readStream(text)).toMatchObject({ whole: true, failed: false, text: 'It is sunny.' });
      const models = [...text.matchAll(/"(?:model|modelVersion)":"([^"]*)"/g)].map(([, model]) => model);
      expect(new Set(models)).toEqual(new Set(['our-model']));
    },
  );

  it('Responses numbers its events without gaps where nobody goes on with a message that has begun', async () => {
    const [first, second] = WIRES.find(([wire]) => wire.name === 'responses')!;
    const door = DOORS.find(({ name }) => name === 'responses')!;
    cutAfter(first, { reasoning: 'Hm.', text: 'Sunny.' }, 'content_part.added');
    says(second, { reasoning: 'Well then.', text: 'Sunny.' });
    expect(await heard(door, first)).toMatchObject({ whole: false, failed: true });
  });

  it.each(['output_text.done', 'content_part.done', 'output_item.done'])(
    'Responses ends nothing twice where it breaks behind %s',
    async (mark) => {
      const [first, second] = WIRES.find(([wire]) => wire.name === 'responses')!;
      const door = DOORS.find(({ name }) => name === 'responses')!;
      cutAfter(first, { text: 'Sunny.' }, mark);
      says(second, { text: 'Sunny.' });
      const text = await ask(door, first);
      expect(door.readStream(text)).toMatchObject({ whole: true, failed: false, text: 'Sunny.' });
      for (const end of ['output_text.done', 'content_part.done', 'output_item.done'])
        expect(text.split(`event: response.${end}\n`)).toHaveLength(2);
    },
  );

  it.each(ENCRYPTED)(
    'encrypted reasoning is no hindrance, though it is another one each time: %s · %s',
    async (_door, _second, door, second) => {
      const first = SCRIPTED_WIRES.find(({ name }) => name === 'responses')!;
      cutAfter(first, { reasoning: 'Hm.', signature: 'one', text: 'Sun' }, 'Sun');
      says(second, { reasoning: 'Hm.', signature: 'b3RoZXI=', text: 'Sunny.' });
      expect(await ask(door, first, `encrypted-${second.name}`).then(door.readStream)).toMatchObject({
        ...{ whole: true, failed: false },
        ...{ reasoning: 'Hm.', text: 'Sunny.' },
      });
    },
  );

  it.each(IN_PIECES)(
    'a call is whole, and once: %s · %s · %s',
    async (_door, _first, _second, door, first, second) => {
      cutAfter(first, { text: 'So', calls: [CALL] }, 'weather', BEGUN);
      says(second, { text: 'So', calls: [{ ...CALL, id: 'call_9' }] });
      const answer = await heard(door, first);
      expect(answer).toMatchObject({ whole: true, failed: false, text: 'So', ended: 'tools' });
      expect(answer.calls.map(({ name, arguments: given }) => [name, given])).toEqual([
        ['weather', CALL.arguments],
      ]);
    },
  );

  // Gemini's callers get a call in one piece: nothing of it was delivered, and the other one is as good.
  it.each(FAILING.filter(([door, first]) => door !== 'gemini' && first !== 'gemini'))(
    'a call is not mixed with another one: %s · %s · %s',
    async (_door, _first, _second, door, first, second) => {
      cutAfter(first, { calls: [CALL] }, 'weather', BEGUN);
      says(second, { calls: [{ id: 'call_9', name: 'weather', arguments: '{"city":"Rome"}' }] });
      const text = await ask(door, first);
      expect(door.readStream(text)).toMatchObject({ whole: false, failed: true });
      expect(text).not.toContain('Rome');
    },
  );

  it.each(PAIRS)(
    'an answer after a finished call keeps that as it was: %s · %s · %s',
    async (_door, _first, _second, door, first, second) => {
      const clock = { id: 'call_2', name: 'clock', arguments: '{}' };
      const told = { calls: [{ ...CALL, arguments: '{"city":"Bonn"}' }, clock] };
      // The last frame of the first call, or the one that begins the second.
      cutAfter(first, told, first.name === 'gemini' ? 'weather' : 'clock');
      const again = { ...CALL, id: 'call_8', arguments: '{ "city": "Bonn" }' };
      says(second, { calls: [again, { ...clock, id: 'call_9' }] });
      const answer = await heard(door, first);
      expect(answer).toMatchObject({ whole: true, failed: false, ended: 'tools' });
      expect(answer.calls.map(({ name, arguments: given }) => [name, JSON.parse(given) as unknown])).toEqual([
        ['weather', { city: 'Bonn' }],
        ['clock', {}],
      ]);
    },
  );

  it.each(DOORS.map((door) => [door.name, door] as const))(
    'a call is whole where the other answer begins all its calls at once: %s',
    async (_door, door) => {
      const [first] = WIRES.find(([, second]) => second.name === 'openai')!;
      const clock = { id: 'call_2', name: 'clock', arguments: '{"zone":"CET"}' };
      cutAfter(first, { calls: [CALL, clock] }, 'weather', BEGUN);
      says(WIRES.find(([wire]) => wire === first)![1], {
        calls: [
          { ...CALL, id: 'call_8' },
          { ...clock, id: 'call_9' },
        ],
      });
      const answer = await heard(door, first);
      expect(answer).toMatchObject({ whole: true, failed: false, ended: 'tools' });
      expect(answer.calls.map(({ name, arguments: given }) => [name, given])).toEqual([
        ['weather', CALL.arguments],
        ['clock', clock.arguments],
      ]);
    },
  );

  it.each(FINISHED)(
    'behind its finish reason is whole, with one end, and nobody else is asked: %s · %s',
    async (_door, _first, door, first, mark) => {
      const second = WIRES.find(([wire]) => wire === first)![1];
      const asked = direct.of(second.name).calls.length;
      cutAfter(first, { text: 'Sunny.' }, mark);
      says(second, { text: 'Sunny.' });
      const text = await ask(door, first);
      expect(door.readStream(text)).toMatchObject({
        whole: true,
        failed: false,
        text: 'Sunny.',
        ended: 'stop',
      });
      expect(direct.of(second.name).calls).toHaveLength(asked);
      for (const end of ENDS) expect(text.split(end).length - 1).toBeLessThanOrEqual(1);
    },
  );

  it.each(BROKEN)(
    'its provider’s wire is gone on with, without a word of the failure: %s, %s',
    async (name, _what, frames) => {
      const [first, second] = WIRES.find(([wire]) => wire.name === name)!;
      const door = DOORS.find(({ name: known }) => known === (name === 'anthropic' ? 'messages' : name))!;
      brokenBy(first, frames);
      says(second, { text: 'It is sunny all day.' });
      const text = await ask(door, first);
      expect(door.readStream(text)).toMatchObject({
        whole: true,
        failed: false,
        text: 'It is sunny all day.',
      });
      expect(text).not.toMatch(/Sorry|"unknown/);
    },
  );

  it.each([
    ['its content', 'Output blocked by content filtering policy'],
    ['its length', 'prompt is too long: 200001 tokens > 200000 maximum'],
  ])('is not gone on with where the provider refuses %s', async (_what, message) => {
    const [first, second] = WIRES.find(([wire]) => wire.name === 'anthropic')!;
    const door = DOORS.find(({ name }) => name === 'messages')!;
    brokenBy(first, [invalidRequest(message)]);
    says(second, { text: 'It is sunny all day.' });
    const asked = direct.of(second.name).calls.length;
    expect(await heard(door, first)).toMatchObject({ whole: false, failed: true, text: 'It is sunny' });
    expect(direct.of(second.name).calls).toHaveLength(asked);
  });

  it('Responses ends with the provider’s own words where nobody goes on', async () => {
    const [first] = WIRES.find(([wire]) => wire.name === 'responses')!;
    const door = DOORS.find(({ name }) => name === 'responses')!;
    brokenBy(first, [FAILED_EVENT, FAILED_RESPONSE]);
    const text = await ask(door, first, first.name);
    expect(text.endsWith(FAILED_EVENT + FAILED_RESPONSE)).toBe(true);
    brokenBy(first, [FAILED_EVENT]);
    const alone = await ask(door, first, first.name);
    expect(alone).toContain(`${FAILED_EVENT}event: response.failed`);
  });
});

function typeOf({ name }: ScriptedWire): Record<string, string> {
  return name === 'bedrock-nova' ? { 'content-type': CONTENT_TYPE } : {};
}
