import type { FastifyReply } from 'fastify';
import type { CallRequest } from '../../calls/call-request';
import type { CallsService } from '../../calls/calls.service';
import { sendStream } from '../../reply/send-stream';
import type { StreamFormat } from '../../reply/send-stream';
import { errorBody } from '../../errors/error-body';

const DONE = Buffer.from('data: [DONE]\n\n');

/** OpenAI's own stream: the upstream's frames as they are, and `[DONE]` after a whole answer alone. */
const OPENAI: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  keepAlive: Buffer.from(': keep-alive\n\n'),
  frames: (frames) => frames,
  end: () => DONE,
  error: (error, traceId) => Buffer.from(`data: ${JSON.stringify(errorBody(error, traceId, 'openai'))}\n\n`),
};

/** Answers a chat call as OpenAI's stream. @throws what fails before the first frame */
export function streamChat(calls: CallsService, call: CallRequest, reply: FastifyReply): Promise<void> {
  return sendStream(calls, call, reply, OPENAI);
}
