/** Several processes on one database, as far as one test process can represent them. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { openPostgres } from '../src/database/postgres/open';
import { openSqlite } from '../src/database/sqlite/open';
import { describeEachEngine } from './support/service/registry-instances';
import type { RegistrySettings } from './support/service/registry-instances';
import { until } from './support/observation/until';

const digestOf = (key: string) => hash('sha256', key, 'binary');

describeEachEngine('several replicas', (engine) => {
  it('may start at once on an empty database', async () => {
    const settings = await engine.place();
    const all = await Promise.all(Array.from({ length: 5 }, () => engine.open(settings)));
    expect(all.map(({ registry }) => registry.loaded)).toEqual([true, true, true, true, true]);
  });

  it("see each other's changes", async () => {
    const settings = await engine.place();
    const [one, other] = [await engine.open(settings), await engine.open(settings)];
    const admin = one.registry.as('test');
    await admin.connections.create({ name: 'Main', provider: 'openai', credential: 'sk-1' });
    await admin.models.create({ connection: 'Main', name: 'gpt-4o' });
    const { key } = await admin.virtualKeys.create({ name: 'Frontend' });
    await admin.assignments.create({ virtual_key: 'Frontend', model: 'gpt-4o', alias: 'a' });
    const there = await until(
      () => {
        const [found] = other.registry.keyByDigest(digestOf(key))?.assignments('a') ?? [];
        return found;
      },
      { what: 'the assignment' },
    );
    expect(there?.model.connection.credential()?.reveal()).toBe('sk-1');
    await other.registry.as('other').virtualKeys.update('Frontend', { enabled: false });
    await until(() => one.registry.keyByDigest(digestOf(key)) === undefined, {
      what: 'the key to go',
    });
    await admin.connections.remove('Main', { force: true });
    await until(() => other.registry.connection('Main') === undefined, {
      what: 'its end',
    });
  });

  it('look for changes often enough to know them within a fifth of a second on SQLite, two seconds on PostgreSQL', async () => {
    const { DATA_DIR = '', DATABASE_URL } = await engine.place();
    const database =
      DATABASE_URL === undefined
        ? await openSqlite(join(DATA_DIR, 'registry.sqlite'), [])
        : await openPostgres(DATABASE_URL, []);
    expect(database.pollMs).toBeLessThanOrEqual(engine.name === 'sqlite' ? 200 : 1_000);
    await database.close();
  });

  it('follow one another when they change the same things at once', async () => {
    const settings = await engine.place();
    const [one, other] = [await engine.open(settings), await engine.open(settings)];
    await one.registry.as('a').virtualKeys.create({ name: 'x' });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? one : other).registry.as('a').virtualKeys.create({ name: `key ${index % 10}` }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const { data } = await one.registry.as('a').audit();
    expect(data.map(({ version }) => version)).toEqual(Array.from({ length: 11 }, (_, index) => 11 - index));
  });

  it('start on a database that a newer release has added to', async () => {
    const settings = await engine.place();
    const first = await engine.open(settings);
    await first.close();
    await execute(settings, "insert into schema_migrations (number, name, at) values (99, 'later', 'then')");
    await execute(settings, 'alter table virtual_keys add column colour text');
    const again = await engine.open(settings);
    await again.registry.as('a').virtualKeys.create({ name: 'x' });
    expect(again.registry.loaded).toBe(true);
  });

  it('cannot change or lose a row of the audit table', async () => {
    const settings = await engine.place();
    const { registry } = await engine.open(settings);
    await registry.as('a').virtualKeys.create({ name: 'x' });
    const again =
      engine.name === 'sqlite'
        ? 'insert or replace into audit select * from audit'
        : "insert into audit select * from audit on conflict (version, item) do update set actor = 'nobody'";
    for (const statement of ["update audit set actor = 'nobody'", 'delete from audit', again]) {
      await expect(execute(settings, statement)).rejects.toThrow('append-only');
    }
    expect((await registry.as('a').audit()).data).toHaveLength(1);
  });

  it('read everything again when a backup was put in place', async () => {
    const settings = await engine.place();
    const one = await engine.open(settings);
    await one.registry.as('a').virtualKeys.create({ name: 'first' });
    const { key } = await one.registry.as('a').virtualKeys.create({ name: 'second' });
    await execute(settings, "delete from virtual_keys where name = 'second'");
    await execute(settings, 'update registry_state set version = 1');
    await until(() => one.registry.keyByDigest(digestOf(key)) === undefined, {
      what: 'the older state',
    });
  });

  it('keep a connection with a damaged row out of use, and the others in', async () => {
    const settings = await engine.place();
    const first = await engine.open(settings);
    const admin = first.registry.as('a');
    for (const name of ['Good', 'Bad options', 'Bad credential']) {
      await admin.connections.create({ name, provider: 'openai', credential: 'sk-1' });
    }
    await first.close();
    await execute(settings, "update connections set options = '{\"region' where name = 'Bad options'");
    await execute(
      settings,
      "update connections set credential = 'v1.00000000.AAAA' where name = 'Bad credential'",
    );
    const { registry, log } = await engine.open(settings);
    const usable = [...registry.connections()].map(({ name, enabled }) => `${name} ${enabled}`);
    expect(usable.sort()).toEqual(['Bad credential false', 'Bad options false', 'Good true']);
    const lines = log.lines.filter(({ name }) => typeof name === 'string');
    expect(lines.map(({ name, alert }) => `${String(name)} ${String(alert)}`).sort()).toEqual([
      'Bad credential true',
      'Bad options true',
    ]);
    const { data } = await registry.as('a').connections.list();
    const tests = Object.fromEntries(data.map(({ name, last_test }) => [name, last_test?.message]));
    expect(tests).toEqual({
      Good: undefined,
      'Bad options': expect.stringMatching(/^The options of connections conn_\w+ are not valid: .*backup/),
      'Bad credential': expect.stringMatching(/^The credential of connections conn_\w+ .*again/),
    });
    await registry.as('a').connections.update('Bad credential', { credential: 'sk-2' });
    expect(registry.connection('Bad credential')?.enabled).toBe(true);
  });

  it('do not use an assignment whose limits are damaged, instead of using it without limits', async () => {
    const settings = await engine.place();
    const first = await engine.open(settings);
    const admin = first.registry.as('a');
    await admin.connections.create({ name: 'Main', provider: 'openai', credential: 'sk-1' });
    await admin.models.create({ connection: 'Main', name: 'm', context_length: 1_000 });
    const { key } = await admin.virtualKeys.create({ name: 'Frontend' });
    const made = { virtual_key: 'Frontend', model: 'm', tps: 1 };
    for (const alias of ['good', 'rate', 'burst', 'weight'])
      await admin.assignments.create({ ...made, alias });
    await first.close();
    const notANumber = engine.name === 'sqlite' ? "'much'" : "'NaN'";
    await execute(settings, `update assignments set tps = ${notANumber} where alias = 'rate'`);
    await execute(settings, "update assignments set burst = null where alias = 'burst'");
    await execute(settings, "update assignments set weight = 0 where alias = 'weight'");
    await execute(settings, 'update provider_models set context_length = -5');
    const { registry, log } = await engine.open(settings);
    const found = registry.keyByDigest(digestOf(key));
    expect(found?.aliases()).toEqual(['good']);
    expect(found?.assignments('good')[0]?.model.contextLength).toBeUndefined();
    const named = log.lines.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
    expect(named.sort()).toEqual(['Main/m', 'burst', 'rate', 'weight']);
    const { data } = await registry.as('a').assignments.list();
    const bad = data.find(({ alias }) => alias === 'rate');
    await registry.as('a').assignments.update(bad?.id ?? '', { tps: 2 });
    expect(registry.keyByDigest(digestOf(key))?.aliases()).toEqual(['good', 'rate']);
  });

  it('hold many keys, and find them when they start', async () => {
    const settings = await engine.place();
    const first = await engine.open(settings);
    await first.registry.as('a').connections.create({ name: 'Main', provider: 'openai', credential: 'sk-1' });
    const { id } = await first.registry.as('a').models.create({ connection: 'Main', name: 'm' });
    await first.close();
    const padding = 'A'.repeat(43);
    const numbers = (count: number) =>
      `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})`;
    await execute(
      settings,
      `insert into virtual_keys (id, name, digest, prefix, enabled, created_at, updated_at)
       ${numbers(10_000)} select 'vkey_' || n, 'key ' || n, substr(n || '${padding}', 1, 43) || '=', 'vk-', 1, '', '' from numbers`,
    );
    await execute(
      settings,
      `insert into assignments (id, virtual_key_id, model_id, alias, tps, burst, priority, weight, created_at, updated_at)
       ${numbers(100_000)} select 'asg_' || n, 'vkey_' || (1 + n % 10000), '${id}', 'alias-' || (n / 10000), 1, 1, 1, 1, '', ''
       from numbers`,
    );
    const before = process.cpuUsage();
    const { registry } = await engine.open(settings);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(10_000);
    const found = registry.keyByDigest(Buffer.from('7'.padEnd(43, 'A'), 'base64').toString('latin1'));
    expect(found?.aliases()).toHaveLength(10);
    expect(found?.assignments('alias-3')[0]?.model.name).toBe('m');
  });
});

/** Runs a statement behind the registry's back. */
async function execute(settings: RegistrySettings, statement: string): Promise<void> {
  const url = settings['DATABASE_URL'];
  if (url === undefined) {
    const database = new DatabaseSync(join(settings['DATA_DIR'] ?? '', 'registry.sqlite'), {
      timeout: 2_000,
    });
    try {
      database.exec(statement);
    } finally {
      database.close();
    }
    return;
  }
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
