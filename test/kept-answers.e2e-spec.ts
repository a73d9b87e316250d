/** Answers and conversations of the Responses door in the database: over restarts, replicas and the loss of the server. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { Client } from 'pg';
import { DatabaseSync } from 'node:sqlite';
import { AnswersRetention } from '../src/answers/answers-retention';
import { AnswersDatabase, ANSWERS_SCHEMA } from '../src/answers/answers-database';
import { DatabaseResponses } from '../src/answers/database-responses';
import { WriteQueue } from '../src/answers/write-queue';
import { DatabaseOwner } from '../src/database/database-owner';
import { readSettings } from '../src/config/read-settings';
import { openServiceLog } from '../src/log/service-log';
import { Registry } from '../src/registry/registry';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LogLines } from './support/observation/log-lines';
import { describeEachEngine } from './support/service/registry-instances';
import type { RegistrySettings } from './support/service/registry-instances';
import { until, untilThere } from './support/observation/until';

const SAID = 'The password of the wine cellar is 4711.';
const STORED = { model: 'mock-echo' };
const GONE = { status: 404 };

function clientOf({ url, key }: InProcessGateway): OpenAI {
  return new OpenAI({ apiKey: key, baseURL: `${url}/v1`, maxRetries: 0 });
}

describeEachEngine('kept answers', (engine) => {
  const open: InProcessGateway[] = [];
  const start = async (
    place: RegistrySettings,
    settings: RegistrySettings = {},
  ): Promise<InProcessGateway> => {
    const gateway = await startGateway({
      settings: {
        ...place,
        KEY_RPS: '0',
        ADDRESS_RPS: '0',
        INTERNAL_API_KEY: 'a=test-key-1,b=test-key-2',
        ...settings,
      },
    });
    open.push(gateway);
    return gateway;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((gateway) => gateway.close()));
  });

  /** Everything that the database holds, as text. */
  const contents = async ({ DATA_DIR = '', DATABASE_URL }: RegistrySettings): Promise<string> => {
    if (DATABASE_URL === undefined) {
      const files = readdirSync(DATA_DIR).filter((name) => name.startsWith('registry.sqlite'));
      return files.map((name) => readFileSync(join(DATA_DIR, name), 'latin1')).join('');
    }
    const client = new Client(DATABASE_URL);
    await client.connect();
    const { rows } = await client.query(
      'select answer as a, items as b from kept_responses union all select item, item_id from kept_conversation_items',
    );
    await client.end();
    return JSON.stringify(rows);
  };

  it('outlive a restart and a new master key, are unreadable in the database, and are their own key’s alone', async () => {
    const place = await engine.place();
    const first = await start(place);
    const openai = clientOf(first);
    const one = await openai.responses.create({ ...STORED, input: SAID });
    const two = await openai.responses.create({ ...STORED, input: 'Two.', previous_response_id: one.id });
    const conversation = await openai.conversations.create({
      items: [{ role: 'user', content: SAID }],
      metadata: { topic: SAID },
    });
    await openai.responses.create({ ...STORED, input: 'Three.', conversation: conversation.id });
    await first.app.get(Registry).rotateVault('test');
    await openai.responses.delete(one.id);
    await Promise.all(open.splice(0).map((gateway) => gateway.close()));

    expect(await contents(place)).not.toContain('wine cellar');
    expect(Buffer.from(await contents(place), 'latin1').toString()).not.toContain(SAID);

    const again = await start(place);
    const later = clientOf(again);
    expect(await later.responses.retrieve(two.id)).toMatchObject({ id: two.id, output: two.output });
    await expect(later.responses.retrieve(one.id)).rejects.toMatchObject(GONE);
    const { data: asked } = await later.responses.inputItems.list(two.id, { order: 'asc' });
    expect(asked).toMatchObject([
      { content: [{ text: SAID }] },
      { role: 'assistant' },
      { content: [{ text: 'Two.' }] },
    ]);
    const three = await later.responses.create({ ...STORED, input: 'Three.', previous_response_id: two.id });
    const { data } = await later.responses.inputItems.list(three.id);
    expect(data).toHaveLength(5);
    const reference = { type: 'item_reference' as const, id: two.output[0]?.id ?? '' };
    const referring = await later.responses.create({
      ...STORED,
      input: [reference, { role: 'user', content: 'Four.' }],
    });
    expect((await later.responses.inputItems.list(referring.id)).data).toHaveLength(2);
    expect(await later.conversations.retrieve(conversation.id)).toMatchObject({ metadata: { topic: SAID } });
    const { data: items } = await later.conversations.items.list(conversation.id, { order: 'asc' });
    expect(items).toMatchObject([
      { content: [{ text: SAID }] },
      { content: [{ text: 'Three.' }] },
      { role: 'assistant' },
    ]);

    const stranger = new OpenAI({ apiKey: 'test-key-2', baseURL: `${again.url}/v1`, maxRetries: 0 });
    for (const refused of [
      stranger.responses.retrieve(two.id),
      stranger.responses.delete(two.id),
      stranger.responses.create({ ...STORED, input: 'x', previous_response_id: two.id }),
      stranger.responses.create({ ...STORED, input: [reference] }),
      stranger.conversations.retrieve(conversation.id),
      stranger.conversations.delete(conversation.id),
      stranger.conversations.items.list(conversation.id),
    ])
      await expect(refused).rejects.toMatchObject(GONE);
    await later.conversations.items.delete(items[0]?.id ?? '', { conversation_id: conversation.id });
    expect((await later.conversations.items.list(conversation.id)).data).toHaveLength(2);
    await later.conversations.delete(conversation.id);
    await expect(later.conversations.retrieve(conversation.id)).rejects.toMatchObject(GONE);
  });

  it('are asked for by ids that none can have, and by more references than are looked for', async () => {
    const gateway = await start(await engine.place());
    const openai = clientOf(gateway);
    const created = await openai.conversations.create({});
    const path = 'resp_%00';
    for (const refused of [
      () => openai.responses.retrieve(path),
      () => openai.responses.delete(path),
      () => openai.conversations.retrieve(path),
      () => openai.conversations.update(path, { metadata: {} }),
      () => openai.conversations.delete(path),
      () => openai.conversations.items.delete(path, { conversation_id: created.id }),
    ])
      await expect(refused()).rejects.toMatchObject(GONE);
    for (const id of ['resp_\u0000', 'x'.repeat(3_000)]) {
      for (const refused of [
        () => openai.responses.create({ ...STORED, input: 'x', previous_response_id: id }),
        () => openai.responses.create({ ...STORED, input: 'x', conversation: id }),
        () => openai.responses.create({ ...STORED, input: [{ type: 'item_reference', id }] }),
      ])
        await expect(refused()).rejects.toMatchObject(GONE);
      const items = [{ role: 'user' as const, content: 'x\u0000', id }];
      await expect(openai.conversations.create({ items })).rejects.toMatchObject({
        status: 400,
        param: 'items.0.id',
      });
      await openai.responses.create({ ...STORED, input: items, conversation: created.id });
    }
    expect((await openai.conversations.items.list(created.id)).data).toHaveLength(4);
    const made = await openai.responses.create({ ...STORED, input: 'One.' });
    const reference = { type: 'item_reference' as const, id: made.output[0]?.id ?? '' };
    const many = await openai.responses.create({
      ...STORED,
      input: Array.from({ length: 3_000 }, () => reference),
    });
    expect(many.status).toBe('completed');
  });

  it('keep nothing of what is not to be stored, and nothing beyond their time', async () => {
    const place = await engine.place();
    const gateway = await start(place, { RESPONSES_TTL: '1' });
    const openai = clientOf(gateway);
    const unstored = await openai.responses.create({ ...STORED, input: SAID, store: false });
    await expect(openai.responses.retrieve(unstored.id)).rejects.toMatchObject(GONE);
    const isGone = (id: string): Promise<boolean> =>
      openai.responses.retrieve(id).then(
        () => false,
        (error: unknown) => (error as { status: number }).status === 404,
      );
    // A busy machine may need longer than that for two calls.
    const made = await untilThere(
      async () => {
        const { id } = await openai.responses.create({ ...STORED, input: 'One.' });
        return (await isGone(id)) ? undefined : { id };
      },
      { what: 'an answer that is there' },
    );
    await until(() => isGone(made.id), { what: 'the end of its time' });
    await expect(
      openai.responses.create({ ...STORED, input: 'x', previous_response_id: made.id }),
    ).rejects.toMatchObject({ ...GONE, code: 'previous_response_not_found' });
  });

  it('are bounded in bytes, and of what goes only that stays which later ones go on from', async () => {
    const place = await engine.place();
    const settings = readSettings(
      Object.fromEntries(Object.entries(place).map(([name, value]) => [`LLM_PROXY__${name}`, value])),
    );
    const owner = new DatabaseOwner(settings);
    const use = owner.use(ANSWERS_SCHEMA);
    const log = openServiceLog(settings, new LogLines());
    const registry = new Registry({
      settings,
      log,
      database: owner,
      probe: () => {
        throw new Error('unused');
      },
    });
    await registry.onModuleInit();
    const database = new AnswersDatabase(use, (name) => registry.dataKey(name));
    const queue = new WriteQueue(database, 1_000_000, log);
    const responses = new DatabaseResponses(database, queue, { ttlMs: 60_000, maxHistoryBytes: 20_000 });
    const retention = new AnswersRetention(database, 8_000, log);
    const answer = (id: string) => ({
      id,
      json: '{}',
      input: [{ content: 'y'.repeat(500) }],
      output: [{ id: `msg_${id}` }],
    });
    for (let at = 0; at < 30; at++)
      responses.put('k', answer(`r${at}`), at % 5 === 0 ? undefined : { id: `r${at - 1}`, items: [] });
    await queue.flush();
    await retention.removeOld();
    expect(await responses.get('k', 'r0')).toBeUndefined();
    expect((await responses.history('k', 'r29'))?.before).toHaveLength(9);
    const { database: tables } = await database.open();
    const { bytes } = await tables.read((db) =>
      db
        .selectFrom('kept_responses')
        .select(({ fn }) => fn.sum('size').as('bytes'))
        .executeTakeFirstOrThrow(),
    );
    expect(Number(bytes)).toBeLessThanOrEqual(6_000);
    expect(Number(bytes)).toBeGreaterThan(2_000);
    responses.put('k', answer('large'), { id: 'r29', items: [{ content: 'z'.repeat(30_000) }] });
    for (let at = 0; at < 40; at++)
      responses.put('k', answer(`s${at}`), at === 0 ? undefined : { id: `s${at - 1}`, items: [] });
    await expect(responses.history('k', 's39')).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    retention.stop();
    await queue.stop();
    await database.end();
    await registry.onApplicationShutdown();
  });

  if (engine.name === 'sqlite') {
    it('that were changed in the database are not there', async () => {
      const place = await engine.place();
      const gateway = await start(place);
      const openai = clientOf(gateway);
      const one = await openai.responses.create({ ...STORED, input: 'One.' });
      const two = await openai.responses.create({ ...STORED, input: 'Two.', previous_response_id: one.id });
      await openai.responses.retrieve(two.id);
      const file = new DatabaseSync(join(place['DATA_DIR'] ?? '', 'registry.sqlite'));
      file.exec('pragma busy_timeout = 2000');
      file
        .prepare(
          'update kept_responses set items = (select items from kept_responses where id = ?) where id = ?',
        )
        .run(two.id, one.id);
      file.close();
      await expect(
        openai.responses.create({ ...STORED, input: 'x', previous_response_id: two.id }),
      ).rejects.toMatchObject({ ...GONE, code: 'previous_response_not_found' });
    });
    return;
  }

  it('are there for every replica as soon as their caller has them', async () => {
    const place = await engine.place();
    const key = Buffer.alloc(32, 7).toString('base64');
    const other = { ...place, DATA_DIR: join(place['DATA_DIR'] ?? '', 'other') };
    const gateways = [
      await start(place, { ENCRYPTION_KEY: key }),
      await start(other, { ENCRYPTION_KEY: key }),
    ];
    const replicas = gateways.map(clientOf);
    let previous: string | undefined;
    for (let turn = 0; turn < 10; turn++) {
      const openai = replicas[turn % 2];
      const made: OpenAI.Responses.Response | undefined = await openai?.responses.create({
        ...STORED,
        input: `Turn ${turn}.`,
        previous_response_id: previous ?? null,
      });
      previous = made?.id;
    }
    const { data } = (await replicas[0]?.responses.inputItems.list(previous ?? '', { limit: 100 })) ?? {
      data: [],
    };
    expect(data).toHaveLength(19);
  });

  it('hold up no call while their server is away, and are written when it is back', async () => {
    const place = await engine.place();
    const gateway = await start(place);
    const openai = clientOf(gateway);
    const before = await openai.responses.create({ ...STORED, input: 'Before.' });
    await openai.responses.retrieve(before.id);
    await engine.server().halt();
    const meanwhile = await openai.responses.create({ ...STORED, input: SAID });
    await expect(
      openai.responses.create({ ...STORED, input: 'x', previous_response_id: before.id }),
    ).rejects.toMatchObject({ status: 503 });
    await engine.server().resume();
    await until(
      () =>
        openai.responses.retrieve(meanwhile.id).then(
          () => true,
          () => false,
        ),
      { what: 'the answer' },
    );
    const { data } = await openai.responses.inputItems.list(meanwhile.id);
    expect(data).toMatchObject([{ content: [{ text: SAID }] }]);
  });
});
