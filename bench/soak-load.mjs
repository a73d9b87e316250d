// @ts-check
/**
 * The callers of a soak, good and bad: `node bench/soak-load.mjs PORT KEY`, a child with an IPC channel. It calls until it is
 * told `pause`, answers `{ paused, counts }` when no call is under way any more, and goes on with `go`.
 */
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { pause } from './clock.mjs';

const [port, key] = [Number(process.argv[2]), process.argv[3]];
const CALLERS = 16;
const PATH = '/v1/chat/completions';
/** No call may take longer, whatever becomes of it. */
const LIMIT_MS = 20_000;
/** Between two calls of a caller: the soak is about what is left behind, not about speed. */
const REST_MS = 20;

const agent = new Agent({ keepAlive: true });
const MESSAGES = [{ role: 'user', content: 'Hello' }];

/**
 * @param {string} kind of the upstream's answer
 * @param {object} [more] further fields
 */
const bodyFor = (kind, more) => JSON.stringify({ model: `soak-${kind}`, messages: MESSAGES, ...more });
const HUGE = bodyFor('whole', { user: 'x'.repeat(8 * 1024 * 1024) });
const TOO_LARGE = bodyFor('whole', { user: 'x'.repeat(24 * 1024 * 1024) });
const DEEP = bodyFor('whole').replace('"Hello"', '['.repeat(200_000));

/**
 * Makes a call and reads all of its answer.
 * @param {string} body
 * @param {{ credential?: string, leaveAfter?: number, slowly?: boolean }} [how] `leaveAfter`: pieces after which the caller goes
 * @returns {Promise<void>} when it is over, however it ended
 */
function call(body, { credential = key, leaveAfter = Infinity, slowly = false } = {}) {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${credential}`, 'content-type': 'application/json' };
    const asked = request(
      { host: '127.0.0.1', port, path: PATH, method: 'POST', agent, headers },
      (answer) => {
        let pieces = 0;
        answer.on('data', () => {
          pieces += 1;
          if (pieces >= leaveAfter) answer.destroy();
          else if (slowly) {
            answer.pause();
            setTimeout(() => answer.resume(), 50);
          }
        });
        answer.on('error', () => undefined);
        answer.once('close', resolve);
      },
    );
    asked.setTimeout(LIMIT_MS, () => asked.destroy());
    asked.on('error', () => undefined);
    asked.once('close', resolve);
    asked.end(body);
  });
}

/**
 * Writes bytes on a connection of its own.
 * @param {string} bytes
 * @param {{ reads?: boolean, leaveAfterMs?: number }} how what it does not read, it does not take
 * @returns {Promise<void>} when the connection has ended
 */
function raw(bytes, { reads = true, leaveAfterMs = LIMIT_MS }) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => socket.destroy(), leaveAfterMs);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    if (reads) socket.resume();
    else socket.pause();
    socket.write(bytes);
  });
}

/** @param {string} body */
const asBytes = (body) =>
  `POST ${PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n` +
  `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const STREAM = { stream: true };

/** @type {Record<string, () => Promise<void>>} each kind of call, and how often it comes: in turn */
const KINDS = {
  whole: () => call(bodyFor('whole')),
  burst: () => call(bodyFor('burst', STREAM)),
  paced: () => call(bodyFor('paced', STREAM)),
  'left before the answer': () => raw(asBytes(bodyFor('paced', STREAM)), { leaveAfterMs: 5 }),
  'left in a stream': () => call(bodyFor('paced', STREAM), { leaveAfter: 3 }),
  'left an endless stream': () => call(bodyFor('endless', STREAM), { leaveAfter: 50 }),
  'slow reader': () => call(bodyFor('endless', STREAM), { leaveAfter: 40, slowly: true }),
  // Longer than the service waits for it; who reads nothing does not see that it was cut.
  'reads nothing': () => raw(asBytes(bodyFor('endless', STREAM)), { reads: false, leaveAfterMs: 4_000 }),
  'wrong key': () => call(bodyFor('whole'), { credential: 'sk-wrong-key-of-a-stranger' }),
  'bad JSON': () => call('{"model":'),
  'too deep': () => call(DEEP),
  huge: () => call(HUGE),
  'too large': () => call(TOO_LARGE),
  'half a body': () => raw(asBytes(HUGE).slice(0, 100_000), { leaveAfterMs: 100 }),
  garbage: () => raw('GARBAGE\r\n\r\n', {}),
  'upstream fails': () => call(bodyFor('error')),
  'upstream refuses': () => call(bodyFor('busy')),
  'upstream cuts': () => call(bodyFor('cut', STREAM)),
  'upstream resets': () => call(bodyFor('reset')),
};
/** Of the good ones there are more, and of the ones that take a core's attention for long, fewer. */
const GOOD = ['whole', 'burst', 'paced'];
const RARE = new Set(['huge', 'too large', 'too deep', 'reads nothing']);

/** @type {Record<string, number>} */
const counts = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, 0]));
let running = 0;
let paused = false;
/** @type {(() => void)[]} */
let waiting = [];

/** @param {number} number of the caller: each is at another place of the round */
async function caller(number) {
  const names = Object.keys(KINDS);
  for (let turn = number; ; turn++) {
    if (paused) await new Promise((resolve) => waiting.push(() => resolve(undefined)));
    let kind = names[turn % names.length];
    if (RARE.has(kind) && (turn / names.length) % 4 >= 1) kind = GOOD[turn % GOOD.length];
    running += 1;
    await KINDS[kind]();
    running -= 1;
    counts[kind] += 1;
    for (const good of GOOD) {
      if (paused) break;
      running += 1;
      await KINDS[good]();
      running -= 1;
      counts[good] += 1;
    }
    await pause(REST_MS);
  }
}

process.on('message', async (message) => {
  if (message === 'go') {
    paused = false;
    for (const wake of waiting.splice(0)) wake();
    return;
  }
  paused = true;
  while (running > 0) await pause(20);
  agent.destroy();
  process.send?.({ paused: true, counts });
});
process.once('disconnect', () => process.exit(0));
for (let number = 0; number < CALLERS; number++) void caller(number);
