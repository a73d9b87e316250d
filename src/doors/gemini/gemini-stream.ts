import type { StreamFormat } from '../../reply/send-stream';
import { errorBody } from '../../errors/error-body';
import type { GatewayError } from '../../errors/gateway-error';

const NOTHING = Buffer.alloc(0);

/**
 * Gemini's own stream: the upstream's frames as they are. It has no end mark; an error event carries the HTTP status as
 * its `code`, by which Google's SDKs tell it (https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent).
 */
export const GEMINI_STREAM: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  keepAlive: Buffer.from(': keep-alive\n\n'),
  frames: (frames) => frames,
  end: () => NOTHING,
  error: (error, traceId) => Buffer.from(`data: ${JSON.stringify(geminiError(error, traceId))}\n\n`),
};

function geminiError(error: GatewayError, traceId: string): object {
  const { error: body } = errorBody(error, traceId, 'uniform');
  return { error: { ...body, code: error.status, status: error.code } };
}
