// @ts-check
/**
 * The requests that the load generator sends: the same bytes to every target but for path and extra headers.
 * `stream_options` is left out, as most callers leave it out: what a gateway does to learn the usage of such a
 * stream is part of its own cost.
 */

/** The key that every target is given. */
export const KEY = 'the-key-of-the-benchmark';

/** The alias by which virtual keys reach the model `bench-whole`. */
export const ALIAS = 'alias-0';

/**
 * @param {number} index
 * @returns {string} what a virtual key presents
 */
export function virtualKey(index) {
  return `vk-bench-${String(index).padStart(7, '0')}`;
}

const MEGABYTE = 1_000_000;
const PARAGRAPH =
  'A conversation of this length is what an agent sends after an hour of work: tool results, source code, ' +
  'and "quoted text" with line breaks.\nEach message holds about two thousand bytes, and there are five ' +
  'hundred of them.\n';

/** @param {string} model */
function shortConversation(model) {
  return {
    model,
    messages: [
      { role: 'system', content: 'You are a helpful assistant.' },
      { role: 'user', content: 'Which animal jumps over the lazy dog?' },
    ],
    temperature: 0.7,
  };
}

/** @param {string} filler put into each message */
function megabyteConversation(filler) {
  const messages = [];
  const content = filler + PARAGRAPH.repeat(8);
  for (let bytes = 0, index = 0; bytes < MEGABYTE; index++) {
    const message = { role: index % 2 ? 'assistant' : 'user', content };
    bytes += Buffer.byteLength(JSON.stringify(message)) + 1;
    messages.push(message);
  }
  return { model: 'bench-whole', messages, temperature: 0.7 };
}

/** @param {string} model */
function anthropicConversation(model) {
  return {
    model,
    max_tokens: 4096,
    system: 'You are a helpful assistant.',
    messages: [{ role: 'user', content: 'Which animal jumps over the lazy dog?' }],
    temperature: 0.7,
    stream: true,
  };
}

function googleConversation() {
  return {
    systemInstruction: { parts: [{ text: 'You are a helpful assistant.' }] },
    contents: [{ role: 'user', parts: [{ text: 'Which animal jumps over the lazy dog?' }] }],
    generationConfig: { temperature: 0.7 },
  };
}

/**
 * @typedef {'whole' | 'megabyte' | 'megabyte-unicode' | 'burst' | 'paced' | 'paced-50' | 'calm' | 'slow' |
 *   'whole-by-alias' | 'whole-at-one' | 'whole-at-two' | 'burst-at-two' | MappedName | DoorRequestName} RequestName
 */
/**
 * What a caller asks at a door: whole or as a stream of 100 chunks, of a provider or (`bare`) of no gateway at all.
 * @typedef {`${'messages' | 'responses' | 'kept-responses' | 'gemini'}-${'whole' | 'burst'}-${'bare' | 'anthropic' | 'responses' | 'google' | 'chat'}`} DoorRequestName
 */
/**
 * Streams that the service maps: what a caller asks it for, and what a provider's own SDK asks a provider for, whose
 * model is in the path where it is not in the body.
 * @typedef {`${'burst' | 'paced'}-${'from' | 'to'}-${'anthropic' | 'google'}`} MappedName
 */

/** @param {string} model @param {boolean} stream @param {boolean} store */
function responsesConversation(model, stream, store) {
  return {
    model,
    instructions: 'You are a helpful assistant.',
    input: [{ role: 'user', content: 'Which animal jumps over the lazy dog?' }],
    store,
    stream,
  };
}

/** The bodies of doors, by {@link DoorRequestName}. */
function doorBodies() {
  /** @type {[string, () => object][]} */
  const bodies = [];
  for (const kind of ['whole', 'burst']) {
    for (const provider of ['bare', 'anthropic', 'responses', 'google', 'chat']) {
      const name = `${kind}-${provider}`;
      const model = `${provider === 'bare' ? '' : `${provider}/`}bench-${kind === 'whole' ? 'whole' : 'burst-100'}`;
      const stream = kind === 'burst';
      bodies.push(
        [`messages-${name}`, () => ({ ...anthropicConversation(model), stream })],
        [`responses-${name}`, () => responsesConversation(model, stream, false)],
        [`kept-responses-${name}`, () => responsesConversation(model, stream, true)],
        [`gemini-${name}`, googleConversation],
      );
    }
  }
  return /** @type {Record<DoorRequestName, () => object>} */ (Object.fromEntries(bodies));
}

/** @type {Record<RequestName, () => object>} */
const BODIES = {
  ...doorBodies(),
  whole: () => shortConversation('bench-whole'),
  'whole-by-alias': () => shortConversation(ALIAS),
  'whole-at-one': () => shortConversation('whole-at-one'),
  'whole-at-two': () => shortConversation('whole-at-two'),
  'burst-at-two': () => ({ ...shortConversation('burst-at-two'), stream: true }),
  'burst-from-anthropic': () => ({ ...shortConversation('anthropic/bench-burst-100'), stream: true }),
  'burst-to-anthropic': () => anthropicConversation('bench-burst-100'),
  'paced-from-anthropic': () => ({ ...shortConversation('anthropic/bench-paced-1000'), stream: true }),
  'paced-to-anthropic': () => anthropicConversation('bench-paced-1000'),
  'burst-from-google': () => ({ ...shortConversation('google/bench-burst-100'), stream: true }),
  'burst-to-google': googleConversation,
  'paced-from-google': () => ({ ...shortConversation('google/bench-paced-1000'), stream: true }),
  'paced-to-google': googleConversation,
  megabyte: () => megabyteConversation(''),
  'megabyte-unicode': () => megabyteConversation('naïve – 東京 🙂 '),
  burst: () => ({ ...shortConversation('bench-burst-100'), stream: true }),
  paced: () => ({ ...shortConversation('bench-paced-1000'), stream: true }),
  'paced-50': () => ({ ...shortConversation('bench-paced-50'), stream: true }),
  calm: () => ({ ...shortConversation('bench-calm-1000'), stream: true }),
  slow: () => ({ ...shortConversation('bench-slow'), stream: true }),
};

/** In the place of the number that makes an `Idempotency-Key` the only one of its kind. */
const KEY_NUMBER = '000000000000';

/**
 * A request again and again, each time with another `Idempotency-Key`.
 * @param {RequestName} name
 * @param {Parameters<typeof requestBytes>[1]} target
 * @returns {() => Buffer}
 */
export function keyedRequests(name, target) {
  const run = `${process.pid}-${Date.now()}`;
  const headers = { ...target.headers, 'idempotency-key': `bench-${run}-${KEY_NUMBER}` };
  const bytes = requestBytes(name, { ...target, headers });
  const at = bytes.indexOf(KEY_NUMBER);
  let number = 0;
  return () => {
    const request = Buffer.from(bytes);
    request.write(String(number++).padStart(KEY_NUMBER.length, '0'), at, 'latin1');
    return request;
  };
}

/**
 * @param {RequestName} name
 * @param {{ host: string, port: number, path: string, headers: Record<string, string> }} target
 * @param {string} [key]
 * @returns {Buffer} a whole HTTP/1.1 request
 */
export function requestBytes(name, target, key = KEY) {
  const body = JSON.stringify(BODIES[name]());
  const headers = {
    host: `${target.host}:${target.port}`,
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    accept: '*/*',
    'user-agent': 'bench',
    ...target.headers,
    'content-length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`);
  return Buffer.from(`POST ${target.path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}
