import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProviderFileContext } from './provider-file';
import { ProviderFileError } from './provider-file-error';
import { ProviderFileWatcher } from './provider-file-watcher';
import type { ProviderFileListener } from './provider-file-watcher';
import { readProviderFile } from './read-provider-file';
import { elapse, until } from '../../../test/support/observation/until';

const QUICK = { settleMs: 20, maxSettleMs: 2_000, pollMs: 50 };

const CONTEXT: ProviderFileContext = {
  environment: {},
  knownProviders: [{ name: 'mock', endpoint: 'http://localhost', credential: 'optional' }],
};

/** A good file with one provider of that name. */
const fileWith = (name: string): string => `providers:\n  ${name}: {type: mock}\n`;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provider-file-'));
  path = join(folder, 'providers.yaml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('readProviderFile', () => {
  const refusal = async (): Promise<string> => {
    const problem: unknown = await readProviderFile(path, CONTEXT).catch((thrown: unknown) => thrown);
    expect(problem).toBeInstanceOf(ProviderFileError);
    return problem instanceof Error ? problem.message : '';
  };

  it('reads a file, whether or not it begins with a byte order mark', async () => {
    writeFileSync(path, `\uFEFF${fileWith('a')}`);
    expect((await readProviderFile(path, CONTEXT)).providers.map(({ name }) => name)).toEqual(['a']);
  });

  it('reads the example, whose mistakes would be found here', async () => {
    const example = join(__dirname, '..', '..', '..', 'examples', 'providers.yaml');
    const asked = [...readFileSync(example, 'utf8').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
    const knownProviders = ['openai', 'anthropic', 'google', 'azure', 'bedrock', 'groq', 'local'].map(
      (name) => ({
        name,
        endpoint: name === 'azure' || name === 'local' ? undefined : 'https://example.com',
        credential: name === 'local' ? ('optional' as const) : ('required' as const),
      }),
    );
    const environment = Object.fromEntries(asked.map((name) => [name, 'x']));
    const { providers } = await readProviderFile(example, { environment, knownProviders });
    expect(providers.length).toBeGreaterThan(5);
  });

  it('says which file is not there, no file, or too large', async () => {
    expect(await refusal()).toBe(`${path} cannot be read: there is no such file`);
    mkdirSync(path);
    expect(await refusal()).toBe(`${path} is not a file`);
    rmSync(path, { recursive: true });
    writeFileSync(path, '#'.repeat(1024 * 1024 + 1));
    expect(await refusal()).toBe(`${path} must be at most 1048576 bytes`);
    writeFileSync(path, Buffer.from([0x61, 0xff]));
    expect(await refusal()).toBe(`${path} is not UTF-8 text`);
  });
});

describe('a provider file that is watched', () => {
  let watcher: ProviderFileWatcher;
  let events: string[];
  let refuse: string | undefined;

  const start = async (pace = QUICK): Promise<string[]> => {
    events = [];
    refuse = undefined;
    const listener: ProviderFileListener = {
      onChange: ({ providers: [first] }) => {
        if (first?.name === refuse) throw new Error(`refused ${first?.name ?? ''}`);
        events.push(first?.name ?? '');
      },
      onError: ({ message }) => events.push(`error: ${message.replace(path, 'FILE')}`),
    };
    watcher = new ProviderFileWatcher(path, CONTEXT, listener, pace);
    return (await watcher.start()).providers.map(({ name }) => name);
  };
  afterEach(() => watcher.close());

  const becomes = async (expected: readonly unknown[]): Promise<void> => {
    await until(() => events.length >= expected.length, { what: `a change, of ${expected.join(', ')}` });
    expect(events).toEqual(expected);
  };
  const staysQuiet = async (): Promise<void> => {
    events.length = 0;
    await elapse(6 * QUICK.pollMs);
    expect(events).toEqual([]);
  };

  it('is read at start, and refused when it is bad', async () => {
    writeFileSync(path, fileWith('a'));
    expect(await start()).toEqual(['a']);
    watcher.close();
    writeFileSync(path, 'providers: []');
    await expect(start()).rejects.toThrow(`${path}:1:1 providers must be a mapping`);
  });

  it('is read again when it was written over, and when another one was put in its place', async () => {
    writeFileSync(path, fileWith('a'));
    await start();
    writeFileSync(path, fileWith('b'));
    await becomes(['b']);
    writeFileSync(`${path}.new`, fileWith('c'));
    renameSync(`${path}.new`, path);
    await becomes(['b', 'c']);
  });

  (process.platform === 'win32' ? it.skip : it)(
    'is found when Kubernetes turns its symlink around',
    async () => {
      for (const version of ['one', 'two']) {
        mkdirSync(join(folder, version));
        writeFileSync(join(folder, version, 'providers.yaml'), fileWith(version));
      }
      symlinkSync('one', join(folder, '..data'));
      symlinkSync(join('..data', 'providers.yaml'), path);
      expect(await start()).toEqual(['one']);
      symlinkSync('two', join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
      await becomes(['two']);
    },
  );

  (process.platform === 'win32' ? it.skip : it)(
    'is found when it changes at the far end of a link',
    async () => {
      const far = mkdtempSync(join(tmpdir(), 'provider-file-far-'));
      try {
        writeFileSync(join(far, 'real.yaml'), fileWith('a'));
        symlinkSync(join(far, 'real.yaml'), path);
        await start();
        writeFileSync(join(far, 'real.yaml'), fileWith('b'));
        await becomes(['b']);
      } finally {
        rmSync(far, { recursive: true });
      }
    },
  );

  it('that was only touched, or written with what it said before, is no change', async () => {
    writeFileSync(path, fileWith('a'));
    await start();
    writeFileSync(path, fileWith('a'));
    writeFileSync(join(folder, 'another file'), 'x');
    await watcher.reload();
    await staysQuiet();
  });

  it('that is bad leaves the one before in force, and is told once', async () => {
    writeFileSync(path, fileWith('a'));
    await start();
    writeFileSync(path, 'providers: 1\n');
    const told = 'error: FILE:1:1 providers must be a mapping (name: value), found a number';
    await becomes([told]);
    writeFileSync(path, 'providers: 1\n');
    await watcher.reload();
    await watcher.reload();
    await becomes([told]);
    writeFileSync(path, fileWith('a'));
    await watcher.reload();
    await becomes([told]);
    writeFileSync(path, fileWith('b'));
    await becomes([told, 'b']);
  });

  it('that is deleted stays in force, is told once, and is taken up again when it is back', async () => {
    writeFileSync(path, fileWith('a'));
    await start();
    unlinkSync(path);
    const told = 'error: FILE cannot be read: there is no such file';
    await becomes([told]);
    await watcher.reload();
    writeFileSync(path, fileWith('b'));
    await becomes([told, 'b']);
  });

  it('that is written bit by bit is read when it is whole', async () => {
    writeFileSync(path, fileWith('a'));
    await start({ settleMs: 1_500, maxSettleMs: 60_000, pollMs: 60_000 });
    const text = `${fileWith('b')}# the end\n`;
    for (let end = 0; end <= text.length; end += 6) {
      writeFileSync(path, text.slice(0, end));
      await elapse(20);
    }
    writeFileSync(path, text);
    await becomes(['b']);
  });

  it('is read at once when that is asked for, one reading after the other', async () => {
    writeFileSync(path, fileWith('a'));
    await start();
    writeFileSync(path, fileWith('b'));
    await Promise.all([watcher.reload(), watcher.reload(), watcher.reload()]);
    expect(events).toEqual(['b']);
  });

  it('that its user refuses is not in force', async () => {
    writeFileSync(path, fileWith('a'));
    await start();
    refuse = 'b';
    writeFileSync(path, fileWith('b'));
    await watcher.reload();
    expect(events).toEqual(['error: refused b']);
    refuse = undefined;
    writeFileSync(path, fileWith('a'));
    await watcher.reload();
    writeFileSync(path, fileWith('b'));
    await watcher.reload();
    expect(events).toEqual(['error: refused b', 'b']);
  });

  it('is left alone after close', async () => {
    writeFileSync(path, fileWith('a'));
    await start();
    writeFileSync(path, fileWith('b'));
    const reading = watcher.reload();
    watcher.close();
    await reading;
    await staysQuiet();
  });
});
