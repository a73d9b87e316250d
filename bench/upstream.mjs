// @ts-check
/**
 * The benchmark's upstream: a server on bare sockets with ready-made answers, so that it takes as little as
 * possible of the core that it shares with the load generator. Not an HTTP server for any other use: it trusts
 * its clients to frame their requests well. It answers in OpenAI's format; at `/v1/messages` in Anthropic's, at
 * `/v1/responses` in that of OpenAI's Responses, and to `:generateContent` and `:streamGenerateContent` in Gemini's.
 *
 *   node bench/upstream.mjs [port]     prints one line `listening <port>`
 *
 * The model's name, in the body or (Gemini) in the path, decides: `bench-whole` one answer of 800 bytes; `bench-burst-N` N chunks with one write;
 * `bench-paced-N` N chunks, 20 ms apart; `bench-calm-N` N chunks, 50 ms apart; `bench-slow` a chunk a second
 * until the caller goes.
 */
import { createServer } from 'node:net';
import * as answers from './answers.mjs';
import {
  ANTHROPIC_STREAM,
  ANTHROPIC_WHOLE,
  GOOGLE_STREAM,
  GOOGLE_WHOLE,
  RESPONSES_STREAM,
  RESPONSES_WHOLE,
} from './answers-dialects.mjs';
import { Pacer } from './pacer.mjs';

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');
const MODEL = Buffer.from('"bench-');
const MODEL_IN_PATH = /\/models\/bench-([\w-]+):(?:streamG|g)enerateContent$/;
const INCLUDE_USAGE = Buffer.from('"include_usage"');

/** @type {Record<string, Pacer>} */
const PACERS = { paced: new Pacer(20), calm: new Pacer(50), slow: new Pacer(1000) };

/** The formats of streams, with the parts of their paced ones. */
const OPENAI = format(answers.openAiStream(false), answers.WHOLE_ANSWER);
const OPENAI_WITH_USAGE = format(answers.openAiStream(true), answers.WHOLE_ANSWER);
const ANTHROPIC = format(ANTHROPIC_STREAM, ANTHROPIC_WHOLE);
const GOOGLE = format(GOOGLE_STREAM, GOOGLE_WHOLE);
const RESPONSES = format(RESPONSES_STREAM, RESPONSES_WHOLE);
/** The formats that are told by the path alone. @type {Record<string, Format>} */
const BY_PATH = { '/v1/messages': ANTHROPIC, '/v1/responses': RESPONSES };

/** @typedef {ReturnType<typeof format>} Format */

/** @type {Record<string, Buffer>} */
const FIXED = {
  '/v1/models': answers.MODEL_LIST,
  '/models': answers.MODEL_LIST,
  '/v1/model/info': answers.MODEL_INFO,
  '/model/info': answers.MODEL_INFO,
  '/health/liveliness': answers.ALIVE,
  '/health/readiness': answers.ALIVE,
};

/** Reads requests from one socket, one after the other, and answers each when it is complete. */
class UpstreamConnection {
  /** @type {Buffer[]} */
  #body = [];
  /** @type {Buffer | undefined} the bytes of a head that is not complete */
  #partialHead;
  #path = '';
  /** Bytes of body still to come; -1 while a head is awaited, Infinity in a chunked body. */
  #left = -1;
  #answering = false;

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.socket = socket;
    socket.on('data', (/** @type {Buffer} */ bytes) => this.#read(bytes));
    socket.on('error', () => socket.destroy());
  }

  /** @param {Buffer} bytes */
  #read(bytes) {
    if (this.#answering) return void this.socket.destroy(); // pipelining is not served
    let body = bytes;
    if (this.#left < 0) {
      const head = this.#partialHead ? Buffer.concat([this.#partialHead, bytes]) : bytes;
      const end = head.indexOf(HEAD_END);
      this.#partialHead = end < 0 ? head : undefined;
      if (end < 0) return;
      this.#readHead(head.toString('latin1', 0, end));
      body = head.subarray(end + 4);
    }
    if (body.length > 0) this.#body.push(body);
    this.#left -= body.length;
    if (this.#left === Infinity ? body.subarray(-5).equals(LAST_CHUNK) : this.#left <= 0) this.#answer();
  }

  /** @param {string} head */
  #readHead(head) {
    this.#path = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/')).split('?', 1)[0];
    const length = /\r\ncontent-length: *(\d+)/i.exec(head);
    this.#left = length ? Number(length[1]) : /\r\ntransfer-encoding: *chunked/i.test(head) ? Infinity : 0;
  }

  #answer() {
    const parts = this.#body;
    const path = this.#path;
    this.#body = [];
    this.#left = -1;
    const asked = askedFor(path, parts);
    if (!asked) return void this.socket.write(FIXED[path] ?? answers.NOT_FOUND);
    const [, kind, count] = /^([a-z_]+)-?(\d*)$/.exec(asked.model ?? '') ?? [];
    if (kind === 'whole') return void this.socket.write(asked.format.whole);
    if (kind === 'burst') return void this.socket.write(burst(asked.format, Number(count || 100)));
    const pacer = PACERS[kind];
    if (!pacer) return void this.socket.write(answers.NOT_FOUND);
    this.#answering = true;
    pacer.begin(this.socket, count ? Number(count) : Infinity, asked.format.paced, () => {
      this.#answering = false;
    });
  }
}

/**
 * @param {string} path
 * @param {Buffer[]} parts of the body
 * @returns {{ format: Format, model: string | undefined } | undefined} undefined for no call of a model
 */
function askedFor(path, parts) {
  const inPath = MODEL_IN_PATH.exec(path);
  if (inPath) return { format: GOOGLE, model: inPath[1] };
  const own = BY_PATH[path];
  if (!own && !path.endsWith('/chat/completions')) return undefined;
  // A request of 1 MB arrives in many parts; its model is in the first, and they need no joining.
  const model = modelIn(parts[0]) ?? modelIn(Buffer.concat(parts));
  if (own) return { format: own, model };
  return { format: parts.some((part) => part.includes(INCLUDE_USAGE)) ? OPENAI_WITH_USAGE : OPENAI, model };
}

/**
 * @param {Buffer | undefined} body
 * @returns {string | undefined} what follows `bench-` in the model's name
 */
function modelIn(body) {
  const at = body?.indexOf(MODEL) ?? -1;
  if (!body || at < 0) return undefined;
  const from = at + MODEL.length;
  const to = body.indexOf(34, from);
  return to < 0 ? undefined : body.toString('latin1', from, to);
}

/**
 * @param {answers.StreamShape} shape
 * @param {Buffer} whole
 */
function format(shape, whole) {
  const bursts = /** @type {Map<number, Buffer>} */ (new Map());
  return { shape, whole, paced: answers.pacedParts(shape), bursts };
}

/**
 * @param {Format} format
 * @param {number} count
 */
function burst({ shape, bursts }, count) {
  const bytes = bursts.get(count) ?? answers.burstAnswer(shape, count);
  bursts.set(count, bytes);
  return bytes;
}

const server = createServer({ noDelay: true }, (socket) => void new UpstreamConnection(socket));
server.listen({ port: Number(process.argv[2] ?? 0), host: '127.0.0.1', backlog: 4096 }, () => {
  const address = server.address();
  console.log(`listening ${address && typeof address === 'object' ? address.port : '?'}`);
});
process.on('SIGTERM', () => process.exit(0));
