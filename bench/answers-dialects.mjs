// @ts-check
/**
 * Answers in the formats of Anthropic, Google and OpenAI's Responses, event by event as they send them:
 * https://docs.anthropic.com/en/docs/build-with-claude/streaming,
 * https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent and
 * https://platform.openai.com/docs/api-reference/responses-streaming.
 */
import { wholeAnswer } from './answers.mjs';

/** @param {{ type: string }} event */
function anthropicFrame(event) {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** @type {import('./answers.mjs').StreamShape} */
export const ANTHROPIC_STREAM = {
  start: [
    {
      type: 'message_start',
      message: {
        id: 'msg_01BenchBenchBenchBenchBench',
        type: 'message',
        role: 'assistant',
        model: 'bench',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: {
          input_tokens: 21,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 0,
          output_tokens: 1,
        },
      },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
  ].map(anthropicFrame),
  content: (text) =>
    anthropicFrame(
      /** @type {{ type: string }} */ ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text },
      }),
    ),
  end: [
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 102 },
    },
    { type: 'message_stop' },
  ].map(anthropicFrame),
};

/**
 * @param {string} text
 * @param {string} [finishReason]
 */
function googleFrame(text, finishReason) {
  const response = {
    candidates: [
      {
        content: { parts: [{ text }], role: 'model' },
        ...(finishReason === undefined ? {} : { finishReason }),
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: 21,
      candidatesTokenCount: 102,
      totalTokenCount: 123,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 21 }],
    },
    modelVersion: 'bench',
    responseId: 'BenchBenchBenchBenchBe',
  };
  return `data: ${JSON.stringify(response)}\r\n\r\n`;
}

/** @type {import('./answers.mjs').StreamShape} */
export const GOOGLE_STREAM = {
  start: [],
  content: (text) => googleFrame(text),
  end: [googleFrame('.', 'STOP')],
};

/** @param {object[]} output @param {'in_progress' | 'completed'} status */
function response(output, status) {
  const usage = {
    input_tokens: 21,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 102,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 123,
  };
  return {
    id: 'resp_BenchBenchBenchBench',
    object: 'response',
    created_at: 1767225600,
    model: 'bench',
    status,
    error: null,
    incomplete_details: null,
    output,
    store: false,
    usage: status === 'completed' ? usage : null,
  };
}

const MESSAGE = { id: 'msg_Bench', type: 'message', role: 'assistant' };
/** @param {string} text */
const outputText = (text) => ({ type: 'output_text', text, annotations: [], logprobs: [] });
/** @param {string} text */
const outputMessage = (text) => ({ ...MESSAGE, status: 'completed', content: [outputText(text)] });
const PLACE = { item_id: MESSAGE.id, output_index: 0, content_index: 0 };

let sequence = 0;
/** @param {string} type @param {object} fields */
const responsesFrame = (type, fields) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields, sequence_number: sequence++ })}\n\n`;

/** @type {import('./answers.mjs').StreamShape} */
export const RESPONSES_STREAM = {
  start: [
    responsesFrame('response.created', { response: response([], 'in_progress') }),
    responsesFrame('response.in_progress', { response: response([], 'in_progress') }),
    responsesFrame('response.output_item.added', {
      output_index: 0,
      item: { ...MESSAGE, status: 'in_progress', content: [] },
    }),
    responsesFrame('response.content_part.added', { ...PLACE, part: outputText('') }),
  ],
  content: (text) => responsesFrame('response.output_text.delta', { ...PLACE, delta: text, logprobs: [] }),
  end: [
    responsesFrame('response.output_text.done', { ...PLACE, text: 'benchmark', logprobs: [] }),
    responsesFrame('response.content_part.done', { ...PLACE, part: outputText('benchmark') }),
    responsesFrame('response.output_item.done', { output_index: 0, item: outputMessage('benchmark') }),
    responsesFrame('response.completed', { response: response([outputMessage('benchmark')], 'completed') }),
  ],
};

/** A whole answer of 800 bytes, or the least that its format takes. */
export const ANTHROPIC_WHOLE = wholeAnswer((text) => ({
  id: 'msg_01BenchBenchBenchBenchBench',
  type: 'message',
  role: 'assistant',
  model: 'bench',
  content: [{ type: 'text', text }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: {
    input_tokens: 21,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: 102,
  },
}));

/** As {@link ANTHROPIC_WHOLE}. */
export const GOOGLE_WHOLE = wholeAnswer((text) => ({
  candidates: [{ content: { parts: [{ text }], role: 'model' }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 21, candidatesTokenCount: 102, totalTokenCount: 123 },
  modelVersion: 'bench',
  responseId: 'BenchBenchBenchBenchBe',
}));

/** As {@link ANTHROPIC_WHOLE}. */
export const RESPONSES_WHOLE = wholeAnswer((text) => response([outputMessage(text)], 'completed'));
