import { rmSync, writeFileSync } from 'node:fs';
import { SetupTree, lives } from './support/service/setup-tree';
import type { Started } from './support/service/setup-tree';
import { until } from './support/observation/until';

const OLD_NODE = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.9.0'}})`;

/** What `npm start` and its kin do about node_modules, with npm itself made up. */
describe('the install', () => {
  let tree: SetupTree;
  beforeEach(() => (tree = new SetupTree()));
  afterEach(() => tree.close());

  async function inTheMiddle(): Promise<Started> {
    tree.hold();
    const started = tree.start();
    // The command notes npm in its lock a moment after it has started it; one that is killed before that cannot.
    await until(() => tree.npmRuns.length === 1 && tree.lockNames(tree.npmRuns[0]?.pid), {
      what: 'npm to be started, and to be in the lock',
    });
    return started;
  }

  it('happens once, and never again while all is there', async () => {
    for (let run = 0; run < 2; run += 1) {
      const started = tree.start();
      expect([await started.ended, started.output()]).toEqual([0, expect.stringContaining('hello\n')]);
    }
    expect(tree.npmRuns.length).toBe(1);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'that %s interrupts has ended when its command has, and the next command does it again',
    async (signal) => {
      const first = await inTheMiddle();
      first.child.kill(signal);
      expect(await first.ended).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(tree.npmRuns.map(({ pid }) => lives(pid))).toEqual([false]);
      tree.release();
      const second = tree.start();
      expect([await second.ended, second.output()]).toEqual([0, expect.stringContaining('hello\n')]);
    },
  );

  it('of two commands at the same time is one', async () => {
    const first = await inTheMiddle();
    const second = tree.start();
    await until(() => second.output().includes('Waiting for process'), {
      what: 'the second one to wait',
    });
    tree.release();
    expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
    expect(tree.npmRuns.length).toBe(1);
  });

  it('that outlives its killed command is waited for', async () => {
    const first = await inTheMiddle();
    first.child.kill('SIGKILL');
    const second = tree.start();
    const npm = tree.npmRuns[0]?.pid ?? 0;
    await until(() => second.output().includes(`Waiting for process ${npm},`), {
      what: 'the second one to wait',
    });
    tree.release();
    expect(await second.ended).toBe(0);
    expect(tree.npmRuns.length).toBe(1);
  });

  it('is repaired when a package has gone from the disk', async () => {
    await tree.start().ended;
    rmSync(tree.path('node_modules', 'part'), { recursive: true });
    expect(await tree.start().ended).toBe(0);
    expect(tree.npmRuns.length).toBe(2);
  });

  it('shows what npm said when it fails, and what to do', async () => {
    writeFileSync(tree.path('refuse'), '');
    const started = tree.start();
    expect(await started.ended).toBe(1);
    expect(started.output()).toMatch(/npm error code E404\nnpm ci failed \(above\): check that/);
  });

  it('of what tests and tools need is added to what runs, without removing that first', async () => {
    await tree.install('run').ended;
    await tree.install('run').ended;
    await tree.install('develop').ended;
    expect(tree.npmRuns.map(({ args }) => args.split(' --loglevel')[0])).toEqual([
      'ci --omit=dev --include=optional',
      'install --no-save --include=dev --include=optional',
    ]);
  });

  it('comes before a .env is read by `npm run litellm`, and is no more than reading it takes', async () => {
    writeFileSync(tree.path('.env'), '');
    for (let run = 0; run < 2; run += 1) {
      const started = tree.litellm();
      expect([await started.ended, `\n${started.output()}`]).toEqual([
        1,
        expect.stringContaining(`\nThere is no file ${tree.path('src', 'none.yaml')}: `),
      ]);
    }
    expect(tree.npmRuns.map(({ args }) => args.split(' --loglevel')[0])).toEqual([
      'ci --omit=dev --include=optional',
    ]);
  });

  it.each([
    { code: 'EACCES', syscall: 'copyfile', path: '.env.example', dest: '.env' },
    { code: 'EROFS', syscall: 'open', path: '.env' },
    { code: 'ENOSPC', syscall: 'write', path: '.env' },
  ])('ends with the file in a line, and what to do, where the disk says $code to $syscall', async (error) => {
    const started = tree.evaluate(
      "import { main } from './scripts/setup/setup-error.mjs';" +
        `await main(() => Promise.reject(Object.assign(new Error('a'), ${JSON.stringify(error)})));`,
    );
    expect(await started.ended).toBe(1);
    expect(started.output()).toBe(
      `.env cannot be read or written (${error.code}): run the command as the owner of this folder, on a disk that can be written.\n`,
    );
  });

  it('is not begun where no Node could run the service afterwards', async () => {
    const started = tree.start({ nodeArguments: ['--import', OLD_NODE] });
    expect(await started.ended).toBe(1);
    expect(started.output()).toMatch(
      /^Node 22\.19\.0 or later is needed, .*none comes with the install\. Install Node 24/,
    );
    expect(tree.npmRuns.length).toBe(0);
  });
});
