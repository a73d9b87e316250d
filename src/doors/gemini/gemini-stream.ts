import { invalid } from '../../errors/invalid-field';
import { geminiErrorBody } from '../../errors/gemini-error';
import { isObject } from '../../json/json-object';
import type { StreamFormat } from '../../reply/send-stream';

const NOTHING = Buffer.alloc(0);
const FRAME_START = 'data: '.length;
const FRAME_END = Buffer.from('\n\n');
const LIST_START = Buffer.from('[');
const LIST_BETWEEN = Buffer.from('\n,\r\n');
const LIST_END = Buffer.from('\n]');

/**
 * The form in which a caller wants its stream: with `alt=sse` events, as most SDKs ask for, else one JSON list. Clients that Google
 * generates add how enums are to come (`$alt=json;enum-encoding=int`), and read both numbers and names.
 * Format: https://cloud.google.com/apis/docs/system-parameters (`alt`)
 * @throws GatewayError INVALID_REQUEST for a form that is neither
 */
export function geminiStream(query: unknown): StreamFormat {
  const { alt, $alt } = isObject(query) ? query : {};
  const given = alt ?? $alt ?? 'json';
  const form = typeof given === 'string' ? given.split(';', 1)[0] : given;
  if (form === 'sse') return EVENTS;
  if (form === 'json') return new JsonList();
  throw invalid(
    'alt',
    'alt must be sse, for server-sent events, or json, for one list; json where it is left out.',
  );
}

/**
 * Gemini's chunks as events, as they are. They have no end mark. A broken stream's last words are an error as Google writes it: JSON on
 * a line of its own, which is no event. Its SDKs know an error in that form alone, the one for JavaScript where it comes by itself, and
 * the Gemini CLI asks again on it, but not where a connection is closed.
 * Source: `processStreamResponse` of https://github.com/googleapis/js-genai/blob/main/src/_api_client.ts
 */
const EVENTS: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  keepAlive: Buffer.from(': keep-alive\n\n'),
  frames: (frames) => frames,
  end: () => NOTHING,
  error: (error, traceId) => {
    const body = geminiErrorBody(error, traceId).replaceAll('\n', ' ');
    return Buffer.from(`${body}\n\n`);
  },
  errorApart: true,
};

/**
 * The chunks as one JSON list, each sent when it comes. A broken stream's last entry is an error. There is nothing before the list and
 * nothing behind it, not even white space: google-api-core, which google-generativeai reads it with, refuses that.
 */
class JsonList implements StreamFormat {
  readonly contentType = 'application/json; charset=utf-8';
  readonly opening = LIST_START;
  readonly keepAlive = Buffer.from('\n');
  #begun = false;

  frames(frames: Buffer): Buffer {
    const pieces: Buffer[] = [];
    for (let at = 0; at < frames.length;) {
      const found = frames.indexOf(FRAME_END, at);
      const end = found < 0 ? frames.length : found;
      pieces.push(this.#separator(), frames.subarray(at + FRAME_START, end));
      at = end + FRAME_END.length;
    }
    return Buffer.concat(pieces);
  }

  end(): Buffer {
    return LIST_END;
  }

  error(...given: Parameters<StreamFormat['error']>): Buffer {
    return Buffer.concat([this.#separator(), Buffer.from(geminiErrorBody(...given)), LIST_END]);
  }

  #separator(): Buffer {
    if (this.#begun) return LIST_BETWEEN;
    this.#begun = true;
    return NOTHING;
  }
}
