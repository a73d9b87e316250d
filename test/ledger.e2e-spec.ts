/** Every admitted call has one row in the ledger, whatever becomes of the call, the process, the journal or the database. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerText, providerError } from './support/upstream/answer-scripts';
import { call, HELLO, postChat } from './support/callers/chat-request';
import { describeWhen } from './support/observation/describe-when';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { ledgerRows, untilRows } from './support/observation/ledger-rows';
import type { LedgerRow } from './support/observation/ledger-rows';
import { readinessOf } from './support/service/replica-pair';
import { spawnGateway } from './support/service/spawned-gateway';
import type { SpawnedGateway } from './support/service/spawned-gateway';
import { elapse, HANG_MS, until } from './support/observation/until';

let upstream: FakeUpstream;
let dataDir: string;
let running: SpawnedGateway[] = [];

beforeAll(async () => {
  upstream = await FakeUpstream.start();
});
afterAll(() => upstream.close());
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'llm-proxy-ledger-'));
});
afterEach(async () => {
  await Promise.all(running.map((service) => service.close()));
  running = [];
  upstream.reset();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(
  settings: Readonly<Record<string, string | number>> = {},
  ready = true,
): Promise<SpawnedGateway> {
  const service = await spawnGateway({
    upstream,
    ready,
    settings: { DATA_DIR: dataDir, KEY_RPS: 0, MODEL_RPS: 0, LOG_LEVEL: 'warn', RETRIES: 0, ...settings },
  });
  running.push(service);
  return service;
}

const journal = (): string[] =>
  readdirSync(join(dataDir, 'journal')).filter((name) => name.endsWith('.journal'));
const usage = (prompt: number, completion: number) => ({
  usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
});

it('has no key that was put where a name belongs', async () => {
  const service = await start();
  upstream.reply(answerText('one', usage(21, 3)));
  const secret = 'sk-secret-4711';
  const names = ['x-request-id', 'x-session-id', 'x-llm-proxy-tags', 'user-agent'];
  const headers = Object.fromEntries(names.map((name) => [name, secret]));
  expect((await postChat(service, { ...HELLO, user: secret }, { headers })).status).toBe(200);
  const [row] = await untilRows(dataDir, 1);
  expect(row).toMatchObject({ tags: '["[REDACTED]"]' });
  expect(JSON.stringify(row)).not.toContain('4711');
});

it('has what the provider told, who asked and how it ended; a refused request is counted and has no row', async () => {
  const service = await start();
  upstream.reply(answerText('one two', usage(21, 3)));
  const headers = { 'x-llm-proxy-tags': 'nightly, team-a', 'user-agent': 'Tool/1.2 (x)' };
  const body = { ...HELLO, user: 'ann' };
  const whole = await call(service, 'POST', '/v1/chat/completions', { body, headers });
  const streamed = { ...body, stream: true };
  await postChat(service, streamed, { headers: { ...headers, 'x-request-id': 'mine-1' } });
  upstream.next(providerError(500));
  expect((await postChat(service, body, { headers })).status).toBe(502);
  expect((await postChat(service, { ...HELLO, messages: 'no' })).status).toBe(400);
  // Tags that it cannot hold are refused.
  const tooMany = Array.from({ length: 33 }, (_, tag) => `t${tag}`).join(',');
  for (const tags of ['x'.repeat(10_240), 'a"b', 'a\tb', tooMany]) {
    const answer = await postChat(service, HELLO, { headers: { 'x-llm-proxy-tags': tags } });
    expect([answer.status, answer.error['param']]).toEqual([400, 'x-llm-proxy-tags']);
  }

  const [first, second, third, ...others] = await untilRows(dataDir, 3);
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    call_id: whole.headers['x-request-id'],
    request_id: whole.headers['x-request-id'],
    key_id: 'test',
    end_user: 'ann',
    tags: '["nightly","team-a"]',
    client: 'Tool/1.2',
    status: 200,
    ended: 'whole',
    streamed: 0,
    input_tokens: 21,
    output_tokens: 3,
    estimated: 0,
  });
  expect(second).toMatchObject({ request_id: 'mine-1', streamed: 1, input_tokens: 21, output_tokens: 3 });
  expect(third).toMatchObject({ status: 502, code: 'PROVIDER_ERROR', ended: 'error', input_tokens: 0 });
  expect(String(second?.['call_id']) > String(first?.['call_id'])).toBe(true);
});

/** Each takes two seconds of CPU time, for the next start. */
const KILLS = Number(process.env['LLM_PROXY_TEST_KILLS'] ?? 4);

it(
  'has each call that the upstream saw once after kill -9, with its usage where it had ended',
  async () => {
    upstream.onChat(({ fields }) => {
      const slow = (fields as { user?: string }).user === 'slow';
      return answerText('one two three four', { ...usage(11, 4), ...(slow && { delayMs: 400 }) });
    });
    const ended = new Set<string>();
    /** Those whose end was followed by another call before the kill. */
    const endedBefore = new Set<string>();
    for (let kill = 0; kill < KILLS; kill++) {
      const service = await start();
      const seenBefore = upstream.chats.length;
      const heardBefore = ended.size;
      const load = Array.from({ length: 24 }, async (_, client) => {
        const user = client % 3 === 0 ? 'slow' : 'quick';
        const body = { ...HELLO, user, stream: client % 2 === 0 };
        const gone = client % 5 === 0 ? { signal: AbortSignal.timeout(30) } : {};
        const answer = await call(service, 'POST', '/v1/chat/completions', { body, ...gone }).catch(
          () => undefined,
        );
        if (answer?.status === 200 && answer.text.includes('"usage"'))
          ended.add(String(answer.headers['x-request-id']));
      });
      // On a loaded machine the callers that leave after 30 ms may never get as far as the upstream.
      await until(() => upstream.chats.length >= seenBefore + 19, { what: 'calls at the upstream' });
      await until(() => ended.size > heardBefore, { what: 'an answer' });
      for (const id of ended) endedBefore.add(id);
      expect((await postChat(service, HELLO)).status).toBe(200);
      service.signal('SIGKILL');
      await service.exit;
      await Promise.all(load);
    }
    await start();
    await until(() => journal().length === 1, { what: 'the journal to be replayed' });

    const seen = upstream.chats.map(({ headers }) => String(headers['x-request-id']));
    const byId = new Map<string, LedgerRow[]>();
    for (const row of ledgerRows(dataDir)) {
      const id = String(row['request_id']);
      byId.set(id, [...(byId.get(id) ?? []), row]);
    }
    expect(seen.filter((id) => byId.get(id)?.length !== 1)).toEqual([]);
    const wrong = [...ended].filter((id) => byId.get(id)?.[0]?.['output_tokens'] !== 4);
    expect(wrong.filter((id) => endedBefore.has(id))).toEqual([]);
    // What was answered in the very turn of the kill may have ended for its caller and not in the journal.
    expect(wrong.every((id) => byId.get(id)?.[0]?.['ended'] === 'lost')).toBe(true);
  },
  300_000 + KILLS * HANG_MS,
);

it('cuts off a record that was not written whole, sets a damaged segment aside, and reads the rest', async () => {
  const first = await start({ LEDGER_DAYS: 30 });
  await postChat(first, HELLO);
  await postChat(first, HELLO);
  await untilRows(dataDir, 2);
  first.signal('SIGKILL');
  await first.exit;
  // With its log: a reader that met the old log beside a new file would see a broken database.
  for (const end of ['', '-wal', '-shm']) rmSync(join(dataDir, `ledger.sqlite${end}`), { force: true });
  const [segment = ''] = journal();
  const folder = join(dataDir, 'journal');
  const bytes = readFileSync(join(folder, segment));
  // A copy that is damaged in its first record, and one that ends in the middle of its last.
  const damaged = Buffer.from(bytes);
  damaged[30] = damaged[30] === 0 ? 1 : 0;
  writeFileSync(join(folder, '000000000900.journal'), damaged);
  appendFileSync(join(folder, segment), bytes.subarray(10, 60));

  const service = await start();
  await untilRows(dataDir, 2);
  await until(() => readdirSync(folder).includes('000000000900.journal.damaged'), {
    what: 'a damaged segment',
  });
  await until(() => service.log.text.includes('was cut off'), { what: 'a line about the torn tail' });
  expect(service.log.text).toContain('was set aside');
  expect(ledgerRows(dataDir)).toHaveLength(2);
});

it('keeps calls in the journal while its database is away, and readiness says so', async () => {
  mkdirSync(join(dataDir, 'ledger.sqlite'));
  const service = await start({}, false);
  const state = await until(
    async () => {
      const found = await readinessOf(service).catch(() => undefined);
      return found?.down.includes('ledger') === true ? found : undefined;
    },
    { what: 'a degraded service' },
  );
  expect(state).toMatchObject({ code: 200, status: 'degraded' });
  expect((await postChat(service, HELLO)).status).toBe(200);
  rmSync(join(dataDir, 'ledger.sqlite'), { recursive: true });
  await untilRows(dataDir, 1);
});

it('leaves an empty journal when it is stopped, and what its database did not take', async () => {
  const killed = await start();
  await postChat(killed, HELLO);
  killed.signal('SIGKILL');
  await killed.exit;
  const stopped = await start();
  await postChat(stopped, HELLO);
  await stopped.close();
  expect(journal()).toEqual([]);
  expect(ledgerRows(dataDir)).toHaveLength(2);

  renameSync(join(dataDir, 'ledger.sqlite'), join(dataDir, 'kept.sqlite'));
  mkdirSync(join(dataDir, 'ledger.sqlite'));
  const without = await start();
  await postChat(without, HELLO);
  await without.close();
  expect(journal()).not.toEqual([]);
  rmSync(join(dataDir, 'ledger.sqlite'), { recursive: true });
  renameSync(join(dataDir, 'kept.sqlite'), join(dataDir, 'ledger.sqlite'));
  await start();
  await untilRows(dataDir, 3);
});

it('says once that the folder of its journal cannot be read, and goes on when it can be', async () => {
  const service = await start();
  await postChat(service, HELLO);
  await untilRows(dataDir, 1);
  renameSync(join(dataDir, 'journal'), join(dataDir, 'moved'));
  writeFileSync(join(dataDir, 'journal'), '');
  await postChat(service, HELLO);
  const alerts = () => service.log.lines.filter(({ alert }) => alert === true);
  await until(async () => (await readinessOf(service)).down.includes('ledger'), {
    what: 'a degraded service',
  });
  // The store tries it again each second, and says nothing more of it.
  await elapse(2_500);
  expect(alerts()).toEqual([
    expect.objectContaining({ reason: expect.stringContaining('ENOTDIR') as string }),
  ]);
  rmSync(join(dataDir, 'journal'));
  renameSync(join(dataDir, 'moved'), join(dataDir, 'journal'));
  await untilRows(dataDir, 2);
  await until(() => alerts().length === 2, { what: 'a line that it is back' });
});

it('refuses to start on the journal of another process, naming it, and on one of a newer release', async () => {
  const first = await start();
  const second = await start({}, false);
  expect((await second.exit).code).toBe(1);
  expect(second.errors.text).toContain(`(pid ${first.pid})`);
  await first.close();

  writeFileSync(join(dataDir, 'journal', '000000000900.journal'), Buffer.from('LLMPJRNL\x07\x00', 'latin1'));
  const third = await start({}, false);
  expect((await third.exit).code).toBe(1);
  expect(third.errors.text).toMatch(/version 7.*version 3/);
});

it('refuses calls that it cannot record where the operator wants that, and serves them elsewhere', async () => {
  mkdirSync(join(dataDir, 'ledger.sqlite'));
  const service = await start({ LEDGER_JOURNAL_MIB: 1, LEDGER_WHEN_FULL: 'refuse' }, false);
  await until(() => readinessOf(service).catch(() => undefined), { what: 'the service' });
  appendFileSync(join(dataDir, 'journal', '000000000001.journal'), Buffer.alloc(1_100_000));
  const refused = await until(
    async () => {
      const answer = await postChat(service, HELLO);
      return answer.status === 503 ? answer : undefined;
    },
    { what: 'a refusal' },
  );
  expect(refused?.error['code']).toBe('OVERLOADED');
});

const describeWithThreadPriorities = describeWhen(
  () => process.platform === 'linux',
  'Linux, where each thread has a priority of its own',
);

describeWithThreadPriorities('the thread of its store', () => {
  /** How many threads of the service give way to the others, and how many do not. */
  function threads({ pid }: SpawnedGateway): { readonly giveWay: number; readonly usual: number } {
    const niceness = readdirSync(`/proc/${pid}/task`).map((thread) => {
      try {
        const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1');
        // What is in front of it may hold blanks. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
        return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[17]);
      } catch {
        // It ended meanwhile.
        return undefined;
      }
    });
    const having = (wanted: (nice: number) => boolean): number =>
      niceness.filter((nice) => nice !== undefined && wanted(nice)).length;
    // The others have that of these tests, which may run under nice(1).
    const usual = getPriority();
    return { giveWay: having((nice) => nice > usual), usual: having((nice) => nice === usual) };
  }

  it('ends while nobody calls, starts again with a call, and lets calls come first where it wants the same core', async () => {
    const service = await start();
    await until(() => existsSync(join(dataDir, 'ledger.sqlite')), { what: "the ledger's file" });
    await until(() => threads(service).giveWay === 0, { what: 'the end of the thread' });
    expect((await postChat(service, HELLO)).status).toBe(200);
    await until(() => threads(service).giveWay === 1, { what: 'the thread' });
    expect(threads(service).usual).toBeGreaterThan(4);
    await untilRows(dataDir, 1);
  });
});
