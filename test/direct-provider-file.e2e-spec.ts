/** A provider file in front of upstreams, in a service that is a process of its own: routes, reloads, mistakes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerText, providerError } from './support/upstream/answer-scripts';
import { get, postChat } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { spawnGateway } from './support/service/spawned-gateway';
import type { SpawnedGateway } from './support/service/spawned-gateway';
import { messagesFailure } from './support/upstream/anthropic-upstream';
import { until } from './support/observation/until';

const SECRETS = { MAIN_KEY: 'sk-main-secret-1', CLAUDE_KEY: 'sk-ant-secret-2' };

describe('a provider file', () => {
  let folder: string;
  let file: string;
  let main: FakeUpstream;
  let claude: FakeUpstream;
  let gateway: SpawnedGateway;

  const text = (models: string): string => `
default_provider: main
providers:
  main:
    type: openai
    base_url: \${MAIN_URL}
    api_key: \${MAIN_KEY}
    models: ${models}
  claude:
    type: anthropic
    base_url: ${claude.url}
    api_key: '\${CLAUDE_KEY}'
    models:
      - { name: smart, remote: claude-sonnet-4-5, max_output_tokens: 4096 }
  here:
    type: local
    base_url: ${main.url}/v1
    api_key: \${NO_SUCH_KEY:-}
    models: [spare]
routes:
  'claude-*': [main/gpt-4o, spare]
  'claude-*-mini': [fast]
  house: [claude/smart]
fallbacks:
  smart: [main/gpt-4o, spare]
retry:
  attempts: 0
`;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'llm-proxy-providers-'));
    file = join(folder, 'providers.yaml');
    [main, claude] = await Promise.all([FakeUpstream.start(), FakeUpstream.start()]);
    writeFileSync(file, text('[gpt-4o, { name: fast, remote: gpt-4o-mini }]'));
    gateway = await spawnGateway({
      settings: { LLM_MODE: 'direct', PROVIDERS_FILE: file, DATA_DIR: join(folder, 'data'), KEY_RPS: 0 },
      environment: { ...SECRETS, MAIN_URL: main.url },
    });
  });
  beforeEach(() => {
    main.reset();
    claude.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all([main.close(), claude.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = async (model: string): Promise<[number, unknown]> => {
    const answer = await postChat(gateway, { model, messages: [{ role: 'user', content: 'Hello' }] });
    return [answer.status, answer.headers['x-llm-proxy-deployment'] ?? answer.headers['x-llm-proxy-error']];
  };

  it.each([
    ['provider/model', 'main/gpt-4o', 'main/gpt-4o', 'gpt-4o'],
    ['provider/model that is not in its list', 'main/o9', 'main/o9', 'o9'],
    ['a model', 'gpt-4o', 'main/gpt-4o', 'gpt-4o'],
    ['a model under another name', 'fast', 'main/fast', 'gpt-4o-mini'],
    ['a local server', 'spare', 'here/spare', 'spare'],
    ['what no provider lists, by default_provider', 'something-new', 'main/something-new', 'something-new'],
  ])('leads %s where it says', async (_what, model, deployment, sent) => {
    expect(await ask(model)).toEqual([200, deployment]);
    const [request] = main.chats;
    expect(request?.model).toBe(sent);
    expect(request?.headers.authorization).toBe(
      deployment.startsWith('here/') ? undefined : `Bearer ${SECRETS.MAIN_KEY}`,
    );
  });

  it('leads names and patterns of its routes, whose answers have the name that was asked for', async () => {
    expect(await ask('claude-opus-9')).toEqual([200, 'main/gpt-4o']);
    expect(await ask('claude-haiku-mini')).toEqual([200, 'main/fast']);
    const answer = await postChat(gateway, {
      model: 'claude-opus-9',
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(answer.json).toMatchObject({ model: 'claude-opus-9' });
    claude.route('POST /v1/messages', messagesFailure(400, 'invalid_request_error', 'No'));
    expect(await ask('house')).toEqual([400, 'INVALID_REQUEST']);
    expect(claude.requests).toHaveLength(1);
  });

  it('gives no other model’s place to what its key may not call: an invalid provider is unknown', async () => {
    expect(await ask('nobodys/gpt-4o')).toEqual([200, 'main/nobodys/gpt-4o']);
  });

  it('falls back as it says: Claude fails, then OpenAI fails, then the local server answers', async () => {
    claude.route('POST /v1/messages', messagesFailure(529, 'overloaded_error', 'Overloaded'));
    main.next(providerError(503), answerText('spare'));
    expect(await ask('smart')).toEqual([200, 'here/spare']);
    expect(claude.requests[0]?.headers['x-api-key']).toBe(SECRETS.CLAUDE_KEY);
    expect(claude.requests[0]?.json).toMatchObject({ model: 'claude-sonnet-4-5', max_tokens: 4096 });
    expect(main.chats.map(({ model }) => model)).toEqual(['gpt-4o', 'spare']);
  });

  it('lists its models to internal keys', async () => {
    const { data } = (await get(gateway, '/v1/models')).json as { readonly data: readonly { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['main/gpt-4o', 'main/fast', 'claude/smart']),
    );
  });

  it('that has changed is in force soon; calls go on meanwhile', async () => {
    writeFileSync(file, text('[gpt-4o, { name: fast, remote: gpt-5-mini }]'));
    const sent = async (): Promise<boolean> => {
      main.reset();
      expect(await ask('fast')).toEqual([200, 'main/fast']);
      return main.chats[0]?.model === 'gpt-5-mini';
    };
    await until(sent, { what: 'the new name' });
  });

  it('that is bad leaves the one before in force, says so in the log, and is no news when it is corrected', async () => {
    const good = text('[gpt-4o, { name: fast, remote: gpt-5-mini }]');
    writeFileSync(file, good.replace('default_provider: main', 'default_provider: nobody'));
    gateway.signal('SIGHUP');
    const line = await gateway.log.until(({ alert }) => alert === true);
    expect(line).toMatchObject({
      level: 'error',
      reason: expect.stringMatching(/providers\.yaml:2:\d+ default_provider .*nobody/) as string,
    });
    expect(await ask('fast')).toEqual([200, 'main/fast']);
    const before = gateway.log.lines.filter(isReread).length;
    writeFileSync(file, good.replace('gpt-5-mini', 'gpt-6-mini'));
    gateway.signal('SIGHUP');
    const reread = () => gateway.log.lines.filter(isReread).length > before;
    await until(reread, { what: 'the file to be read anew' });
    await ask('fast');
    expect(main.chats.at(-1)?.model).toBe('gpt-6-mini');
  });

  it('shows none of its keys in the log', () => {
    for (const secret of Object.values(SECRETS)) {
      expect(gateway.log.text + gateway.errors.text).not.toContain(secret);
    }
  });

  it('that is bad at the start refuses it, a line for each mistake', async () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, 'providers:\n  openai:\n    api_key: ${NOT_SET_ANYWHERE}\n    modles: [x]\n');
    const refused = await spawnGateway({
      ready: false,
      settings: { LLM_MODE: 'direct', PROVIDERS_FILE: bad, DATA_DIR: join(folder, 'other') },
    });
    expect((await refused.exit).code).toBe(1);
    const lines = refused.errors.text.trim().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/bad\.yaml:3:\d+ providers\.openai\.api_key .*NOT_SET_ANYWHERE/),
      expect.stringMatching(/bad\.yaml:4:\d+ providers\.openai\.modles .*models/),
    ]);
  });
});

function isReread({ msg }: { readonly msg?: unknown }): boolean {
  return msg === 'The provider file was read anew.';
}
