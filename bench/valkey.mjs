// @ts-check
import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { pause } from './clock.mjs';
import { freePort, start, stop } from './processes.mjs';

const SERVERS = ['valkey-server', 'redis-server'];
const ANSWER_LIMIT_MS = 2000;

/**
 * @typedef {object} Valkey
 * @property {string} url
 * @property {() => Promise<number>} decisions asked for so far; heartbeats do not count
 * @property {() => Promise<void>} stop
 */

/**
 * @param {number | undefined} core
 * @returns {Promise<Valkey | undefined>} a server that writes nothing to disk; undefined where none is installed
 */
export async function startValkey(core) {
  const server = SERVERS.find((name) => spawnSync(name, ['--version']).status === 0);
  if (server === undefined) return undefined;
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = start([server, ...options], { core, log: 'valkey.log' });
  try {
    for (let tries = 100; !(await answers(port)); tries--) {
      if (tries === 0) throw new Error(`${server} did not start (bench/.cache/valkey.log says why)`);
      await pause(50);
    }
  } catch (error) {
    await stop(child);
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    decisions: async () => {
      // https://valkey.io/commands/info/: one line a command that was ever run, with how often, also inside of
      // scripts. The script that decides reads its buckets with one MGET; the heartbeat's does without.
      const statistics = await ask(port, 'INFO commandstats');
      return Number(/^cmdstat_mget:calls=(\d+)/m.exec(statistics)?.[1] ?? 0);
    },
    stop: () => stop(child),
  };
}

/** @param {number} port */
function answers(port) {
  return ask(port, 'PING').then(
    (answer) => answer.startsWith('+PONG'),
    () => false,
  );
}

/**
 * Sends one command in its short form (https://valkey.io/topics/protocol/#inline-commands), then QUIT, and reads
 * until the server closes the connection.
 * @param {number} port
 * @param {string} command
 * @returns {Promise<string>}
 */
function ask(port, command) {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port });
    socket.setTimeout(ANSWER_LIMIT_MS, () => socket.destroy(new Error(`${command}: no answer`)));
    socket.setEncoding('latin1');
    socket.on('data', (text) => (answer += text));
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
    socket.write(`${command}\r\nQUIT\r\n`);
  });
}
