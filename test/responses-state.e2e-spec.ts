/** What the Responses door keeps between two turns, with OpenAI's own SDK. */
import OpenAI from 'openai';
import { json } from './support/upstream/answer-scripts';
import { ConnectedReplays } from './support/providers/connected-replays';
import { LeakCheck } from './support/observation/leak-check';
import { addTenant, assign } from './support/service/registry-setup';

const BLOCK = { type: 'thinking', thinking: 'Hm. ', signature: 'c2lnbmVkIGJ5IENsYXVkZQ==' };
const MESSAGE = { role: 'assistant', content: 'Hello.', reasoning_content: 'Hm. ', thinking_blocks: [BLOCK] };
const ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'claude',
  choices: [{ index: 0, finish_reason: 'stop', message: MESSAGE }],
};
const GONE = { status: 404, code: 'previous_response_not_found' };

describe('the Responses door’s state', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;
  let openai: OpenAI;
  let stranger: OpenAI;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(['local']);
    const other = await addTenant(direct.gateway, 'other');
    await assign(direct.gateway, other, 'local/chat', { alias: 'local' });
    const baseURL = `${direct.gateway.url}/v1`;
    openai = new OpenAI({ apiKey: direct.caller.key, baseURL, maxRetries: 0 });
    stranger = new OpenAI({ apiKey: other.key, baseURL, maxRetries: 0 });
    direct.of('local').answer(json(ANSWER));
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  const sent = (): unknown => direct.of('local').lastCall.json;

  it('goes on from an answer, with its signed reasoning and the instructions of the new turn', async () => {
    const first = await openai.responses.create({ model: 'local', instructions: 'Old.', input: 'One' });
    expect(first).toMatchObject({ store: true });
    expect(JSON.stringify(first)).not.toContain('encrypted_content');
    const second = await openai.responses.create({
      model: 'local',
      instructions: 'New.',
      input: 'Two',
      previous_response_id: first.id,
    });
    const answer = { role: 'assistant', content: 'Hello.', thinking_blocks: [BLOCK] };
    const system = { role: 'system', content: 'New.' };
    const turns = [{ role: 'user', content: 'One' }, answer, { role: 'user', content: 'Two' }];
    expect(sent()).toMatchObject({ messages: [system, ...turns] });
    expect(second.previous_response_id).toBe(first.id);
    await openai.responses.create({ model: 'local', input: 'Three', previous_response_id: second.id });
    expect(sent()).toMatchObject({ messages: [...turns, answer, { role: 'user', content: 'Three' }] });
  });

  it('answers once more what it goes on from where nothing is added', async () => {
    const first = await openai.responses.create({ model: 'local', input: 'One' });
    await openai.responses.create({ model: 'local', previous_response_id: first.id });
    expect(sent()).toMatchObject({ messages: [{ role: 'user', content: 'One' }, { role: 'assistant' }] });
    const items = [{ type: 'message' as const, role: 'user' as const, content: 'Two' }];
    const { id } = await openai.conversations.create({ items });
    await openai.responses.create({ model: 'local', conversation: id, input: [] });
    expect(sent()).toMatchObject({ messages: [{ role: 'user', content: 'Two' }] });
    await expect(openai.responses.create({ model: 'local' })).rejects.toMatchObject({
      status: 400,
      param: 'input',
    });
    const empty = await openai.conversations.create({});
    const asked = openai.responses.create({ model: 'local', conversation: empty.id });
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'input' });
  });

  it('gives an answer back to its own key alone, until it is deleted', async () => {
    const made = await openai.responses.create({ model: 'local', input: 'One' });
    expect(await openai.responses.retrieve(made.id)).toMatchObject({ id: made.id, output: made.output });
    const { data } = await openai.responses.inputItems.list(made.id);
    expect(data).toMatchObject([{ role: 'user', content: [{ type: 'input_text', text: 'One' }] }]);
    const texts = new Set<string>();
    for (const refused of [
      stranger.responses.retrieve(made.id),
      stranger.responses.delete(made.id),
      stranger.responses.inputItems.list(made.id),
      stranger.responses.create({ model: 'local', input: 'Two', previous_response_id: made.id }),
      openai.responses.retrieve('resp_nobody'),
    ]) {
      const error: unknown = await Promise.resolve(refused).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject(GONE);
      texts.add(error instanceof Error ? error.message : '');
    }
    expect(texts.size).toBe(1);
    await openai.responses.delete(made.id);
    await expect(openai.responses.retrieve(made.id)).rejects.toMatchObject(GONE);
  });

  it('keeps nothing with store: false', async () => {
    const made = await openai.responses.create({ model: 'local', input: 'One', store: false });
    expect(made).toMatchObject({ store: false });
    await expect(openai.responses.retrieve(made.id)).rejects.toMatchObject(GONE);
  });
});
