// @ts-check
/**
 * Streams in the formats of the providers whose answers the service maps, event by event as they send them:
 * https://docs.anthropic.com/en/docs/build-with-claude/streaming and
 * https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent.
 */

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
