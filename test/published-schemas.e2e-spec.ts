/** What doors say in front of other makers' wires, against the schemas that OpenAI and Anthropic publish: recorded answers of all providers. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { textUntilBroken } from './support/callers/broken-answer';
import { call } from './support/callers/chat-request';
import { ConnectedReplays } from './support/providers/connected-replays';
import type { ReplayedName } from './support/providers/provider-replays';
import { PublishedSchema } from './support/documents/published-schema';
import { describeWithRecordings, RECORDINGS } from './support/providers/recordings';

const FOLDERS: readonly (readonly [ReplayedName, readonly string[]])[] = [
  ['openai', ['openai', 'alibaba', 'deepseek', 'groq', 'mistral', 'moonshotai', 'xai', 'openai-compatible']],
  ['anthropic', ['anthropic']],
  ['gemini', ['google']],
  ['bedrock-nova', ['bedrock']],
];
const TOOLS = ['weather', 'json', 'get_weather'].map((name) => ({
  type: 'function',
  name,
  parameters: { type: 'object', properties: {} },
  strict: false,
}));
const ASKED = {
  input: 'Hi',
  tools: TOOLS,
  include: ['reasoning.encrypted_content'],
  instructions: 'Be short.',
};

interface Event {
  readonly type: string;
  readonly sequence_number: number;
  readonly response?: { readonly id: string; readonly output: readonly unknown[] };
  readonly item?: unknown;
}

function eventsIn(text: string): Event[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('event: '))
    .map((frame) => {
      const [name = '', data = ''] = frame.split('\n');
      const event = JSON.parse(data.slice('data: '.length)) as Event;
      expect(name).toBe(`event: ${event.type}`);
      return event;
    });
}

function recordingsIn(folder: string, ending: string): string[] {
  return readdirSync(join(RECORDINGS, folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file.slice(0, -ending.length)}`);
}

describeWithRecordings('the Responses door, against the published schema', () => {
  let direct: ConnectedReplays;
  let schema: PublishedSchema;

  beforeAll(async () => {
    schema = new PublishedSchema('responses');
    direct = await ConnectedReplays.start(FOLDERS.map(([name]) => name));
  });
  afterAll(() => direct.close());

  it('is read from the package of the day', () => {
    expect(schema.events).toBeGreaterThan(40);
    expect(schema.flawOf({})).toMatch(/required/);
  });

  it.each(FOLDERS)('every whole answer of %s has all that is required', async (name, folders) => {
    const flaws = new Set<string>();
    let count = 0;
    for (const recording of folders.flatMap((folder) => recordingsIn(folder, '.json'))) {
      direct.of(name).replay({ stream: 'openai/openai-text', whole: recording });
      const { gateway, caller } = direct;
      const answer = await call(gateway, 'POST', '/v1/responses', {
        key: caller.key,
        body: { ...ASKED, model: name },
      });
      if (answer.status !== 200) continue;
      count++;
      const flaw = schema.flawOf(answer.json);
      if (flaw !== undefined) flaws.add(flaw);
      const { id } = answer.json as { readonly id: string };
      const kept = await call(gateway, 'GET', `/v1/responses/${id}?stream=true`, { key: caller.key });
      for (const event of eventsIn(kept.text)) {
        const told = schema.flawOfEvent(event);
        if (told !== undefined) flaws.add(`kept: ${told}`);
      }
    }
    expect([...flaws]).toEqual([]);
    expect(count).toBeGreaterThan(4);
  });

  it.each(FOLDERS)(
    'every event of a stream of %s has all that is required, in its order',
    async (name, folders) => {
      const flaws = new Set<string>();
      for (const recording of folders.flatMap((folder) => recordingsIn(folder, '.chunks.txt'))) {
        direct.of(name).replay({ stream: recording });
        const events = eventsIn(await textUntilBroken(direct, { ...ASKED, model: name, stream: true }));
        for (const event of events) {
          const flaw = schema.flawOfEvent(event) ?? (event.response && schema.flawOf(event.response));
          if (flaw !== undefined) flaws.add(flaw);
        }
        if (events.length === 0) continue;
        expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_event, at) => at));
        const last = events.at(-1);
        expect(last?.type).toMatch(/^response\.(?:completed|incomplete|failed)$/);
        const items = events.flatMap(({ type, item }) =>
          type === 'response.output_item.done' ? [item] : [],
        );
        if (last?.type !== 'response.failed') expect(last?.response?.output).toEqual(items);
        expect(new Set(events.flatMap(({ response }) => response?.id ?? [])).size).toBe(1);
      }
      expect([...flaws]).toEqual([]);
    },
  );
});

/** Doors whose answers are written by the service, in front of wires of other makers. */
const WRITTEN: readonly (readonly [
  door: 'chat' | 'messages',
  name: ReplayedName,
  folders: readonly string[],
])[] = [
  ['chat', 'anthropic', ['anthropic']],
  ['chat', 'gemini', ['google']],
  ['chat', 'bedrock-nova', ['bedrock']],
  ['chat', 'responses', ['responses-openai', 'responses-azure', 'responses-xai', 'responses-open']],
  ['messages', 'openai', FOLDERS[0]?.[1] ?? []],
  ['messages', 'gemini', ['google']],
  ['messages', 'bedrock-nova', ['bedrock']],
  ['messages', 'responses', ['responses-openai', 'responses-azure', 'responses-xai', 'responses-open']],
];
/** Its first line is no JSON. */
const NO_JSON = 'responses-openai/parallel-tool-call-wrapper.1';
const DOORS = { chat: '/v1/chat/completions', messages: '/v1/messages' } as const;

describeWithRecordings('the doors for Chat Completions and Messages, against the published schemas', () => {
  let direct: ConnectedReplays;
  const schemas = new Map<string, PublishedSchema>();

  beforeAll(async () => {
    for (const door of ['chat', 'messages'] as const) schemas.set(door, new PublishedSchema(door));
    direct = await ConnectedReplays.start([...new Set(WRITTEN.map(([, name]) => name))]);
  });
  afterAll(() => direct.close());

  it.each(WRITTEN)('%s in front of %s: whole answers and events', async (door, name, folders) => {
    const schema = schemas.get(door);
    if (schema === undefined) throw new Error(`no schema of ${door}`);
    const flaws = new Map<string, string>();
    const note = (flaw: string | undefined, recording: string): void => {
      if (flaw !== undefined && !flaws.has(flaw)) flaws.set(flaw, recording);
    };
    const asked = { model: name, max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] };
    const { gateway, caller } = direct;
    let count = 0;
    const streams = folders
      .flatMap((folder) => recordingsIn(folder, '.chunks.txt'))
      .filter((recording) => recording !== NO_JSON);
    for (const recording of folders.flatMap((folder) => recordingsIn(folder, '.json'))) {
      direct.of(name).replay({ stream: streams[0] ?? '', whole: recording });
      const answer = await call(gateway, 'POST', DOORS[door], { key: caller.key, body: asked });
      if (answer.status !== 200) continue;
      count++;
      note(schema.flawOf(answer.json), recording);
    }
    for (const recording of streams) {
      direct.of(name).replay({ stream: recording });
      const answer = await call(gateway, 'POST', DOORS[door], {
        key: caller.key,
        body: { ...asked, stream: true, ...(door === 'chat' && { stream_options: { include_usage: true } }) },
      }).catch(() => undefined);
      for (const line of (answer?.text ?? '').split('\n')) {
        if (!line.startsWith('data: {')) continue;
        const event = JSON.parse(line.slice('data: '.length)) as {
          readonly type?: unknown;
          readonly error?: unknown;
        };
        if (event.error !== undefined) continue;
        count++;
        note(schema.flawOfEvent(event), recording);
      }
    }
    expect(Object.fromEntries(flaws)).toEqual({});
    expect(count).toBeGreaterThan(20);
  });
});
