import type { StreamFormat } from '../../reply/send-stream';
import type { OpenAiResponsesWire } from '../../wire/openai-responses/openai-responses.wire';

const NOTHING = Buffer.alloc(0);

/**
 * A stream of Responses events. Its last event says how it ended, `response.failed` for one that is broken off; there is no
 * other end mark.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming
 */
export function responsesStream(wire: OpenAiResponsesWire): StreamFormat {
  return {
    contentType: 'text/event-stream; charset=utf-8',
    keepAlive: Buffer.from(': keep-alive\n\n'),
    frames: (frames) => frames,
    end: () => NOTHING,
    error: (error) => Buffer.from(wire.failed(error)),
  };
}
