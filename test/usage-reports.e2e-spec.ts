/** What use cost: by the prices of then, corrected prices included; compared with what providers say; told in answers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../src/ledger/ledger';
import { askedText, endedText } from '../src/ledger/record-text';
import type { TokenClasses } from '../src/ledger/ledger-record';
import type { CallLine } from '../src/ledger/reports/usage-report';
import { answerText, json } from './support/upstream/answer-scripts';
import { call, postChat, streamChat } from './support/callers/chat-request';
import { CommandLine } from './support/processes/command-line';
import type { AnswerScript } from './support/upstream/exchange';
import { FakeUpstream } from './support/upstream/fake-upstream';
import type { Gateway, InProcessGateway } from './support/service/gateway';
import { startGateway } from './support/service/gateway';
import { untilThere } from './support/observation/until';

const ADMIN = 'admin-key-of-the-reports';
let upstream: FakeUpstream;
let gateway: InProcessGateway;
let cli: CommandLine;
let key: Gateway;
const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-usage-'));

beforeAll(async () => {
  upstream = await FakeUpstream.start();
  cli = new CommandLine({});
  const file = join(folder, 'providers.yaml');
  writeFileSync(
    file,
    `providers:
  filed:
    type: local
    base_url: ${upstream.url}
    models: [small, house-a, house-b, nobody-knows, painter, sketcher, listener, speaker, talker, { name: quick, remote: quick-2026 }]
prices:
  'filed/house-*':
    - { input: 100, output: 200 }
    - { from: 2026-10-15, input: 300, output: 600 }
  filed/small: { input: 1000, output: 1000 }
  filed/own: { input: free, output: free }
  local/quick-2026: { input: 1000, output: 1000 }
  filed/painter: { image: 0.04 }
  filed/sketcher: { input: 1, image_output: 40 }
  filed/listener: { second: 0.0001 }
  filed/speaker: { character: 15 }
  filed/talker: { input: 0.6, output: 10, audio_output: 12 }
`,
  );
  gateway = await startGateway({
    settings: {
      LLM_MODE: 'direct',
      DATA_DIR: folder,
      ADMIN_KEY: ADMIN,
      PROVIDERS_FILE: file,
      COST_HEADERS: 'true',
      KEY_RPS: 0,
      MODEL_RPS: 0,
    },
  });
  const { key: text } = await admin('POST', 'virtual-keys', { name: 'one' });
  key = { ...gateway, key: String(text) };
  for (const model of ['small', 'nobody-knows'])
    await admin('POST', 'assignments', { virtual_key: 'one', model: `filed/${model}`, alias: model });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
  cli.close();
  rmSync(folder, { recursive: true, force: true });
});

async function admin(method: 'GET' | 'POST', path: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await call(gateway, method, `/admin/${path}`, {
    key: ADMIN,
    ...(body !== undefined && { body }),
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return { ...(answer.json as object) };
}

/** What seconds cost at a hundredth of a cent. */
function toDollars(seconds: number): number {
  return Number((seconds * 0.0001).toFixed(9));
}

function answering(body: string, type: string): AnswerScript {
  return ({ response }) => {
    response.writeHead(200, { 'content-type': type }).end(body);
  };
}

let records = 0;

interface RecordedMore {
  /** The tier that it asked for, and the one in which it was served. */
  readonly tier?: string;
  readonly served?: string;
  /** The id and the name of its key. */
  readonly key?: readonly [string, string];
  /** The alias by which it was asked. */
  readonly alias?: string;
  /** The model at which it was tried before, and what that used. */
  readonly before?: readonly [model: string, tokens: Partial<TokenClasses>];
}

/** A call as it would have been recorded at another time. */
function recorded(
  time: string,
  model: string,
  tokens: Partial<TokenClasses>,
  provider = 'local',
  estimated = false,
  { tier, served, key: of = ['billing', 'billing'], alias, before }: RecordedMore = {},
): void {
  const number = String(++records).padStart(12, '0');
  const deployment = { deployment: `filed/${model}`, connection: 'filed', provider, model };
  const at = Date.parse(time);
  const asked = {
    id: `${at
      .toString(16)
      .padStart(12, '0')
      .replace(/^(.{8})/, '$1-')}-7000-8000-${number}`,
    at,
    requestId: number,
    traceId: number,
    keyId: of[0],
    keyName: of[1],
    group: '',
    door: '/v1/chat/completions',
    wire: 'openai-chat',
    streamed: false,
    alias,
    modelAsked: alias ?? model,
    tier,
    bytesIn: 10,
  };
  const attempt = {
    ...deployment,
    outcome: 'ok',
    ms: 5,
    tokens,
    ...(estimated && { estimated }),
    ...(served !== undefined && { tier: served }),
  };
  const tried =
    before === undefined
      ? []
      : [
          {
            ...{ ...deployment, deployment: `filed/${before[0]}`, model: before[0] },
            ...{ outcome: 'cut', ms: 5, tokens: before[1], estimated: true as const },
          },
        ];
  const result = { ms: 5, status: 200, ended: 'whole', attempts: [...tried, attempt], bytesOut: 10 };
  const text = endedText(askedText(asked), { ...deployment, ...result });
  gateway.app.get(Ledger).ended({ text: () => text });
}

const MILLION = 1_000_000;
/** Rows of calls are kept for 90 days. */
const THREE_DAYS_AGO = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
const IN_SEPTEMBER = 'since=2026-09-01&until=2026-10-01';
const there = () => ['--url', gateway.url, '--admin-key', ADMIN];

it('a month has the prices of the provider file that held on its days, and a corrected one corrects it', async () => {
  for (let day = 1; day <= 31; day++) {
    recorded(`2026-10-${String(day).padStart(2, '0')}T12:00:00Z`, 'house-a', {
      input: MILLION,
      output: MILLION,
    });
  }
  await gateway.app.get(Ledger).settled();
  const october = 'usage?group_by=month&since=2026-10-01&until=2026-11-01';
  // 14 days at 300 dollars, 17 at 900.
  expect(await admin('GET', october)).toMatchObject({
    data: [{ group: { month: '2026-10' }, calls: 31, cost_usd: 14 * 300 + 17 * 900, unpriced_calls: 0 }],
  });
  await admin('POST', 'prices', {
    target: 'filed/house-a',
    valid_from: '2026-10-21T00:00:00Z',
    prices: { input: 10, output: 20 },
  });
  const corrected = 14 * 300 + 6 * 900 + 11 * 30;
  expect(await admin('GET', october)).toMatchObject({ data: [{ cost_usd: corrected }] });
  const days = await admin('GET', 'usage?group_by=day&since=2026-10-20&until=2026-10-22');
  expect(days).toMatchObject({ data: [{ cost_usd: 900 }, { cost_usd: 30 }] });
  const shown = await cli.succeed(['usage', '--by', 'month', '--since', '2026-10-01', '--json', ...there()]);
  expect(JSON.parse(shown.stdout)).toMatchObject({
    data: [{ group: { month: '2026-10' }, cost_usd: corrected }],
  });
});

it.each([
  ['small', { input: 1 }, 'target'],
  ['gpt-*', { input: 1 }, 'target'],
  ['filed/', { input: 1 }, 'target'],
  ['filed/small', { input: -1 }, 'prices.input'],
  ['filed/small', { input: 1e12 }, 'prices.input'],
  ['filed/small', { input: 1, output: 0 }, 'prices.output'],
  ['filed/small', { call: 1e-9 }, 'prices.call'],
  ['filed/small', { reasoning: 'nothing' }, 'prices.reasoning'],
  ['filed/small', {}, 'prices'],
])(
  'a price for %j of %j, which would never count or cannot be, is refused',
  async (target, prices, param) => {
    const answer = await call(gateway, 'POST', '/admin/prices', { key: ADMIN, body: { target, prices } });
    expect([answer.status, answer.error['param']]).toEqual([400, param]);
  },
);

it('a model that costs nothing says so, by the file, by a command and by the API, and its calls cost 0', async () => {
  recorded('2026-09-10T10:00:00Z', 'own', { input: 3 * MILLION, cached: MILLION, output: MILLION });
  recorded('2026-09-10T10:00:00Z', 'mine', { input: MILLION, output: MILLION });
  recorded('2026-09-10T10:00:00Z', 'theirs', { input: MILLION, output: MILLION });
  await cli.succeed(['price', 'set', 'filed/mine', '--price', 'free', ...there()]);
  const half = await admin('POST', 'prices', {
    target: 'filed/theirs',
    prices: { input: 'free', output: 7 },
  });
  expect(half).toMatchObject({ prices: { input: 'free', output: 7 } });
  const costs = await untilThere(
    async () => {
      const { data } = await admin('GET', `usage?group_by=model&${IN_SEPTEMBER}`);
      const lines = data as readonly { group: { model: string }; cost_usd: number | null }[];
      return lines.length === 3 ? lines : undefined;
    },
    { what: 'three calls in the ledger' },
  );
  const byModel = Object.fromEntries(costs.map((line) => [line.group.model, line.cost_usd]));
  expect(byModel).toEqual({ own: 0, mine: 0, theirs: 7 });
  const listed = await cli.succeed(['price', 'list', ...there()]);
  expect(listed.stdout).toContain('input=free output=free');
});

it('calls of which nothing could be counted cost what nobody knows, until a call has a price; that alone is enough', async () => {
  recorded(`${THREE_DAYS_AGO}T10:00:00Z`, 'heard', { input: 0, output: 0 }, 'local', true);
  recorded(`${THREE_DAYS_AGO}T10:00:00Z`, 'drawn', { input: 20, output: 4_000 });
  recorded(`${THREE_DAYS_AGO}T10:00:00Z`, 'refused', {});
  const then = `since=${THREE_DAYS_AGO}&until=${THREE_DAYS_AGO}T12:00:00Z`;
  const costs = () =>
    untilThere(
      async () => {
        const { data } = await admin('GET', `usage?group_by=model&${then}`);
        const { data: calls } = await admin('GET', `usage/calls?${then}`);
        const lines = data as readonly { group: { model: string }; cost_usd: number | null }[];
        const rows = calls as readonly { model_asked: string; cost_usd: number | null }[];
        if (lines.length < 3) return undefined;
        return [
          Object.fromEntries(lines.map((line) => [line.group.model, line.cost_usd])),
          Object.fromEntries(rows.map((row) => [row.model_asked, row.cost_usd])),
        ];
      },
      { what: 'three calls in the ledger' },
    );
  const unknown = { heard: null, drawn: null, refused: 0 };
  expect(await costs()).toEqual([unknown, unknown]);
  for (const model of ['heard', 'drawn'])
    await admin('POST', 'prices', { target: `filed/${model}`, prices: { call: 0.04 } });
  const known = { heard: 0.04, drawn: 0.04, refused: 0 };
  expect(await costs()).toEqual([known, known]);
});

it('a price by the call counts the attempts that a provider bills, in a report as for each call', async () => {
  await admin('POST', 'prices', { target: 'filed/by-call', prices: { input: 1, output: 1, call: 5 } });
  const time = '2026-09-12T10:00:00Z';
  recorded(time, 'by-call', { input: MILLION, output: 0 });
  recorded(time, 'by-call', { output: MILLION });
  // Refused by the provider, and answered with an error.
  for (let failed = 0; failed < 3; failed++) recorded(time, 'by-call', {});
  const report = await untilThere(
    async () => {
      const found = await admin('GET', `usage?group_by=model&model=by-call&${IN_SEPTEMBER}`);
      return (found['total'] as { calls: number }).calls === 5 ? found : undefined;
    },
    { what: 'five calls in the ledger' },
  );
  expect(report).toMatchObject({ data: [{ calls: 5, cost_usd: 12, unpriced_calls: 0 }] });
  // Sums of days and those of rows go by the same rule.
  expect(await admin('GET', `usage?group_by=session&model=by-call&${IN_SEPTEMBER}`)).toMatchObject({
    total: { calls: 5, cost_usd: 12 },
  });
});

it('sounds and pictures that a cache held cost together what they do call by call', async () => {
  const prices = { input: 1, cached_input: 0.5, output: 1, audio_input: 10, image_input: 3 };
  await admin('POST', 'prices', { target: 'filed/heard-again', prices });
  const time = '2026-09-13T10:00:00Z';
  recorded(time, 'heard-again', { input: MILLION, cached: MILLION, audioInput: MILLION });
  recorded(time, 'heard-again', { input: MILLION, cached: MILLION, image: MILLION });
  recorded(time, 'heard-again', { input: MILLION, audioInput: MILLION / 10 });
  recorded(time, 'heard-again', { input: MILLION });
  const report = await untilThere(
    async () => {
      const found = await admin('GET', `usage?model=heard-again&${IN_SEPTEMBER}`);
      return (found['total'] as { calls: number }).calls === 4 ? found : undefined;
    },
    { what: 'four calls in the ledger' },
  );
  const total = { cost_usd: 0.5 + 0.5 + 1.9 + 1, audio_input_tokens: 1.1 * MILLION, image_tokens: MILLION };
  expect(report).toMatchObject({ total });
  expect(await admin('GET', `usage?group_by=session&model=heard-again&${IN_SEPTEMBER}`)).toMatchObject({
    total,
  });
  const { data } = await admin('GET', `usage/calls?model=heard-again&${IN_SEPTEMBER}`);
  const sum = (data as { cost_usd: number }[]).reduce((all, { cost_usd: cost }) => all + cost, 0);
  expect(sum).toBeCloseTo(total.cost_usd, 9);
});

it('calls cost what the tier costs in which they were served, and not the one that was asked for', async () => {
  const time = '2026-09-14T10:00:00Z';
  const tokens = { input: 300_000, output: 0 };
  const add = (tiers: { tier?: string; served?: string }) => {
    recorded(time, 'gpt-5.6-sol', tokens, 'azure', false, tiers);
  };
  add({ tier: 'priority', served: '' });
  add({ served: 'flex' });
  add({ tier: 'priority' });
  const report = await untilThere(
    async () => {
      const found = await admin('GET', `usage?model=gpt-5.6-sol&${IN_SEPTEMBER}`);
      return (found['total'] as { calls: number }).calls === 3 ? found : undefined;
    },
    { what: 'three calls in the ledger' },
  );
  // A prompt of more than 272,000 tokens: 8 dollars a million, flex 4, priority 16.
  expect(report).toMatchObject({ total: { cost_usd: 0.3 * (8 + 4 + 16), unpriced_calls: 0 } });
  const { data } = await admin('GET', `usage/calls?model=gpt-5.6-sol&${IN_SEPTEMBER}`);
  const costs = (data as { cost_usd: number }[]).map(({ cost_usd: cost }) => cost);
  expect(costs.sort((one, other) => one - other)).toEqual([1.2, 2.4, 4.8]);
});

it('pictures cost what one costs, or what their tokens do, and are counted', async () => {
  const { key: text } = await admin('POST', 'virtual-keys', { name: 'artist' });
  const artist = { ...gateway, key: String(text) };
  const draw = async (model: string, answer: object, n: number): Promise<void> => {
    await admin('POST', 'assignments', { virtual_key: 'artist', model: `filed/${model}`, alias: model });
    upstream.route('POST /v1/images/generations', json(answer));
    const drawn = await call(artist, 'POST', '/v1/images/generations', {
      body: { model, prompt: 'a cat', n },
    });
    expect(drawn.status).toBe(200);
    expect(drawn.json).toEqual(answer);
    upstream.reset();
  };
  const picture = { b64_json: 'aGk='.repeat(20_000), url: null, revised_prompt: 'a "url" of a cat' };
  await draw('painter', { created: 1, data: [picture, picture, picture] }, 3);
  const usage = { input_tokens: 50, output_tokens: 8_000, input_tokens_details: { image_tokens: 0 } };
  await draw('sketcher', { created: 1, data: [picture], usage }, 1);
  const lines = await untilThere(
    async () => {
      const { data } = await admin('GET', 'usage?group_by=model&key=artist');
      return (data as unknown[]).length === 2 ? (data as object[]) : undefined;
    },
    { what: 'pictures of two models in the ledger' },
  );
  const of = (model: string) => expect.objectContaining({ model }) as unknown;
  expect(lines).toEqual([
    expect.objectContaining({
      group: of('sketcher'),
      images: 1,
      image_output_tokens: 8_000,
      cost_usd: 0.32005,
    }),
    expect.objectContaining({ group: of('painter'), images: 3, image_output_tokens: 0, cost_usd: 0.12 }),
  ]);
});

it('sounds cost what a second of them does, and texts that are spoken what their characters do', async () => {
  const { key: text } = await admin('POST', 'virtual-keys', { name: 'listener' });
  const listener = { ...gateway, key: String(text) };
  for (const model of ['listener', 'speaker', 'talker'])
    await admin('POST', 'assignments', { virtual_key: 'listener', model: `filed/${model}`, alias: model });
  const told: readonly (readonly [what: string, answer: AnswerScript, seconds: number])[] = [
    // OpenAI, vLLM and OpenRouter; Mistral; what of OpenAI, Groq and others is in the answer where `verbose_json` is asked for.
    ['usage', json({ text: 'Hi', usage: { type: 'duration', seconds: 11 } }), 11],
    ['minutes', json({ text: 'Hi', usage: { prompt_audio_seconds: 203, prompt_tokens: 4 } }), 203],
    ['verbose', json({ task: 'transcribe', duration: 8.47, text: 'a "duration": 3 of' }), 9],
    ['quoted', json({ text: 'a \\"duration\\": 3', duration: '2.000' }), 2],
    ['untold', json({ text: '"duration": 5' }), 0],
  ];
  for (const [user, script] of told) {
    upstream.route('POST /v1/audio/transcriptions', script);
    const form = new FormData();
    form.set('model', 'listener');
    form.set('file', new Blob(['RIFF']), 'a.wav');
    const headers = { authorization: `Bearer ${listener.key}`, 'x-llm-proxy-tags': user };
    const url = `${gateway.url}/v1/audio/transcriptions`;
    expect((await fetch(url, { method: 'POST', headers, body: form })).status).toBe(200);
    upstream.reset();
  }
  const wav = answering('RIFF', 'audio/wav');
  const spoken = { type: 'speech.audio.done', usage: { input_tokens: 5, output_tokens: 1_000_000 } };
  const events = answering(`data: ${JSON.stringify(spoken)}\n\n`, 'text/event-stream');
  for (const [model, script] of [
    ['speaker', wav],
    ['talker', wav],
    ['talker', events],
  ] as const) {
    upstream.route('POST /v1/audio/speech', script);
    const headers = { 'x-llm-proxy-tags': script === wav ? model : 'told' };
    const body = { model, input: 'Hällo 👋', voice: 'alloy' };
    expect((await call(listener, 'POST', '/v1/audio/speech', { body, headers })).status).toBe(200);
    upstream.reset();
  }
  const lines = await untilThere(
    async () => {
      const { data } = await admin('GET', 'usage/calls?key=listener');
      const rows = data as readonly CallLine[];
      return rows.length === told.length + 3 ? rows : undefined;
    },
    { what: 'eight calls in the ledger' },
  );
  const found = lines.map((line) => [
    line.tags[0],
    [line.audio_seconds, line.characters, line.cost_usd, line.audio_output_tokens],
  ]);
  expect(Object.fromEntries(found)).toEqual({
    ...Object.fromEntries(
      told.map(([what, , seconds]) => [what, [seconds, 0, seconds === 0 ? null : toDollars(seconds), 0]]),
    ),
    speaker: [0, 7, 0.000105, 0],
    // Of a sound of which nobody told how many tokens it took.
    talker: [0, 7, null, 0],
    told: [0, 7, 12.000003, 1_000_000],
  });
  const listened = { audio_seconds: 225, cost_usd: toDollars(225), estimated_calls: 1 };
  for (const by of ['model', 'session,model'])
    expect(await admin('GET', `usage?group_by=${by}&key=listener&model=listener`)).toMatchObject({
      total: listened,
    });
});

it.each([
  ['0', 'input'],
  ['-1', 'input'],
  ['NaN', 'output'],
  ['1e99', 'cached'],
  ['0.0000001', 'search'],
])('the command takes no price of %s', async (price, name) => {
  const refused = await cli.run(['price', 'set', 'filed/small', '--price', `${name}=${price}`, ...there()]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`--price ${name}= takes a number from 0.000001 to 1000000, or 'free'`);
});

it('the command takes no price twice, which may be two where one was meant', async () => {
  const twice = ['price', 'set', 'filed/small', '--price', 'cached=1,cached_input=2', ...there()];
  const refused = await cli.run(twice);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain('--price: cached_input is given twice');
});

it('a page of calls after an empty cursor is refused, and not empty', async () => {
  const answer = await call(gateway, 'GET', '/admin/usage/calls?cursor=', { key: ADMIN });
  expect([answer.status, answer.error['param']]).toEqual([400, 'cursor']);
});

it('answers tell their cost, and what is left of the tightest budget', async () => {
  await admin('POST', 'budgets', { key: 'one', amount: 1, period: 'ever' });
  await admin('POST', 'budgets', { key: 'one', amount: 50, period: 'ever' });
  await admin('POST', 'budgets', { key: 'one', unit: 'tokens', amount: 5_000, period: 'ever' });
  const usage = { prompt_tokens: 40, completion_tokens: 60, total_tokens: 100 };
  upstream.reply(answerText('yes', { usage }));
  const asked = (model: string) => ({ model, max_tokens: 100, messages: [{ role: 'user', content: 'x' }] });
  const whole = await postChat(key, asked('small'));
  expect(whole.headers).toMatchObject({
    'x-llm-proxy-cost': '0.1',
    'x-llm-proxy-budget-remaining': 'usd=0.9, tokens=4900',
  });
  const stream = streamChat(key, asked('small'));
  const { headers } = await stream.opened;
  await stream.ended;
  const [left = ''] = [headers['x-llm-proxy-budget-remaining']].flat();
  expect(headers).not.toHaveProperty('x-llm-proxy-cost');
  // What the stream may use is taken off already.
  expect(Number(/^usd=([\d.]+), tokens=\d+$/.exec(left)?.[1])).toBeLessThan(0.9);
  expect((await postChat(key, asked('nobody-knows'))).headers).toMatchObject({
    'x-llm-proxy-cost': 'unknown',
  });
  upstream.reset();
});

it('a model without a price is named by price check, and its calls cost what nobody knows', async () => {
  await gateway.app.get(Ledger).settled();
  const check = await cli.run(['price', 'check', ...there()]);
  expect(check).toMatchObject({ code: 1 });
  expect(check.stdout).toMatch(/filed\/nobody-knows +1\n/);
  expect(check.stdout).not.toContain('filed/small');
  const report = await admin('GET', 'usage?group_by=model&deployment=filed%2Fnobody-knows');
  expect(report).toMatchObject({ data: [{ cost_usd: null, unpriced_calls: 1 }] });
});

describe('a provider’s own export', () => {
  const write = (text: string): string => {
    const file = join(folder, 'export.csv');
    writeFileSync(file, text);
    return file;
  };

  it('of OpenAI that agrees with the ledger differs in nothing', async () => {
    recorded('2026-09-01T08:00:00Z', 'gpt-x', { input: 100, output: 10, cached: 40 }, 'openai');
    recorded('2026-09-01T23:59:59Z', 'gpt-x', { input: 50, output: 5 }, 'openai');
    recorded('2026-09-02T00:00:00Z', 'gpt-x', { input: 7, output: 1 }, 'openai');
    recorded('2026-09-01T08:00:00Z', 'other', { input: 9, output: 9 }, 'mistral');
    await gateway.app.get(Ledger).settled();
    const file =
      write(`start_time,start_time_iso,num_model_requests,model,input_tokens,output_tokens,input_cached_tokens
1788220800,2026-09-01T00:00:00+00:00,1,gpt-x-2026-08-06,100,10,40
1788220800,2026-09-01T00:00:00+00:00,1,gpt-x,50,5,0
1788307200,2026-09-02T00:00:00+00:00,1,"gpt-x-2026-08-06",7,1,0
`);
    const args = ['usage', 'reconcile', '--provider-csv', file, '--provider', 'openai', ...there()];
    const compared = 'requests, input, cached, output';
    expect(await cli.run(args)).toMatchObject({
      code: 0,
      stdout: `The ledger and the export agree on ${compared}.\n`,
    });
  });

  it('that differs is named by day, model and figure', async () => {
    const file = write(`start_time_iso,num_model_requests,model,input_tokens,output_tokens
2026-09-01T00:00:00+00:00,2,gpt-x,150,25
2026-09-01T00:00:00+00:00,1,gpt-new,5,5
2026-09-02T00:00:00+00:00,0,,0,0
`);
    const args = ['usage', 'reconcile', '--provider-csv', file, '--provider', 'openai', '--json', ...there()];
    const run = await cli.run(args);
    expect(run.code).toBe(1);
    const day = '2026-09-01';
    expect(JSON.parse(run.stdout)).toEqual([
      { day, model: 'gpt-new', figure: 'requests', ledger: null, provider: 1, difference: 1 },
      { day, model: 'gpt-new', figure: 'input', ledger: null, provider: 5, difference: 5 },
      { day, model: 'gpt-new', figure: 'output', ledger: null, provider: 5, difference: 5 },
      { day, model: 'gpt-x', figure: 'output', ledger: 15, provider: 25, difference: 10 },
    ]);
    expect((await cli.run([...args, '--tolerance', '50'])).stdout).not.toContain('gpt-x');
  });

  it('of OpenAI’s costs has a line for each class of tokens, which are one model here', async () => {
    recorded(
      '2026-09-20T10:00:00Z',
      'gpt-4o-2024-08-06',
      { input: MILLION, cached: 400_000, output: 100_000 },
      'openai',
    );
    await gateway.app.get(Ledger).settled();
    const rows = [
      'start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_id',
      '1789862400,1789948800,2026-09-20T00:00:00Z,2026-09-21T00:00:00Z,1.5,usd,"gpt-4o-2024-08-06, input",p1',
      '1789862400,1789948800,2026-09-20T00:00:00Z,2026-09-21T00:00:00Z,0.5,usd,"gpt-4o-2024-08-06, cached input",p1',
      '1789862400,1789948800,2026-09-20T00:00:00Z,2026-09-21T00:00:00Z,1,usd,"gpt-4o-2024-08-06, output",p1',
    ];
    const file = write(rows.join('\n'));
    const args = ['usage', 'reconcile', '--provider-csv', file, '--provider', 'openai', ...there()];
    expect(await cli.run(args)).toMatchObject({
      code: 0,
      stdout: 'The ledger and the export agree on cost.\n',
    });
  });

  it('of Anthropic has prompts in parts, which are one prompt here', async () => {
    const tokens = { input: 1_000, output: 50, cached: 700, cacheWrite: 200, cacheWrite1h: 50 };
    recorded('2026-09-20T08:00:00Z', 'claude-x', tokens, 'anthropic');
    await gateway.app.get(Ledger).settled();
    const file =
      write(`usage_date_utc,model_version,api_key,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens
2026-09-20,claude-x-20260701,"a, b",100,150,50,700,50
`);
    const args = ['usage', 'reconcile', '--provider-csv', file, '--provider', 'anthropic', ...there()];
    expect(await cli.run(args)).toMatchObject({ code: 0 });
  });

  it('of a cloud may have more lines than one call has arguments', async () => {
    const lines = Array.from({ length: 130_000 }, () => '2026-09-21,gemini 2.5 flash input,1,count,9,EUR');
    const titles = 'usage_start_time,sku_description,usage_amount,usage_unit,cost,currency';
    const file = write([titles, ...lines, '2026-09-21,gemini storage,1,count,9,EUR'].join('\n'));
    const run = await cli.run([
      'usage',
      'reconcile',
      '--provider-csv',
      file,
      '--provider',
      'google',
      ...there(),
    ]);
    expect([run.code, run.stdout]).toEqual([1, expect.stringMatching(/gemini 2\.5 flash +input +- +130000/)]);
    expect(run.stderr).toContain('told: gemini storage.');
  });

  it.each([
    ['name,tokens\nx,1\n', 'no column for the day'],
    ['day,model\n2026-09-20,x\n', 'no column with requests, tokens or cost'],
    ['day,model,input_tokens\nyesterday,x,1\n', "no date in line 2: 'yesterday'"],
    ['day,model,input_tokens\n2026-09-20,x,many\n', "no number in line 2: 'many'"],
    ['', 'no column for the day'],
  ])('that is not one is refused: %j', async (text, words) => {
    const run = await cli.run(['usage', 'reconcile', '--provider-csv', write(text), ...there()]);
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});

it('budget list and show tell what was used and when it renews; on the database they say what they do not know', async () => {
  const { key: payer } = await admin('POST', 'virtual-keys', { name: 'payer' });
  await admin('POST', 'assignments', { virtual_key: 'payer', model: 'filed/small', alias: 'small' });
  await admin('POST', 'budgets', { key: 'payer', unit: 'calls', amount: 1000, period: 'day' });
  upstream.reply(answerText('yes', { usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }));
  expect(
    (
      await postChat(
        { ...gateway, key: String(payer) },
        { model: 'small', messages: [{ role: 'user', content: 'hi' }] },
      )
    ).status,
  ).toBe(200);
  await gateway.app.get(Ledger).settled();
  const told = await admin('GET', 'budgets/payer');
  expect(told).toMatchObject({ used: 1, reserved: 0, remaining: 999 });

  const list = await cli.succeed(['budget', 'list', ...there()]);
  const day = String(told['renews_at']).slice(0, 10);
  expect(list.stdout).toMatch(/^OF +AMOUNT +USED +RESERVED +REMAINING +RENEWS +KIND +ALIASES +ID$/m);
  const row = new RegExp(`^key payer +1000 calls a day +1 +0 +999 +0% +${day} 00:00 `, 'm');
  expect(list.stdout).toMatch(row);
  expect(list.stderr).toBe('');
  expect((await cli.succeed(['budget', 'show', 'payer', '--json', ...there()])).json).toEqual(told);

  const environment = { LLM_PROXY__DATA_DIR: folder };
  const here = await cli.succeed(['budget', 'list', '--local'], { environment });
  expect(here.stdout).toMatch(/^key payer +1000 calls a day +1 +- +999 +0% /m);
  expect(here.stderr).toContain('it does not know what calls that run have reserved');
  const shown = await cli.succeed(['budget', 'show', 'payer', '--local', '--json'], { environment });
  expect(shown.json).toEqual({ ...told, reserved: null });
  const off = { ...environment, LLM_PROXY__LEDGER: 'false' };
  const dark = await cli.succeed(['budget', 'show', 'payer', '--local'], { environment: off });
  expect(dark.stdout).toMatch(/^used +-$/m);
  expect(dark.stderr).toContain('What was used is not known');
});

it('a key that was removed is found by its name, in reports as in lists of calls', async () => {
  const { id } = await admin('POST', 'virtual-keys', { name: 'left' });
  await admin('POST', 'assignments', { virtual_key: 'left', model: 'filed/small', alias: 'small' });
  recorded('2026-09-22T10:00:00Z', 'small', { input: 10, output: 1 }, 'local', false, {
    key: [String(id), 'left'],
  });
  await gateway.app.get(Ledger).settled();
  const asked = `key=left&${IN_SEPTEMBER}`;
  expect(await admin('GET', `usage?${asked}`)).toMatchObject({ total: { calls: 1 } });
  await call(gateway, 'DELETE', '/admin/virtual-keys/left?force=true', { key: ADMIN });
  expect(await admin('GET', `usage?${asked}`)).toMatchObject({ total: { calls: 1, input_tokens: 10 } });
  expect(await admin('GET', `usage/calls?${asked}`)).toMatchObject({ data: [{ key: 'left' }] });
});

it('a time that ends before it begins is a mistake, and not a report of nothing', async () => {
  const path = '/admin/usage?since=2026-10-01&until=2026-09-01';
  const answer = await call(gateway, 'GET', path, { key: ADMIN });
  expect([answer.status, answer.error['param']]).toEqual([400, 'until']);
  const asked = ['usage', '--since', '2026-10-01', '--until', '2026-09-01', ...there()];
  expect(await cli.run(asked)).toMatchObject({ code: 2 });
});

it('usage --csv lists the earliest call first, of a service as of the database', async () => {
  await gateway.app.get(Ledger).settled();
  const range = ['usage', '--csv', '--since', '2026-10-01'];
  const remote = await cli.succeed([...range, ...there()]);
  const local = await cli.succeed([...range, '--local'], { environment: { LLM_PROXY__DATA_DIR: folder } });
  const idsOf = (text: string): string[] =>
    text
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0] ?? '');
  const ids = idsOf(remote.stdout);
  expect(ids.length).toBeGreaterThan(30);
  expect(ids).toEqual([...ids].sort());
  expect(idsOf(local.stdout)).toEqual(ids);
});

it.each([
  [['usage', '--by', 'key,key'], /^.*--by takes up to four of key, .*, each once, not 'key,key'/],
  [
    ['budget', 'set', '--key', 'one', '--usd', '0'],
    /--usd takes a number from 0\.00001 to 1000000000000, not '0'/,
  ],
  [
    ['budget', 'set', '--key', 'one', '--usd', '-1'],
    /--usd takes a number from 0\.00001 to 1000000000000, not '-1'/,
  ],
  [['budget', 'set', '--key', 'one', '--usd', '1e9'], /--usd takes a number from .*, not '1e9'/],
  [
    ['budget', 'set', '--key', 'one', '--calls', '1.5'],
    /--calls takes a whole number from 1 to 1000000000000, not/,
  ],
  [
    ['budget', 'set', '--key', 'one', '--tokens', '0'],
    /--tokens takes a whole number from 1 to 1000000000000, not/,
  ],
  [
    ['budget', 'raise', 'payer', '--amount', '0'],
    /--amount takes a number from 0\.00001 to 1000000000000, not/,
  ],
])('%j is refused, naming the flag and what it takes', async (args, said) => {
  const run = await cli.run([...args, ...there()]);
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 2, stderr: expect.stringMatching(said) });
});

it('a call with several tags is in the line of each, and once in the total', async () => {
  const { key: text } = await admin('POST', 'virtual-keys', { name: 'tagged' });
  await admin('POST', 'assignments', { virtual_key: 'tagged', model: 'filed/small', alias: 'small' });
  const caller = { ...gateway, key: String(text) };
  const tagged = (tags: string) =>
    postChat(
      caller,
      { model: 'small', messages: [{ role: 'user', content: 'hi' }] },
      { headers: { 'x-llm-proxy-tags': tags } },
    );
  upstream.reply(
    answerText('yes', { usage: { prompt_tokens: 600, completion_tokens: 400, total_tokens: 1_000 } }),
  );
  expect((await tagged('nightly,team-a')).status).toBe(200);
  expect((await tagged('nightly')).status).toBe(200);
  await gateway.app.get(Ledger).settled();
  const report = await admin('GET', 'usage?group_by=tag&tag=nightly');
  expect(report['data']).toEqual([
    expect.objectContaining({ group: { tag: 'nightly' }, calls: 2, cost_usd: 2 }),
    expect.objectContaining({ group: { tag: 'team-a' }, calls: 1, cost_usd: 1 }),
  ]);
  expect(report['total']).toMatchObject({ calls: 2, input_tokens: 1_200, output_tokens: 800, cost_usd: 2 });
});

it('a report has the same figures from sums as from rows, where calls were tried at several models by an alias', async () => {
  const before = ['house-a', { input: MILLION, output: 10 }] as const;
  const time = '2026-09-16T10:00:00Z';
  recorded(time, 'house-b', { input: 100, output: 20 }, 'local', false, { alias: 'clever', before });
  recorded(time, 'house-b', { input: 7, output: 3 }, 'local', false, { alias: 'clever' });
  recorded(time, 'house-a', {}, 'local', false, { alias: 'clever' });
  recorded(time, 'never-priced', { input: 5, output: 5 }, 'local', false, { alias: 'clever' });
  // Costs nothing, whatever its model costs.
  recorded(time, 'never-priced', {}, 'local', false, { alias: 'clever' });
  const since = 'alias=clever&since=2026-09-16&until=2026-09-17';
  const totalOf = async (query: string) => (await admin('GET', `usage?${query}&${since}`))['total'];
  await untilThere(async () => ((await totalOf('')) as { calls: number }).calls === 5 || undefined, {
    what: 'five calls in the ledger',
  });
  for (const filter of [
    '',
    'model=house-a',
    'model=house-b',
    'deployment=filed/house-a',
    'provider=local',
    'model=clever',
  ]) {
    const [sums, rows] = [
      await totalOf(`group_by=door&${filter}`),
      await totalOf(`group_by=session&${filter}`),
    ];
    expect({ filter, ...(rows as object) }).toEqual({ filter, ...(sums as object) });
  }
  expect(await totalOf('model=house-a')).toMatchObject({
    calls: 1,
    input_tokens: MILLION,
    cost_usd: 100.002,
  });
  expect(await totalOf('')).toMatchObject({ calls: 5, unpriced_calls: 1 });
  const linesBy = async (group: string) => (await admin('GET', `usage?group_by=${group}&${since}`))['data'];
  const lines = (await linesBy('session,deployment')) as { group: object; input_tokens: number }[];
  const byDeployment = (await linesBy('deployment')) as typeof lines;
  expect(lines.map(({ group, input_tokens: tokens }) => [group, tokens])).toEqual(
    byDeployment.map(({ group, input_tokens: tokens }) => [{ session: '', ...group }, tokens]),
  );
});

it('an answer that was made before says what it saved, also of a model that its provider calls otherwise', async () => {
  const { key: text } = await admin('POST', 'virtual-keys', { name: 'again' });
  await admin('POST', 'assignments', { virtual_key: 'again', model: 'filed/quick', alias: 'quick' });
  upstream.reply(
    answerText('yes', { usage: { prompt_tokens: 600, completion_tokens: 400, total_tokens: 1_000 } }),
  );
  const body = { model: 'quick', messages: [{ role: 'user', content: 'hi' }] };
  for (let asked = 0; asked < 2; asked++) {
    const answer = await postChat({ ...gateway, key: String(text) }, body, {
      headers: { 'idempotency-key': 'one' },
    });
    expect(answer.status).toBe(200);
  }
  await gateway.app.get(Ledger).settled();
  const { data } = await admin('GET', 'usage/calls?key=again');
  expect(data).toEqual([
    expect.objectContaining({ replayed: 'idempotency', cost_usd: 0, saved_usd: 1 }),
    expect.objectContaining({ replayed: null, cost_usd: 1, saved_usd: null }),
  ]);
});
