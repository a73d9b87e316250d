// @ts-check
/**
 * The upstream of a soak. It reads `soak-KIND` in the model's name: `whole`, `burst`, `paced`, `endless`, `error` (500),
 * `busy` (429), `cut` (a stream that breaks off), `reset` (no answer at all).
 *
 *   node bench/soak-upstream.mjs     prints one line `listening <port>`
 */
import { createServer } from 'node:http';
import { pause } from './clock.mjs';

const MOST_BYTES = 64 * 1024;
const CHUNKS = 20;
const PIECE = 'x'.repeat(4096);

/** @param {string} content */
const frame = (content) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-soak',
    object: 'chat.completion.chunk',
    created: 1767225600,
    model: 'soak',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  })}\n\n`;
const END = `data: ${JSON.stringify({ id: 'chatcmpl-soak', object: 'chat.completion.chunk', created: 1767225600, model: 'soak', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;
const WHOLE = JSON.stringify({
  id: 'chatcmpl-soak',
  object: 'chat.completion',
  created: 1767225600,
  model: 'soak',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'word '.repeat(120) }, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 21, completion_tokens: 120, total_tokens: 141 },
});
const MODELS = JSON.stringify({ object: 'list', data: [{ id: 'soak-whole', object: 'model' }] });

/** @typedef {import('node:http').ServerResponse} Answer */

/** @param {Answer} answer */
function open(answer) {
  answer.writeHead(200, { 'content-type': 'text/event-stream' });
}

/** @type {Record<string, (answer: Answer) => Promise<void> | void>} */
const ANSWERS = {
  whole: (answer) => void answer.writeHead(200, { 'content-type': 'application/json' }).end(WHOLE),
  burst: (answer) => {
    open(answer);
    answer.end(Array.from({ length: CHUNKS }, () => frame('word ')).join('') + END);
  },
  paced: async (answer) => {
    open(answer);
    for (let chunk = 0; chunk < CHUNKS && !answer.destroyed; chunk++) {
      answer.write(frame('word '));
      await pause(20);
    }
    answer.end(END);
  },
  endless: async (answer) => {
    open(answer);
    while (!answer.destroyed) {
      if (answer.write(frame(PIECE))) await pause(0);
      else await new Promise((resolve) => answer.once('drain', resolve).once('close', resolve));
    }
  },
  error: (answer) =>
    void answer.writeHead(500, { 'content-type': 'application/json' }).end('{"error":{"message":"failed"}}'),
  busy: (answer) =>
    void answer
      .writeHead(429, { 'content-type': 'application/json', 'retry-after': '0' })
      .end('{"error":{"message":"slow down"}}'),
  cut: async (answer) => {
    open(answer);
    answer.write(frame('word '));
    await pause(5);
    answer.destroy();
  },
  reset: (answer) => void answer.destroy(),
};

const server = createServer((request, answer) => {
  answer.on('error', () => undefined);
  if (request.method === 'GET') {
    answer.writeHead(200, { 'content-type': 'application/json' }).end(MODELS);
    return;
  }
  let head = '';
  request.on('data', (/** @type {Buffer} */ bytes) => {
    if (head.length < MOST_BYTES) head += bytes.toString('latin1');
  });
  request.once('end', () => {
    const kind = /"model":"soak-(\w+)"/.exec(head)?.[1] ?? '';
    void (ANSWERS[kind] ?? ANSWERS.error)(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`listening ${address && typeof address === 'object' ? address.port : 0}`);
});
