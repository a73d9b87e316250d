import { messagesErrorBody } from '../../errors/messages-error';
import type { StreamFormat } from '../../reply/send-stream';

const NOTHING = Buffer.alloc(0);
const PING = Buffer.from('event: ping\ndata: {"type":"ping"}\n\n');

/**
 * A stream of the Messages API. Its end, `message_stop`, is among its frames; one that is cut has an `error` event and no
 * `message_stop`.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export function messagesStream(requestId: string): StreamFormat {
  return {
    contentType: 'text/event-stream; charset=utf-8',
    keepAlive: PING,
    frames: (frames) => frames,
    end: () => NOTHING,
    error: (error) => {
      const data = messagesErrorBody(error, requestId).replaceAll('\n', ' ');
      return Buffer.from(`event: error\ndata: ${data}\n\n`);
    },
  };
}
