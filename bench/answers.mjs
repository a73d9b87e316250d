// @ts-check
/**
 * What the benchmark's upstream answers, as ready-made bytes. The shapes are those of OpenAI's Chat
 * Completions API: `chat.completion`, `chat.completion.chunk`, and LiteLLM's `/v1/model/info`.
 */

/** Width of a time stamp inside a paced chunk, in decimal digits of microseconds. */
export const STAMP_DIGITS = 16;
/** What comes before a time stamp in a paced chunk's content. */
export const STAMP_MARK = '"t=';

/** Models that the upstream serves; the name decides the behaviour, a number at its end the chunks. */
export const MODELS = [
  'bench-whole',
  'bench-burst-100',
  'bench-paced-50',
  'bench-paced-1000',
  'bench-calm-1000',
  'bench-slow',
];

const CREATED = 1767225600;
const WHOLE_BYTES = 800;
const USAGE = { prompt_tokens: 21, completion_tokens: 102, total_tokens: 123 };

/**
 * @param {string} head status line and headers without the empty line
 * @param {string} body
 */
function plain(head, body) {
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/**
 * One chunk of HTTP/1.1 chunked transfer coding.
 * @param {Buffer | string} data
 */
function chunk(data) {
  const bytes = Buffer.from(data);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

/**
 * @param {object} delta
 * @param {string | null} finishReason
 * @param {boolean} usageAsked with usage asked for, every chunk carries `"usage":null`, as OpenAI's do
 */
function frame(delta, finishReason, usageAsked) {
  const body = {
    id: 'chatcmpl-BenchBenchBenchBenchBenchBench',
    object: 'chat.completion.chunk',
    created: CREATED,
    model: 'bench',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(usageAsked ? { usage: null } : {}),
  };
  return `data: ${JSON.stringify(body)}\n\n`;
}

/**
 * What ends a whole stream: the finish reason, the usage if it was asked for, `[DONE]`.
 * @param {boolean} usageAsked
 */
function endFrames(usageAsked) {
  const usage = {
    id: 'chatcmpl-BenchBenchBenchBenchBenchBench',
    object: 'chat.completion.chunk',
    created: CREATED,
    model: 'bench',
    choices: [],
    usage: USAGE,
  };
  return [
    frame({}, 'stop', usageAsked),
    ...(usageAsked ? [`data: ${JSON.stringify(usage)}\n\n`] : []),
    'data: [DONE]\n\n',
  ];
}

function wholeBody() {
  const body = {
    id: 'chatcmpl-BenchBenchBenchBenchBenchBench',
    object: 'chat.completion',
    created: CREATED,
    model: 'bench-whole',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: '', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: USAGE,
  };
  const missing = WHOLE_BYTES - JSON.stringify(body).length;
  body.choices[0].message.content = 'The quick brown fox jumps over the lazy dog. '
    .repeat(20)
    .slice(0, missing);
  return JSON.stringify(body);
}

/**
 * A text that makes an answer in any format as long as the whole one.
 * @param {(text: string) => object} answer
 */
export function wholeAnswer(answer) {
  const missing = WHOLE_BYTES - JSON.stringify(answer('')).length;
  const text = 'The quick brown fox jumps over the lazy dog. '.repeat(20).slice(0, Math.max(1, missing));
  return plain(JSON_HEAD, JSON.stringify(answer(text)));
}

const JSON_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const STREAM_HEAD = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n',
);
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** A whole answer with a body of 800 bytes. */
export const WHOLE_ANSWER = plain(JSON_HEAD, wholeBody());

/** The answer for a path that the upstream does not serve. */
export const NOT_FOUND = plain(
  'HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\n',
  '{"error":{"message":"no such route","type":"invalid_request_error","param":null,"code":null}}',
);

/** `GET /v1/models`, OpenAI's list. */
export const MODEL_LIST = plain(
  JSON_HEAD,
  JSON.stringify({
    object: 'list',
    data: MODELS.map((id) => ({ id, object: 'model', created: CREATED, owned_by: 'bench' })),
  }),
);

/** `GET /v1/model/info`, LiteLLM's list. */
export const MODEL_INFO = plain(
  JSON_HEAD,
  JSON.stringify({
    data: MODELS.map((name) => ({
      model_name: name,
      litellm_params: { model: `openai/${name}` },
      model_info: { id: name, litellm_provider: 'openai', max_input_tokens: 1000000, max_tokens: 16384 },
    })),
  }),
);

/** `GET /health/liveliness` and its kin. */
export const ALIVE = plain(JSON_HEAD, '"alive"');

/**
 * A stream in one provider's format.
 * @typedef {object} StreamShape
 * @property {string[]} start frames before the first piece of text
 * @property {(text: string) => string} content the frame of a piece of text
 * @property {string[]} end frames after the last one
 */
/** @typedef {{ start: Buffer, content: Buffer, stampAt: number, end: Buffer }} PacedParts of a stream */

/**
 * A stream that is sent with one write: headers, start, `count` pieces of text, end.
 * @param {StreamShape} shape
 * @param {number} count
 */
export function burstAnswer({ start, content, end }, count) {
  const frames = [...start, ...Array.from({ length: count }, () => content(' benchmark')), ...end];
  return Buffer.concat([STREAM_HEAD, ...frames.map(chunk), LAST_CHUNK]);
}

/**
 * The parts of a stream that is sent piece by piece.
 * @param {StreamShape} shape
 * @returns {PacedParts}
 */
export function pacedParts(shape) {
  const content = chunk(shape.content(`t=${'0'.repeat(STAMP_DIGITS)}`));
  return {
    start: Buffer.concat([STREAM_HEAD, ...shape.start.map(chunk)]),
    content,
    stampAt: content.indexOf(STAMP_MARK) + STAMP_MARK.length,
    end: Buffer.concat([...shape.end.map(chunk), LAST_CHUNK]),
  };
}

/**
 * @param {boolean} usageAsked
 * @returns {StreamShape}
 */
export const openAiStream = (usageAsked) => ({
  start: [frame({ role: 'assistant', content: '' }, null, usageAsked)],
  content: (text) => frame({ content: text }, null, usageAsked),
  end: endFrames(usageAsked),
});

/**
 * A content chunk that carries the moment of its sending.
 * @param {PacedParts} parts
 * @param {number} micros of the shared clock
 */
export function stampedChunk(parts, micros) {
  const bytes = Buffer.from(parts.content);
  bytes.write(String(Math.round(micros)).padStart(STAMP_DIGITS, '0'), parts.stampAt, 'latin1');
  return bytes;
}
