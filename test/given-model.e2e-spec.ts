/** Where an assignment says what answers call their model, nobody is told how its provider calls it. */
import { ConnectedReplays } from './support/providers/connected-replays';
import { SCRIPTED_WIRES } from './support/providers/scripted-wires';
import type { ScriptedWire } from './support/providers/scripted-wires';
import { assign } from './support/service/registry-setup';
import { json } from './support/upstream/answer-scripts';
import { stream } from './support/upstream/stream-scripts';
import { textSoFar } from './support/callers/text-so-far';

const PATH = '/v1/responses';
/** One whose answers are mapped, and one whose bytes pass. */
const WIRES = ['anthropic', 'responses'] as const;

const ASKED = { messages: [{ role: 'user', content: 'Hi' }] };

describe('an answer whose model has a name of its own', () => {
  let direct: ConnectedReplays;
  beforeAll(async () => {
    direct = await ConnectedReplays.start(WIRES);
    for (const name of WIRES)
      await assign(direct.gateway, direct.caller, `${name}/chat`, {
        alias: `our-${name}`,
        answer_model: 'ours',
      });
  });
  afterAll(() => direct.close());

  const call = async (path: string, body?: object): Promise<string> => {
    const answer = await fetch(direct.gateway.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${direct.caller.key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return textSoFar(answer);
  };
  const modelsIn = (text: string): Set<string | undefined> =>
    new Set([...text.matchAll(/"model":"([^"]*)"/g)].map(([, model]) => model));
  const wireOf = (name: (typeof WIRES)[number]): ScriptedWire =>
    SCRIPTED_WIRES.find((wire) => wire.name === name)!;
  const says = (name: (typeof WIRES)[number], frames?: number): void => {
    const all = wireOf(name).frames({ text: 'Sunny.' });
    direct.of(name).answer(stream(all.slice(0, frames), { ending: 'end' }));
  };

  it.each(WIRES)('has it in the uniform form: %s', async (name) => {
    says(name);
    expect(modelsIn(await call('/llm/stream', { model: `our-${name}`, ...ASKED }))).toEqual(
      new Set(['ours']),
    );
    direct.of(name).answer(json(wireOf(name).whole({ text: 'Sunny.' })));
    expect(modelsIn(await call('/llm/chat', { model: `our-${name}`, ...ASKED }))).toEqual(new Set(['ours']));
  });

  it.each(WIRES)('has it where it is kept, too: %s', async (name) => {
    says(name);
    const body = { model: `our-${name}`, input: 'Hi', stream: true, store: true };
    const told = await call(PATH, body);
    expect(modelsIn(told)).toEqual(new Set(['ours']));
    const [, id] = /"id":"(resp_\w+)"/.exec(told)!;
    const kept = await call(`${PATH}/${id}`);
    expect(kept).toContain('Sunny.');
    expect(modelsIn(kept)).toEqual(new Set(['ours']));
  });

  it.each(WIRES)('has it in the last event of a stream that failed: %s', async (name) => {
    says(name, 4);
    const told = await call(PATH, { model: `our-${name}`, input: 'Hi', stream: true });
    expect(told).toContain('event: response.failed');
    expect(modelsIn(told)).toEqual(new Set(['ours']));
  });
});
