/** What an owner does to the registry, and what requests then find in it. */
import { hash } from 'node:crypto';
import { GatewayError } from '../src/errors/gateway-error';
import type { RegistryAdmin } from '../src/registry/registry-admin';
import { describeEachEngine, makeRegistry } from './support/service/registry-instances';
import type { RegistryInstance, RegistrySettings } from './support/service/registry-instances';
import { until } from './support/observation/until';

const digestOf = (key: string) => hash('sha256', key, 'binary');

/** What a refusal says. */
async function refusal(work: Promise<unknown>): Promise<Pick<GatewayError, 'code' | 'param' | 'message'>> {
  const error: unknown = await work.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (!(error instanceof GatewayError)) throw new Error(`not refused, but ${String(error)}`);
  return { code: error.code, param: error.param, message: error.message };
}

describeEachEngine('the registry', (engine) => {
  let settings: RegistrySettings;
  let instance: RegistryInstance;
  let admin: RegistryAdmin;

  beforeEach(async () => {
    settings = await engine.place();
    instance = await engine.open(settings);
    admin = instance.registry.as('test');
  });

  /** A connection with a model, a key, and an assignment of the one to the other. */
  async function furnish() {
    const connection = await admin.connections.create({
      name: 'Main',
      provider: 'openai',
      credential: 'sk-secret',
    });
    const model = await admin.models.create({ connection: 'Main', name: 'gpt-4o', context_length: 128_000 });
    const key = await admin.virtualKeys.create({ name: 'Frontend' });
    const assignment = await admin.assignments.create({
      virtual_key: 'Frontend',
      model: 'Main/gpt-4o',
      alias: 'gpt-4',
      tps: 2.5,
      tokens_per_second: 1_000,
    });
    return { connection, model, key, assignment };
  }

  it('shows what was added to requests at once', async () => {
    const { key, connection } = await furnish();
    expect(connection).toMatchObject({
      endpoint: 'https://api.openai.com/v1',
      has_credential: true,
      enabled: true,
    });
    expect(JSON.stringify(connection)).not.toContain('sk-secret');
    expect(key.key).toMatch(/^vk-[\w-]{43}$/);
    expect(key.prefix).toBe(key.key.slice(0, 8));
    const found = instance.registry.keyByDigest(digestOf(key.key));
    expect(found?.aliases()).toEqual(['gpt-4']);
    const [deployment] = found?.assignments('gpt-4') ?? [];
    expect(deployment).toMatchObject({
      requestsPerSecond: 2.5,
      requestBurst: 3,
      tokensPerSecond: 1_000,
      tokenBurst: 60_000,
      priority: 1,
      weight: 1,
    });
    expect(deployment?.model).toMatchObject({ name: 'gpt-4o', remoteName: 'gpt-4o', contextLength: 128_000 });
    expect(deployment?.model.connection.credential()?.reveal()).toBe('sk-secret');
    expect(found?.assignments('gpt-3')).toEqual([]);
    expect(instance.registry.keyByDigest(digestOf('vk-nobody'))).toBeUndefined();
  });

  it('finds a connection and its models by name', async () => {
    await furnish();
    const connection = instance.registry.connection('Main')!;
    expect(instance.registry.model(connection, 'gpt-4o')?.connection).toBe(connection);
    expect(instance.registry.models(connection)).toHaveLength(1);
    expect([...instance.registry.connections()]).toEqual([connection]);
  });

  it('orders the deployments of an alias by priority, and among equals as they were made', async () => {
    await furnish();
    for (const [name, priority] of [
      ['c', 3],
      ['b', 2],
      ['a', 2],
    ] as const) {
      await admin.models.create({ connection: 'Main', name });
      await admin.assignments.create({
        virtual_key: 'Frontend',
        model: `Main/${name}`,
        alias: 'gpt-4',
        priority,
      });
    }
    const { data } = await admin.assignments.list({ virtual_key: 'Frontend' });
    expect(data).toHaveLength(4);
    const { key } = await admin.virtualKeys.rotate('Frontend');
    const ordered = instance.registry.keyByDigest(digestOf(key))?.assignments('gpt-4');
    expect(ordered?.map(({ model }) => model.name)).toEqual(['gpt-4o', 'b', 'a', 'c']);
  });

  it('takes no key of the settings for a virtual key, and shows little of a short one', async () => {
    await instance.close();
    const keys = { INTERNAL_API_KEY: 'shop=internal-key-1234', ADMIN_KEY: 'admin-key-12345678' };
    instance = await engine.open({ ...settings, ...keys });
    admin = instance.registry.as('test');
    for (const key of ['internal-key-1234', 'admin-key-12345678']) {
      await expect(refusal(admin.virtualKeys.create({ name: 'x', key }))).resolves.toMatchObject({
        code: 'CONFLICT',
        param: 'key',
      });
    }
    const { prefix } = await admin.virtualKeys.create({ name: 'x', key: 'vk-front-1234' });
    expect(prefix).toBe('vk-f');
  });

  it('lets a key go at once when it is disabled or removed', async () => {
    const { key } = await furnish();
    await admin.virtualKeys.update('Frontend', { enabled: false });
    expect(instance.registry.keyByDigest(digestOf(key.key))).toBeUndefined();
    await admin.virtualKeys.update('Frontend', { enabled: true });
    expect(instance.registry.keyByDigest(digestOf(key.key))?.aliases()).toEqual(['gpt-4']);
    await admin.virtualKeys.remove('Frontend', { force: true });
    expect(instance.registry.keyByDigest(digestOf(key.key))).toBeUndefined();
  });

  it('lets a key go when it expires', async () => {
    const expires_at = new Date(Date.now() + 1_500).toISOString();
    const { key } = await admin.virtualKeys.create({ name: 'Short', expires_at });
    await until(() => instance.registry.keyByDigest(digestOf(key)) === undefined, { what: 'its end' });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expires_at));
  });

  it('accepts the key before a rotation until its grace is over', async () => {
    const { key: first } = await admin.virtualKeys.create({ name: 'Frontend' });
    const rotated = await admin.virtualKeys.rotate('Frontend', { grace_seconds: 1.5 });
    expect(rotated.previous_key_until).not.toBeNull();
    const accepted = (key: string) => instance.registry.keyByDigest(digestOf(key)) !== undefined;
    await until(() => !accepted(first), { what: 'the end of the grace' });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(rotated.previous_key_until ?? ''));
    expect(accepted(rotated.key)).toBe(true);
    const again = await admin.virtualKeys.rotate('Frontend');
    expect([accepted(rotated.key), accepted(again.key)]).toEqual([false, true]);
  });

  it('replaces a connection for its models and assignments, and tells whose adapter is out of date', async () => {
    const { key, connection } = await furnish();
    const told: string[][] = [];
    const stop = instance.registry.onChange((outdated) => told.push(outdated.map(({ name }) => name)));
    const before = instance.registry.connection('Main')!;
    await admin.connections.update('Main', { name: 'Primary', credential: 'sk-other' });
    const after = instance.registry.connection('Primary')!;
    expect(after.id).toBe(connection.id);
    expect(after.revision).not.toBe(before.revision);
    expect(before.name).toBe('Main');
    expect(instance.registry.connection('Main')).toBeUndefined();
    const [deployment] = instance.registry.keyByDigest(digestOf(key.key))!.assignments('gpt-4');
    expect(deployment?.model.connection).toBe(after);
    expect(after.credential()?.reveal()).toBe('sk-other');
    await admin.models.update('Primary/gpt-4o', { remote_name: 'gpt-4o-2024' });
    expect(deployment?.model.remoteName).toBe('gpt-4o-2024');
    expect(told).toEqual([['Main'], []]);
    stop();
    await admin.connections.update('Primary', { enabled: false });
    expect(told).toHaveLength(2);
    expect(instance.registry.connection('Primary')?.enabled).toBe(false);
  });

  it('refuses to remove what is in use, naming by what, unless forced', async () => {
    const { key } = await furnish();
    await expect(refusal(admin.connections.remove('Main'))).resolves.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('gpt-4o'),
    });
    await expect(refusal(admin.models.remove('Main/gpt-4o'))).resolves.toMatchObject({ code: 'CONFLICT' });
    await expect(refusal(admin.virtualKeys.remove('Frontend'))).resolves.toMatchObject({
      message:
        "The virtual key 'Frontend' is used by 1 assignment: gpt-4. With --force (in the API: ?force=true) they are removed as well.",
    });
    await admin.connections.remove('Main', { force: true });
    expect(instance.registry.keyByDigest(digestOf(key.key))?.aliases()).toEqual([]);
    expect((await admin.models.list()).data).toEqual([]);
    const removed = (await admin.audit()).data.filter(({ action }) => action === 'remove');
    expect(removed.map(({ entity }) => entity).sort()).toEqual(['assignment', 'connection', 'model']);
    expect(new Set(removed.map(({ version }) => version)).size).toBe(1);
  });

  it('refuses names and keys that are taken', async () => {
    const { key } = await furnish();
    await expect(
      refusal(admin.connections.create({ name: 'Main', provider: 'openai' })),
    ).resolves.toMatchObject({
      code: 'CONFLICT',
      param: 'name',
    });
    await expect(refusal(admin.models.create({ connection: 'Main', name: 'gpt-4o' }))).resolves.toMatchObject(
      {
        code: 'CONFLICT',
      },
    );
    await expect(refusal(admin.virtualKeys.create({ name: 'Frontend' }))).resolves.toMatchObject({
      param: 'name',
    });
    await admin.virtualKeys.rotate('Frontend', { grace_seconds: 60 });
    await expect(refusal(admin.virtualKeys.create({ name: 'Thief', key: key.key }))).resolves.toMatchObject({
      code: 'CONFLICT',
      param: 'key',
    });
    const same = { virtual_key: 'Frontend', model: 'Main/gpt-4o', alias: 'gpt-4' };
    await expect(refusal(admin.assignments.create(same))).resolves.toMatchObject({ param: 'alias' });
  });

  it('refuses values that are not allowed, naming the field', async () => {
    await furnish();
    const params = [
      admin.connections.create({ name: 'a/b', provider: 'openai' }),
      admin.connections.create({ name: 'x', provider: 'nobody' }),
      admin.connections.create({ name: 'x', provider: 'azure' }),
      admin.connections.create({ name: 'x', provider: 'local', endpoint: 'ftp://x' }),
      admin.connections.create({
        name: 'x',
        provider: 'openai',
        options: { headers: { Authorization: 'Bearer x' } },
      }),
      admin.connections.create({ name: 'x', provider: 'openai', credential: '' }),
      admin.connections.update('Main', { endpoint: 'http://169.254.169.254' }),
      admin.models.create({ connection: 'Main', name: 'two words' }),
      admin.models.create({ connection: 'Main', name: 'm', prices: { input: -1 } }),
      admin.virtualKeys.create({ name: 'x', key: 'short' }),
      admin.virtualKeys.create({ name: 'x', expires_at: '2001-01-01T00:00:00Z' }),
      admin.virtualKeys.create({ name: 'x', expires_at: 'tomorrow' }),
      admin.assignments.create({ virtual_key: 'Frontend', model: 'Main/gpt-4o', alias: 'a', tps: 0 }),
      admin.assignments.create({ virtual_key: 'Frontend', model: 'Main/gpt-4o', alias: 'a', burst: 5 }),
      admin.assignments.create({ virtual_key: 'Frontend', model: 'Main/gpt-4o', alias: 'a', priority: 0 }),
      admin.assignments.create({ virtual_key: 'Frontend', model: 'Main/gpt-4o', alias: 'a', weight: 10_001 }),
      admin.connections.list({ limit: 0 }),
      admin.connections.list({ cursor: '\u0000' }),
    ].map(async (work) => {
      const { code, param } = await refusal(work);
      return `${code} ${param ?? ''}`;
    });
    expect(await Promise.all(params)).toEqual(
      [
        'name',
        'provider',
        'endpoint',
        'endpoint',
        'options.headers.Authorization',
        'credential',
        'endpoint',
        'name',
        'prices.input',
        'key',
        'expires_at',
        'expires_at',
        'tps',
        'burst',
        'priority',
        'weight',
        'limit',
        'cursor',
      ].map((param) => `INVALID_REQUEST ${param}`),
    );
  });

  it('answers NOT_FOUND for what is not there', async () => {
    for (const work of [
      () => admin.connections.get('nobody'),
      () => admin.connections.update('nobody', { enabled: false }),
      () => admin.connections.test('nobody'),
      () => admin.models.get('nobody/x'),
      () => admin.models.create({ connection: 'nobody', name: 'x' }),
      () => admin.virtualKeys.rotate('nobody'),
      () => admin.assignments.remove('nobody'),
      () => admin.assignments.list({ virtual_key: 'nobody' }),
      // PostgreSQL takes no such text.
      () => admin.connections.get('a\u0000'),
      () => admin.models.get('a/\u0000'),
      () => admin.virtualKeys.get('\u0000'),
      () => admin.assignments.get('\u0000'),
      () => admin.assignments.list({ virtual_key: '\u0000' }),
    ]) {
      await expect(refusal(work())).resolves.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('takes an assignment by its key and alias where only one has both', async () => {
    const { assignment } = await furnish();
    expect((await admin.assignments.get('Frontend/gpt-4')).id).toBe(assignment.id);
    expect((await admin.assignments.update('Frontend/gpt-4', { alias: 'open/gpt-4' })).id).toBe(
      assignment.id,
    );
    expect((await admin.assignments.get('Frontend/open/gpt-4')).id).toBe(assignment.id);
    await admin.models.create({ connection: 'Main', name: 'gpt-4o-mini' });
    const fallback = { virtual_key: 'Frontend', model: 'Main/gpt-4o-mini', alias: 'open/gpt-4' };
    const second = await admin.assignments.create(fallback);
    const refused = await refusal(admin.assignments.remove('Frontend/open/gpt-4'));
    expect(refused).toMatchObject({ code: 'CONFLICT' });
    for (const id of [assignment.id, second.id]) expect(refused.message).toContain(id);
    for (const ref of ['Frontend/gpt-4', 'Frontend', 'gpt-4', '/gpt-4', 'nobody/open/gpt-4']) {
      expect(await refusal(admin.assignments.get(ref))).toMatchObject({ code: 'NOT_FOUND' });
    }
    await admin.assignments.remove(second.id);
    await admin.assignments.remove('Frontend/open/gpt-4');
    expect((await admin.assignments.list()).data).toEqual([]);
  });

  it('takes a model by its name alone where only one connection has it', async () => {
    const { model } = await furnish();
    await expect(admin.models.get('gpt-4o')).resolves.toEqual(model);
    await admin.connections.create({ name: 'Second', provider: 'openai', credential: 'sk-2' });
    await admin.models.create({ connection: 'Second', name: 'gpt-4o' });
    await expect(refusal(admin.models.get('gpt-4o'))).resolves.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Second/gpt-4o'),
    });
    await expect(admin.models.get(model.id)).resolves.toEqual(model);
  });

  it('lets a burst by default follow its rate, and one that was given stay', async () => {
    const { assignment } = await furnish();
    expect(await admin.assignments.update(assignment.id, { tps: 10 })).toMatchObject({ tps: 10, burst: 10 });
    expect(await admin.assignments.update(assignment.id, { burst: 77 })).toMatchObject({
      tps: 10,
      burst: 77,
    });
    expect(await admin.assignments.update(assignment.id, { tps: 20 })).toMatchObject({ tps: 20, burst: 77 });
    expect(await admin.assignments.update(assignment.id, { tps: null })).toMatchObject({
      tps: null,
      burst: null,
    });
  });

  it('lists page by page, in the order in which things were made', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `key ${index}`);
    for (const name of names) await admin.virtualKeys.create({ name });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await admin.virtualKeys.list({ limit: 3, ...(cursor !== null && { cursor }) });
      seen.push(...page.data.map(({ name }) => name));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(names);
  });

  it('tests a connection, and keeps how it went', async () => {
    await furnish();
    instance.probe.listed = [{ name: 'gpt-4o', contextLength: undefined }];
    await expect(admin.connections.test('Main')).resolves.toMatchObject({ ok: true });
    expect(instance.probe.asked).toBe('sk-secret');
    instance.probe.listed = new GatewayError('PROVIDER_ERROR', 'The provider refused.', {
      cause: 'sk-secret',
    });
    const test = await admin.connections.test('Main');
    expect(test).toMatchObject({ ok: false, message: 'The provider refused.' });
    await expect(admin.connections.get('Main')).resolves.toMatchObject({ last_test: test });
    const [newest] = (await admin.audit({ limit: 1 })).data;
    expect(newest).toMatchObject({ action: 'test', entity_name: 'Main', actor: 'test' });
    await expect(admin.connections.update('Main', { credential: 'sk-2' })).resolves.toMatchObject({
      last_test: null,
    });
  });

  it("adds the provider's models that are not there yet", async () => {
    await furnish();
    instance.probe.listed = [
      { name: 'gpt-4o', contextLength: undefined },
      { name: 'o3', contextLength: 200_000 },
      { name: '/models/llama', contextLength: undefined },
      { name: 'a name with spaces', contextLength: 1 },
    ];
    const added = await admin.connections.discover('Main');
    expect(added).toMatchObject([
      { name: 'o3', remote_name: 'o3', context_length: 200_000 },
      { name: 'models/llama', remote_name: '/models/llama' },
    ]);
    await expect(admin.connections.discover('Main')).resolves.toEqual([]);
    expect(instance.registry.models(instance.registry.connection('Main')!)).toHaveLength(3);
  });

  it('marks a refused credential for the lists, without a change', async () => {
    const { connection } = await furnish();
    instance.registry.markCredentialRefused(connection.id);
    await until(async () => (await admin.connections.get('Main')).last_test?.ok === false, {
      what: 'the mark',
    });
    const { data } = await admin.audit();
    expect(data.map(({ action }) => action)).not.toContain('update');
  });

  it('writes down when keys were last used, at the latest when it stops', async () => {
    const { key, last_used_at } = await admin.virtualKeys.create({ name: 'Used' });
    expect(last_used_at).toBeNull();
    const before = Date.now();
    instance.registry.touchKey(instance.registry.keyByDigest(digestOf(key))!);
    await instance.close();
    const reopened = await engine.open(settings);
    const { last_used_at: used } = await reopened.registry.as('test').virtualKeys.get('Used');
    expect(Date.parse(used ?? '')).toBeGreaterThanOrEqual(before);
  });

  it('keeps every change with who, what and when, without secrets, the newest first', async () => {
    await furnish();
    await admin.connections.update('Main', {
      credential: 'sk-other',
      options: { headers: { 'x-team': 'confidential' } },
    });
    const { data, next_cursor } = await admin.audit({ limit: 2 });
    expect(data[0]).toMatchObject({
      actor: 'test',
      action: 'update',
      entity: 'connection',
      entity_name: 'Main',
      after: { credential: '[REDACTED]', options: { headers: ['x-team'] } },
    });
    const rest = await admin.audit({ cursor: next_cursor ?? '' });
    const all = [...data, ...rest.data];
    expect(all.map(({ entity, action }) => `${action} ${entity}`)).toEqual([
      'update connection',
      'create assignment',
      'create virtual_key',
      'create model',
      'create connection',
    ]);
    expect(JSON.stringify(all)).not.toMatch(/sk-|vk-[\w-]{10}|confidential/);
    expect(all.map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
  });

  it('shows connections of the provider file too, and refuses to change them', async () => {
    await furnish();
    const models = [
      {
        name: 'llama',
        remoteName: 'llama3',
        deployment: undefined,
        contextLength: 8_192,
        maxOutputTokens: undefined,
      },
    ];
    const local = {
      provider: 'local',
      endpoint: 'http://127.0.0.1:1',
      options: {},
      credential: undefined,
      models,
    };
    instance.registry.setFileConnections([
      { name: 'filed', ...local },
      { name: 'Main', ...local },
    ]);
    const filed = instance.registry.connection('filed')!;
    expect(filed).toMatchObject({ source: 'provider_file', enabled: true });
    expect(instance.registry.model(filed, 'llama')?.contextLength).toBe(8_192);
    expect(instance.registry.connection('Main')?.source).toBe('database');
    expect([...instance.registry.connections()].map(({ name }) => name)).toEqual(['Main', 'filed']);
    expect(instance.log.text).toContain('hidden');
    const first = await admin.connections.list({ limit: 2 });
    const second = await admin.connections.list({ limit: 2, cursor: first.next_cursor ?? '' });
    expect([...first.data, ...second.data].map(({ name, source }) => `${name} ${source}`)).toEqual([
      'Main database',
      'filed provider_file',
      'Main provider_file',
    ]);
    expect(second.next_cursor).toBeNull();
    for (const work of [
      () => admin.connections.update('filed', { enabled: false }),
      () => admin.connections.remove('filed'),
      () => admin.models.create({ connection: 'filed', name: 'x' }),
      () => admin.models.remove('filed/llama'),
    ]) {
      await expect(refusal(work())).resolves.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('provider file'),
      });
    }
    const told: string[] = [];
    instance.registry.onChange((outdated) => told.push(...outdated.map(({ id }) => id)));
    instance.registry.setFileConnections([{ name: 'filed', ...local }]);
    expect(instance.registry.connection('filed')).toBe(filed);
    instance.registry.setFileConnections([]);
    expect(told).toEqual(['file:Main', 'file:filed']);
  });

  it('works for a command without reading everything', async () => {
    await furnish();
    const command = makeRegistry(settings, { inMemory: false });
    await command.registry.onModuleInit();
    await command.registry.as('cli:op').virtualKeys.create({ name: 'By command' });
    expect(command.registry.loaded).toBe(false);
    await command.close();
    await expect(admin.virtualKeys.get('By command')).resolves.toMatchObject({ enabled: true });
  });
});
