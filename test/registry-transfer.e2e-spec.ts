/** The registry as a document: out of SQLite, into either engine, by names and digests. */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegistryAdmin } from '../src/registry/registry-admin';
import { CommandLine } from './support/processes/command-line';
import { startGateway } from './support/service/gateway';
import { describeEachEngine, makeRegistry } from './support/service/registry-instances';
import type { RegistryInstance } from './support/service/registry-instances';

const CREDENTIAL = 'sk-credential-that-nobody-may-see';
const PASSPHRASE = 'correct horse battery staple';
const KEY = 'vk-front-12345678';

/** What an owner has made. */
async function furnish(admin: RegistryAdmin): Promise<void> {
  await admin.connections.create({
    name: 'Main',
    provider: 'openai',
    credential: CREDENTIAL,
    options: { headers: { 'X-Team': 'a' } },
  });
  await admin.connections.create({
    name: 'Off',
    provider: 'local',
    endpoint: 'https://off.example',
    enabled: false,
  });
  await admin.models.create({
    connection: 'Main',
    name: 'gpt',
    context_length: 9,
    prices: { output: 2, input: 1 },
  });
  await admin.virtualKeys.create({ name: 'Front', key: KEY, expires_at: '2099-01-01T00:00:00Z' });
  await admin.virtualKeys.rotate('Front', { key: `${KEY}-2`, grace_seconds: 3600 });
  await admin.assignments.create({ virtual_key: 'Front', model: 'Main/gpt', alias: 'a', tps: 5, weight: 3 });
  const pattern = { virtual_key: 'Front', model: 'Main/gpt', alias: 'claude-*', answer_model: 'gpt-house' };
  await admin.assignments.create(pattern);
  await admin.groups.create({ name: 'acme', tags: ['eu'], allowed_addresses: ['10.0.0.0/8'] });
  await admin.groups.create({ name: 'search', parent: 'acme', requests_per_day: 7 });
  await admin.assignments.create({ group: 'acme', model: 'Main/gpt', alias: 'lent', priority: 2 });
  await admin.virtualKeys.create({ name: 'Grouped', group: 'acme/search', max_concurrent: 3 });
  await admin.budgets.create({ group: 'acme', amount: 9, period: 'week' });
  await admin.budgets.create({ key: 'Front', unit: 'tokens', amount: 5, hard: false, aliases: ['a'] });
  await admin.prices.create({
    target: 'Main/*',
    valid_from: '2026-11-01T00:00:00Z',
    prices: { input: 3, output: 'free', call: 0.1 },
  });
}

describeEachEngine('a registry that is exported from SQLite and imported', (engine) => {
  let folder: string;
  let source: RegistryInstance;
  let from: RegistryAdmin;
  let target: RegistryInstance;
  let to: RegistryAdmin;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'llm-proxy-export-'));
    source = makeRegistry({ DATA_DIR: folder });
    await source.registry.onModuleInit();
    from = source.registry.as('test');
    await furnish(from);
    target = await engine.open(await engine.place());
    to = target.registry.as('test');
  });
  afterEach(async () => {
    await source.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const keyOf = (key: string) => target.registry.keyByDigest(hash('sha256', key, 'binary'));

  it('is the same: keys work, the one before a rotation too, and credentials open', async () => {
    const document = await from.export({ passphrase: PASSPHRASE });
    expect(JSON.stringify(document)).not.toContain(CREDENTIAL);
    expect(JSON.stringify(document)).not.toContain(KEY);
    expect(
      (await to.import(document, { passphrase: PASSPHRASE })).map(
        ({ action, entity }) => `${action} ${entity}`,
      ),
    ).toEqual([
      'create connection',
      'create connection',
      'create model',
      'create group',
      'create group',
      'create virtual_key',
      'create virtual_key',
      'create assignment',
      'create assignment',
      'create assignment',
      'create budget',
      'create budget',
      'create price',
    ]);
    expect(await to.export()).toEqual(await from.export());
    expect(await to.groups.get('acme/search')).toMatchObject({ requests_per_day: 7, enabled: true });
    expect(await to.budgets.get('acme')).toMatchObject({ amount: 9, unit: 'usd', period: 'week' });
    expect(keyOf(KEY)?.assignments('a')[0]?.model.name).toBe('gpt');
    expect(keyOf(KEY)?.assignments('claude-x')[0]).toMatchObject({ answerModel: 'gpt-house' });
    expect(keyOf(`${KEY}-2`)?.name).toBe('Front');
    expect(target.registry.connection('Main')?.credential()?.reveal()).toBe(CREDENTIAL);
  });

  it('changes nothing the second time, and says beforehand what it would change', async () => {
    const document = await from.export({ passphrase: PASSPHRASE });
    const options = { passphrase: PASSPHRASE };
    expect(await to.import(document, { ...options, dryRun: true })).toHaveLength(13);
    expect(await to.export()).toMatchObject({ connections: [], virtual_keys: [] });
    await to.import(document, options);
    expect(await to.import(document, options)).toEqual([]);
    await to.models.update('Main/gpt', { context_length: 10 });
    await to.connections.update('Main', { credential: `${CREDENTIAL}-2` });
    await to.groups.update('acme/search', { requests_per_day: null });
    await to.virtualKeys.update('Grouped', { group: null });
    await to.budgets.update('acme', { amount: 10 });
    const difference = [
      { action: 'update', entity: 'connection', name: 'Main', fields: ['credential'], remark: null },
      { action: 'update', entity: 'model', name: 'Main/gpt', fields: ['context_length'], remark: null },
      { action: 'update', entity: 'group', name: 'acme/search', fields: ['rules'], remark: null },
      { action: 'update', entity: 'virtual_key', name: 'Grouped', fields: ['group'], remark: null },
      { action: 'update', entity: 'budget', name: 'acme/: usd a week', fields: ['amount'], remark: null },
    ];
    expect(await to.import(document, { ...options, dryRun: true })).toEqual(difference);
    expect((await to.models.get('Main/gpt')).context_length).toBe(10);
    expect(await to.import(document, options)).toEqual(difference);
    expect((await to.models.get('Main/gpt')).context_length).toBe(9);
    const faster = document.assignments.map((one) =>
      one.tps === null ? { ...one, tokens_per_second: 9, token_burst: 20 } : { ...one, tps: 8 },
    );
    await to.import({ ...document, assignments: faster }, options);
    expect((await to.export()).assignments).toEqual(faster);
    await to.import(document, options);
    expect((await to.export()).assignments).toEqual(document.assignments);
    // A document from before there were groups says nothing of them.
    const older = document.virtual_keys.map(({ group: _group, rules: _rules, ...key }) => key);
    const { groups: _groups, budgets: _budgets, prices: _prices, ...rest } = document;
    expect(await to.import({ ...rest, virtual_keys: older }, options)).toEqual([]);
    expect(target.registry.connection('Main')?.credential()?.reveal()).toBe(CREDENTIAL);
  });

  it('has its connections disabled where the credentials are not in it, and says what to do', async () => {
    const document = await from.export();
    const changes = await to.import(document);
    expect(changes[0]).toMatchObject({ name: 'Main', remark: expect.stringContaining('--api-key-stdin') });
    expect(await to.connections.get('Main')).toMatchObject({ enabled: false, has_credential: false });
    expect(await to.import(document)).toEqual([]);
    await to.connections.update('Main', { credential: CREDENTIAL, enabled: true });
    expect(await to.import(document)).toEqual([]);
  });

  it('has of budgets the raise, the reset and what becomes of calls, each of its own where there are several of a kind', async () => {
    const until = '2099-01-01T00:00:00.000Z';
    const cheap = { key: 'Front', amount: 3, on_exhausted: { downgrade: 'a' } };
    const { id } = await from.budgets.create(cheap);
    const { id: last } = await from.budgets.create({ key: 'Front', amount: 5 });
    await from.budgets.update(last, { raise: { amount: 8, until } });
    const { reset_at } = await from.budgets.reset(id);
    const document = await from.export();
    await to.import(document);
    const ofFront = async () =>
      (await to.budgets.list()).data
        .filter(({ owner_name, unit }) => owner_name === 'Front' && unit === 'usd')
        .map(({ amount, on_exhausted, raise, reset_at: at }) => ({
          amount,
          on_exhausted,
          raise,
          reset_at: at,
        }));
    expect(await ofFront()).toEqual([
      { amount: 3, on_exhausted: { downgrade: 'a' }, raise: null, reset_at },
      { amount: 5, on_exhausted: null, raise: { amount: 8, until }, reset_at: null },
    ]);
    expect(await to.import(document)).toEqual([]);
    await from.budgets.update(last, { amount: 6, raise: { amount: 9, until } });
    await to.import(await from.export());
    expect(await ofFront()).toMatchObject([{ amount: 3 }, { amount: 6, raise: { amount: 9 } }]);
    // What has ended is no fault of the document, and one from before it had these fields says nothing of them.
    const ended = document.budgets.map((budget) =>
      budget.raise === null ? budget : { ...budget, raise: { amount: 8, until: '2020-01-01T00:00:00.000Z' } },
    );
    await to.import({ ...document, budgets: ended });
    expect(await ofFront()).toMatchObject([
      { amount: 3, reset_at },
      { amount: 5, raise: null },
    ]);
    const older = document.budgets.map(({ raise: _raise, reset_at: _reset, ...budget }) => budget);
    expect(await to.import({ ...document, budgets: older })).toEqual([]);
  });

  it('is taken whole or not at all', async () => {
    const document = await from.export({ passphrase: PASSPHRASE });
    const [key] = document.virtual_keys;
    await to.virtualKeys.create({ name: 'Other', key: `${KEY}-2` });
    await expect(to.import(document, { passphrase: PASSPHRASE })).rejects.toMatchObject({ code: 'CONFLICT' });
    const wrong = [
      [{ ...document, virtual_keys: [{ ...key, digest: 'short' }] }, 'digest'],
      [{ ...document, models: [{ connection: 'Main' }] }, 'models[0].name'],
      [{ ...document, models: [{ connection: 'Main', name: 'x', size: 1 }] }, 'models[0].size'],
      [
        { ...document, connections: [{ ...document.connections[0], endpoint: 'https://elsewhere.example' }] },
        'passphrase',
      ],
      [{ ...document, format: 2 }, 'format'],
      [[], 'document'],
      ['text', 'document'],
    ] as const;
    for (const [one, param] of wrong)
      await expect(to.import(one, { passphrase: PASSPHRASE })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        param,
      });
    await expect(to.import(document)).rejects.toMatchObject({ param: 'passphrase' });
    await expect(to.import(document, { passphrase: 'another passphrase' })).rejects.toMatchObject({
      param: 'passphrase',
    });
    expect(await to.export()).toMatchObject({ connections: [], models: [], assignments: [] });
  });
});

describe('llm-proxy registry', () => {
  it('moves a registry from a database to a running service, and shows what differs', async () => {
    const cli = new CommandLine({ SECRET: PASSPHRASE });
    const adminKey = 'admin-key-of-the-tests';
    const gateway = await startGateway({ settings: { ADMIN_KEY: adminKey } });
    try {
      const there = ['--url', gateway.url, '--admin-key', adminKey];
      const add = [
        'connection',
        'add',
        '--name',
        'Up',
        '--provider',
        'openai',
        '--no-test',
        '--api-key-stdin',
      ];
      await cli.succeed(add, { input: CREDENTIAL });
      await cli.succeed(['vkey', 'add', '--name', 'Front', '--key', KEY]);
      await cli.succeed(['registry', 'export', '--output', 'registry.yaml', '--passphrase-env', 'SECRET']);
      const text = readFileSync(join(cli.folder, 'registry.yaml'), 'utf8');
      expect(text).toContain('name: Up');
      const file = ['registry.yaml', '--passphrase-env', 'SECRET', ...there];
      const differs = await cli.run(['registry', 'diff', ...file]);
      expect(differs).toMatchObject({ code: 1, stdout: '+ connection Up\n+ virtual_key Front\n' });
      const tried = await cli.succeed(['registry', 'import', ...file, '--dry-run']);
      expect(tried).toMatchObject({ stdout: differs.stdout, stderr: '2 changes; nothing was done.\n' });
      await cli.succeed(['registry', 'import', ...file]);
      expect(await cli.run(['registry', 'diff', ...file])).toMatchObject({ code: 0, stdout: '' });
      const back = await cli.succeed(['registry', 'export', ...there]);
      const here = await cli.succeed(['registry', 'export']);
      expect(back.stdout).toBe(here.stdout);
      expect((await cli.run(['registry', 'import', '-'], { input: 'a: [' })).code).toBe(2);
      expect((await cli.run(['registry', 'import', 'nowhere.yaml'])).stderr).toContain('ENOENT');
      for (const secret of [CREDENTIAL, PASSPHRASE, KEY]) expect(cli.printed + text).not.toContain(secret);
    } finally {
      await gateway.close();
      cli.close();
    }
  });
});
