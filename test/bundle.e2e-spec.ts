import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { postChat, HELLO } from './support/callers/chat-request';
import { spawnGateway } from './support/service/spawned-gateway';

const BUNDLE = join(__dirname, '..', 'dist', 'bundle');
const SOURCES = join(__dirname, '..', 'src');

/** Tells on standard error, when the process ends, which files it has loaded. */
const LOADED = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  const urls = [];
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
  process.on('exit', () => console.error('LOADED ' + JSON.stringify(urls)));
`)}`;

describe('the bundle', () => {
  it('holds what a start and a call load: beside it they load nothing but the parts of undici', async () => {
    const service = await spawnGateway({ nodeArguments: ['--import', LOADED] });
    expect((await postChat(service, HELLO)).status).toBe(200);
    await service.close();
    const [line] = service.errors.text.match(/^LOADED .*$/m) ?? [];
    const urls = JSON.parse(line?.slice('LOADED '.length) ?? '[]') as string[];
    const files = urls.filter((url) => url.startsWith('file:'));
    expect(files.filter((url) => !url.includes('/node_modules/undici/'))).toEqual([
      expect.stringMatching(/\/dist\/bundle\/main\.js$/),
    ]);
  });

  it('needs no tables of telephone numbers, which it does not hold', () => {
    const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    expect(sources.length).toBeGreaterThan(1000);
    for (const file of sources)
      expect(readFileSync(join(SOURCES, file), 'utf8')).not.toContain('IsPhoneNumber');
  });

  it('has a byte for each character, so that V8 holds it in one', () => {
    const files = readdirSync(BUNDLE);
    expect(files).toEqual(['main.js', 'store-worker.js']);
    for (const file of files) {
      expect(readFileSync(join(BUNDLE, file)).findIndex((byte) => byte > 0x7f)).toBe(-1);
    }
  });
});
