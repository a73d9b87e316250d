/** What protects stored credentials: the master key, the binding to a row, and the change of the key while services run. */
import { createCipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Secret } from '../src/config/secret';
import { describeEachEngine, makeRegistry } from './support/service/registry-instances';
import type { RegistryInstance, RegistrySettings } from './support/service/registry-instances';
import { until } from './support/observation/until';

const newKey = () => randomBytes(32).toString('base64');
const PRODUCTION = {
  environment: { NODE_ENV: 'production', LLM_PROXY__INTERNAL_API_KEY: 'a-key-of-our-own' },
};

const credential = ({ registry }: RegistryInstance, name = 'Main') =>
  registry.connection(name)?.credential()?.reveal();

/** The message of a start that is refused. */
async function refusedStart(instance: RegistryInstance): Promise<string> {
  try {
    await instance.registry.onModuleInit();
  } catch (problem) {
    expect(problem).toMatchObject({ name: 'StartRefused' });
    const message = problem instanceof Error ? problem.message : '';
    expect(message).not.toContain('\n');
    return message;
  } finally {
    await instance.close();
  }
  throw new Error('it started');
}

describeEachEngine('the vault', (engine) => {
  it('refuses the start with a wrong master key, naming both, also while there is no credential', async () => {
    const settings = await engine.place();
    const [right, wrong] = [newKey(), newKey()];
    await (await engine.open({ ...settings, ENCRYPTION_KEY: right })).close();
    const message = await refusedStart(makeRegistry({ ...settings, ENCRYPTION_KEY: wrong }));
    expect(message).toMatch(
      /^The master key is the wrong one: .* under [0-9a-f]{8}, and .* holds [0-9a-f]{8}\./,
    );
    expect(message).not.toContain(wrong);
    await engine.open({ ...settings, ENCRYPTION_KEY: `${wrong},${right}` });
  });

  it('says where the right key is, when it was made in the data folder', async () => {
    const settings = await engine.place();
    await (await engine.open(settings)).close();
    const file = join(settings['DATA_DIR']!, 'master.key');
    const message = await refusedStart(makeRegistry({ ...settings, ENCRYPTION_KEY: newKey() }));
    expect(message).toContain(`Put the right key there, which is in ${file} (`);
    expect(message).not.toContain(readFileSync(file, 'utf8').trim());
  });

  it('changes a key of the file while another service runs', async () => {
    const settings = await engine.place();
    const [one, other] = [await engine.open(settings), await engine.open(settings)];
    const file = join(settings['DATA_DIR']!, 'master.key');
    const before = readFileSync(file, 'utf8');
    await one.registry.as('a').connections.create({ name: 'Main', provider: 'openai', credential: 'sk-1' });
    await until(() => credential(other) === 'sk-1', { what: 'the connection' });
    const revision = other.registry.connection('Main')?.revision;
    const done = await one.registry.rotateVault('cli:op');
    expect(done).toMatchObject({ credentials: 1, unopened: [] });
    expect(done.from_key_id).not.toBe(done.to_key_id);
    expect(credential(one)).toBe('sk-1');
    // The other one encrypts under the new key, and reads what the first encrypted.
    await other.registry
      .as('b')
      .connections.create({ name: 'Later', provider: 'openai', credential: 'sk-2' });
    expect([credential(other), credential(other, 'Later')]).toEqual(['sk-1', 'sk-2']);
    expect(other.registry.connection('Main')?.revision).toBe(revision);
    expect(other.log.text).not.toContain('cannot be used');
    expect(readFileSync(file, 'utf8')).not.toContain(before.trim());
    const restarted = await engine.open(settings);
    expect([credential(restarted), credential(restarted, 'Later')]).toEqual(['sk-1', 'sk-2']);
    const [rotation] = (await one.registry.as('a').audit()).data.filter(({ action }) => action === 'rotate');
    expect(rotation).toMatchObject({ actor: 'cli:op', entity: 'vault', entity_id: done.to_key_id });
  });

  it('changes a key of the environment once every service has both', async () => {
    const settings = await engine.place();
    const [old, fresh] = [newKey(), newKey()];
    const first = await engine.open({ ...settings, ENCRYPTION_KEY: old });
    await first.registry.as('a').connections.create({ name: 'Main', provider: 'openai', credential: 'sk-1' });
    await expect(first.registry.rotateVault('a')).rejects.toMatchObject({ code: 'CONFLICT' });
    await first.close();
    const both = await engine.open({ ...settings, ENCRYPTION_KEY: `${fresh},${old}` });
    await expect(both.registry.rotateVault('a')).resolves.toMatchObject({ credentials: 1 });
    const alone = await engine.open({ ...settings, ENCRYPTION_KEY: fresh });
    expect(credential(alone)).toBe('sk-1');
    await refusedStart(makeRegistry({ ...settings, ENCRYPTION_KEY: old }));
  });

  it('lets two rotations at once follow each other, and loses no key', async () => {
    const settings = await engine.place();
    const [one, other] = [await engine.open(settings), await engine.open(settings)];
    await one.registry.as('a').connections.create({ name: 'Main', provider: 'openai', credential: 'sk-1' });
    await Promise.all([
      one.registry.rotateVault('a'),
      other.registry.rotateVault('b'),
      one.registry.rotateVault('c'),
    ]);
    const restarted = await engine.open(settings);
    expect(credential(restarted)).toBe('sk-1');
  });

  it('takes a rotation up again that broke off after the new key was written', async () => {
    const settings = await engine.place();
    const first = await engine.open(settings);
    await first.registry.as('a').connections.create({ name: 'Main', provider: 'openai', credential: 'sk-1' });
    await first.close();
    const file = join(settings['DATA_DIR']!, 'master.key');
    const fresh = newKey();
    writeFileSync(file, `${fresh}\n${readFileSync(file, 'utf8')}`);
    const again = await engine.open(settings);
    expect(credential(again)).toBe('sk-1');
    await again.registry.rotateVault('a');
    expect(readFileSync(file, 'utf8')).toBe(`${fresh}\n`);
    expect(credential(again)).toBe('sk-1');
  });

  it('refuses an invalid new key', async () => {
    const { registry } = await engine.open(await engine.place());
    await expect(registry.rotateVault('a', new Secret('short'))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });
});

describe('the master key', () => {
  let settings: RegistrySettings;
  let folder: string;
  let instance: RegistryInstance | undefined;

  beforeEach(() => {
    folder = join(tmpdir(), `llm-proxy-vault-${randomBytes(6).toString('hex')}`);
    settings = { DATA_DIR: folder };
  });
  afterEach(async () => {
    await instance?.close();
    instance = undefined;
    rmSync(folder, { recursive: true, force: true });
  });
  const open = async (more: RegistrySettings = {}) => {
    instance = makeRegistry({ ...settings, ...more });
    await instance.registry.onModuleInit();
    return instance;
  };
  const database = () => new DatabaseSync(join(folder, 'registry.sqlite'));

  it('is never made in production: a start without one of its own is refused', async () => {
    const message = await refusedStart(makeRegistry(settings, PRODUCTION));
    expect(message).toMatch(/^LLM_PROXY__ENCRYPTION_KEY must be set in production/);
    expect(existsSync(join(folder, 'master.key'))).toBe(false);
    instance = makeRegistry({ ...settings, ENCRYPTION_KEY: newKey() }, PRODUCTION);
    await instance.registry.onModuleInit();
    expect(instance.registry.loaded).toBe(true);
  });

  it('may be in a file, with comments', async () => {
    await (await open()).close();
    const file = join(folder, 'key.txt');
    writeFileSync(file, `# of the staging cluster\n${newKey()}\n`);
    rmSync(join(folder, 'registry.sqlite'));
    expect((await open({ ENCRYPTION_KEY_FILE: file })).registry.loaded).toBe(true);
  });

  it.each([
    ['is missing', undefined, /is missing: restore it/],
    ['is empty', '', /is empty/],
    ['holds something else', 'not a key\n', /holds no master key/],
  ])('whose file %s refuses the start, and no other is made', async (_what, text, expected) => {
    await (await open()).close();
    const file = join(folder, 'master.key');
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    expect(await refusedStart(makeRegistry(settings))).toMatch(expected);
    expect(existsSync(file)).toBe(text !== undefined);
  });

  it('leaves no credential readable in the file of the database', async () => {
    const { registry } = await open();
    await registry.as('a').connections.create({ name: 'Main', provider: 'openai', credential: 'sk-needle' });
    const { key } = await registry.as('a').virtualKeys.create({ name: 'x' });
    const bytes = ['', '-wal']
      .map((end) => readFileSync(join(folder, `registry.sqlite${end}`), 'latin1'))
      .join('');
    expect(bytes).toContain('Main');
    expect(bytes).not.toContain('sk-needle');
    expect(bytes).not.toContain(key);
  });

  it('opens no credential that was moved to another row', async () => {
    const { registry } = await open();
    for (const name of ['One', 'Two']) {
      await registry.as('a').connections.create({ name, provider: 'openai', credential: `sk-${name}` });
    }
    await instance?.close();
    const file = database();
    file.exec("update connections set credential = (select credential from connections where name = 'One')");
    file.close();
    const again = await open();
    expect(again.registry.connection('One')?.enabled).toBe(true);
    expect(again.registry.connection('Two')?.enabled).toBe(false);
    expect(() => again.registry.connection('Two')?.credential()).toThrow(/belongs to another row/);
    expect(again.log.text).not.toContain('sk-One');
  });

  it.each([
    ['endpoint', "endpoint = 'https://elsewhere.example/v1'"],
    ['port', "endpoint = 'https://api.openai.com:8443/v1'"],
    ['provider', "provider = 'azure'"],
    ['options', `options = '{"headers":{"x-target-url":"https://elsewhere.example"}}'`],
    ['revision', 'revision = revision + 1'],
  ])('opens no credential whose %s was changed in the database', async (_what, change) => {
    const { registry } = await open();
    await registry.as('a').connections.create({ name: 'Main', provider: 'openai', credential: 'sk-1' });
    await instance?.close();
    const file = database();
    file.exec(`update connections set ${change}`);
    file.close();
    const again = await open();
    expect(again.registry.connection('Main')?.enabled).toBe(false);
    expect(() => again.registry.connection('Main')?.credential()).toThrow(/changed from outside/);
    // A new one given to the row makes it good again.
    await again.registry.as('a').connections.update('Main', { credential: 'sk-2' });
    expect(credential(again)).toBe('sk-2');
  });

  it('opens no older ciphertext that was put back, and loses none with a change of other fields', async () => {
    const { registry } = await open();
    await registry.as('a').connections.create({ name: 'Main', provider: 'openai', credential: 'sk-old' });
    const file = database();
    const stored = () => String(file.prepare('select credential from connections').get()?.['credential']);
    const old = stored();
    await registry.as('a').connections.update('Main', { credential: 'sk-new' });
    await registry.as('a').connections.update('Main', { name: 'Renamed', enabled: false });
    await registry.as('a').connections.update('Renamed', { options: { headers: { 'x-team': 'a' } } });
    await registry.as('a').connections.update('Renamed', { name: 'Main', enabled: true });
    expect(credential(instance!)).toBe('sk-new');
    await instance?.close();
    file.prepare('update connections set credential = ?').run(old);
    file.close();
    const again = await open();
    expect(() => again.registry.connection('Main')?.credential()).toThrow(/does not open/);
  });

  describe('after an upgrade from a release that bound credentials to their row alone', () => {
    /** As that release sealed. */
    const sealOlder = (text: string, binding: string): string => {
      const key = Buffer.from(readFileSync(join(folder, 'master.key'), 'utf8').trim(), 'base64');
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(binding));
      const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const bytes = Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
      return `v1.${keyId()}.${bytes.toString('base64url')}`;
    };
    const keyId = (): string => {
      const file = database();
      const id = String(file.prepare('select key_id from registry_state').get()?.['key_id']);
      file.close();
      return id;
    };
    /** A registry as that release left it; answers with the ciphertext in its one row. */
    const olderRegistry = async (): Promise<string> => {
      const { id } = await (
        await open()
      ).registry
        .as('a')
        .connections.create({ name: 'Main', provider: 'openai', credential: 'sk-1' });
      await instance?.close();
      const older = sealOlder('sk-1', `connections:${id}:credential`);
      const check = sealOlder('llm-proxy', 'registry_state:1:key_check');
      const file = database();
      file.prepare('update connections set credential = ?').run(older);
      file.prepare('update registry_state set key_check = ?').run(check);
      file.close();
      return older;
    };

    it('opens them once, and binds them to all of the row', async () => {
      await olderRegistry();
      expect(credential(await open())).toBe('sk-1');
      await instance?.close();
      const file = database();
      expect(file.prepare('select credential from connections').get()?.['credential']).toMatch(/^v2\./);
      file.exec("update connections set endpoint = 'https://elsewhere.example/v1'");
      file.close();
      expect((await open()).registry.connection('Main')?.enabled).toBe(false);
    });

    it('opens none that is put back later', async () => {
      const older = await olderRegistry();
      await (await open()).close();
      const file = database();
      file
        .prepare("update connections set credential = ?, endpoint = 'https://elsewhere.example'")
        .run(older);
      file.close();
      const again = await open();
      expect(again.registry.connection('Main')?.enabled).toBe(false);
      expect(() => again.registry.connection('Main')?.credential()).toThrow(/not in a format of the vault/);
    });
  });

  it('leaves a credential that does not open as it is when it changes, and names its connection', async () => {
    const { registry } = await open();
    for (const name of ['Good', 'Damaged']) {
      await registry.as('a').connections.create({ name, provider: 'openai', credential: `sk-${name}` });
    }
    const file = database();
    file.exec("update connections set credential = credential || 'AAAA' where name = 'Damaged'");
    await expect(registry.rotateVault('a')).resolves.toMatchObject({ credentials: 1, unopened: ['Damaged'] });
    const row = file.prepare("select credential from connections where name = 'Damaged'").get();
    file.close();
    expect(String(row?.['credential'])).toMatch(/AAAA$/);
    expect(credential(instance!, 'Good')).toBe('sk-Good');
  });

  it('encrypts the same credential differently each time', async () => {
    const { registry } = await open();
    for (const name of ['One', 'Two']) {
      await registry.as('a').connections.create({ name, provider: 'openai', credential: 'sk-same' });
    }
    const file = database();
    const stored = file
      .prepare('select credential from connections')
      .all()
      .map(({ credential: text }) => String(text));
    file.close();
    expect(new Set(stored.map((text) => text.split('.')[2]?.slice(0, 16))).size).toBe(2);
    expect(stored.every((text) => /^v2\.[0-9a-f]{8}\.[\w-]+$/.test(text))).toBe(true);
  });
});
