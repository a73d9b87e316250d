// @ts-check
/**
 * The ledger under kill -9: `npm run bench kill [-- --kills 1000]`, by name only. A built service in front of an upstream that notes
 * every call gets 50 calls a second (whole answers and streams, some of whose callers leave) and is killed, so many times. In the end
 * every call that the upstream saw has to have exactly one row, and those that had ended before a kill their true usage. Ctrl-C ends it
 * with the kill that it is at, and judges what was seen so far; a second one ends it at once.
 */
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { countOption, programOptions } from './program-options.mjs';
import { KEY } from './requests.mjs';
import { emptyFolder, startService } from './service.mjs';

const CALLS_A_SECOND = 50;
const OUTPUT_TOKENS = 4;
const USAGE = `npm run bench kill [-- --kills N] [--ms-between N]

  --kills N        how often the service is killed (default 1000; about 2 s each)
  --ms-between N   milliseconds of calls before a kill, half as many to half as many more (default 600)`;
const values = programOptions(USAGE, {
  kills: { type: 'string', default: '1000' },
  'ms-between': { type: 'string', default: '600' },
});
const kills = countOption('kills', values.kills);
const msBetween = countOption('ms-between', values['ms-between']);
/** Progress is told so often. */
const KILLS_A_LINE = 10;

/** Ids of calls at the upstream, and of those whose answer was read to its end. @type {Set<string>} */
const seen = new Set();
/** @type {Set<string>} */
const ended = new Set();
const agent = new Agent({ keepAlive: false });

const upstream = createServer((incoming, response) => {
  const pieces = [];
  incoming.on('data', (piece) => pieces.push(piece));
  incoming.on('end', () => {
    if (incoming.method !== 'POST') return void response.end('{"object":"list","data":[]}');
    seen.add(String(incoming.headers['x-request-id']));
    void answer(response, JSON.parse(Buffer.concat(pieces).toString()));
  });
});
upstream.listen(0, '127.0.0.1');
await once(upstream, 'listening');
const address = upstream.address();
if (address === null || typeof address === 'string') throw new Error('the upstream has no port');
const dataFolder = emptyFolder();
const start = () => startService({ upstreamPort: address.port, dataFolder });

/** Once it is to stop: when that was said. @type {number | undefined} */
let stoppedAt;
process.on('SIGINT', () => {
  stoppedAt ??= performance.now();
  // One Ctrl-C comes twice: from the terminal, and from the program that started this one.
  if (performance.now() - stoppedAt > 1_000) process.exit(130);
});

const begun = performance.now();
let number = 0;
let killed = 0;
while (killed < kills && stoppedAt === undefined) {
  const service = await start().catch((failure) => {
    if (stoppedAt === undefined) throw failure;
  });
  if (service === undefined) break;
  const calls = [];
  const until = performance.now() + msBetween * (0.5 + Math.random());
  while (performance.now() < until && stoppedAt === undefined) {
    calls.push(call(service.port, number++));
    await sleep(1_000 / CALLS_A_SECOND);
  }
  kill(service.pid);
  await service.stop();
  await Promise.all(calls);
  killed++;
  if (killed % KILLS_A_LINE === 0) console.log(`${killed} kills, ${seen.size} calls at the upstream`);
}
if (stoppedAt !== undefined) console.log('stopped; Ctrl-C again ends it without a verdict');
const last = await start();
await call(last.port, number);
await last.stop();

const database = new DatabaseSync(join(dataFolder, 'ledger.sqlite'), { readOnly: true });
/** @type {Map<string, { ended: unknown, output_tokens: unknown }[]>} */
const rows = new Map();
for (const row of database.prepare('select request_id, ended, output_tokens from ledger_calls').iterate()) {
  const id = String(row['request_id']);
  rows.set(id, [...(rows.get(id) ?? []), { ended: row['ended'], output_tokens: row['output_tokens'] }]);
}
const none = [...seen].filter((id) => !rows.has(id)).length;
const twice = [...rows.values()].filter((same) => same.length > 1).length;
// What was answered in the very turn of a kill may have ended for its caller and not in the journal: it is `lost`, and estimated.
const wrong = [...ended].filter((id) => {
  const [row] = rows.get(id) ?? [];
  return row !== undefined && row.ended !== 'lost' && row.output_tokens !== OUTPUT_TOKENS;
}).length;
const lost = [...rows.values()].filter(([row]) => row?.ended === 'lost').length;
database.close();
upstream.close();
upstream.closeAllConnections();
const seconds = Math.round((performance.now() - begun) / 1_000);
const report = {
  kills: killed,
  seconds,
  at_the_upstream: seen.size,
  rows: rows.size,
  lost,
  without_a_row: none,
  twice,
  wrong_usage: wrong,
};
console.log(JSON.stringify(report));
const passed = none === 0 && twice === 0 && wrong === 0;
console.log(passed ? 'pass' : 'FAIL: every call has one row, and what had ended its usage');
process.exit(passed ? 0 : 1);

/** @param {number} pid of a process that may have ended: Ctrl-C in a terminal reaches it too */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {{ stream?: boolean, user?: string }} asked
 */
async function answer(response, { stream = false, user }) {
  const usage = { prompt_tokens: 11, completion_tokens: OUTPUT_TOKENS, total_tokens: 11 + OUTPUT_TOKENS };
  const head = { id: 'c', created: 1, model: 'm' };
  const pause = user === 'slow' ? 100 : 5;
  if (!stream) {
    await sleep(pause);
    const choices = [
      { index: 0, message: { role: 'assistant', content: 'one two three four' }, finish_reason: 'stop' },
    ];
    response.writeHead(200, { 'content-type': 'application/json' });
    return void response.end(JSON.stringify({ ...head, object: 'chat.completion', choices, usage }));
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (/** @type {object} */ more) =>
    response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...more })}\n\n`);
  for (const content of ['one', ' two', ' three', ' four']) {
    send({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    await sleep(pause);
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  send({ choices: [], usage });
  response.end('data: [DONE]\n\n');
}

/**
 * @param {number} port
 * @param {number} index
 * @returns {Promise<void>} resolves when it is over, whichever way
 */
function call(port, index) {
  const id = `kill-${index}`;
  const body = JSON.stringify({
    model: 'm',
    stream: index % 2 === 0,
    user: index % 3 === 0 ? 'slow' : 'quick',
    messages: [{ role: 'user', content: 'hi' }],
  });
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-request-id': id,
    };
    const path = '/v1/chat/completions';
    const outgoing = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent });
    const leaving = index % 5 === 0 ? setTimeout(() => outgoing.destroy(), 30) : undefined;
    outgoing.on('response', (incoming) => {
      let isWhole = false;
      incoming.on('data', () => undefined);
      incoming.on('end', () => {
        isWhole = incoming.complete && incoming.statusCode === 200;
      });
      incoming.on('error', () => undefined);
      incoming.on('close', () => {
        if (isWhole) ended.add(id);
      });
    });
    outgoing.on('error', () => undefined);
    outgoing.on('close', () => {
      clearTimeout(leaving);
      resolve();
    });
    outgoing.end(body);
  });
}
