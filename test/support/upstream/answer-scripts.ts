/** Scripts for answers that are not streams, and for connections that break. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { completion, textChunks } from './completion-bodies';
import type { CompletionParts } from './completion-bodies';
import type { AnswerScript } from './exchange';
import { waitFor, writeRaw } from './exchange';
import { stream } from './stream-scripts';
import type { StreamOptions } from './stream-scripts';

/** Status and headers of an answer. */
export interface AnswerHead {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** A `content-encoding` that the upstream uses although identity was asked for. */
export type Encoding = 'gzip' | 'deflate' | 'br';

const COMPRESS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

/** An answer of given bytes, with their `content-length`. */
export function whole(
  body: string | Buffer,
  { status = 200, headers = {}, contentType }: AnswerHead & { readonly contentType?: string } = {},
): AnswerScript {
  return ({ response }) => {
    response.writeHead(status, {
      ...(contentType !== undefined && { 'content-type': contentType }),
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    });
    response.end(body);
  };
}

/** A JSON answer. */
export function json(body: unknown, head: AnswerHead = {}): AnswerScript {
  return whole(JSON.stringify(body), { ...head, contentType: 'application/json' });
}

/** A text, whole or as a stream, whichever the request asks for; usage in a stream only when asked for. */
export function answerText(
  text: string,
  parts: CompletionParts & AnswerHead & Pick<StreamOptions, 'delayMs'> = {},
): AnswerScript {
  return (exchange) => {
    const { request } = exchange;
    const named = { ...(request.model !== undefined && { model: request.model }), ...parts };
    const script = request.stream
      ? stream(textChunks(text, { ...named, includeUsage: request.includesUsage }), parts)
      : json(completion(text, named), parts);
    return script(exchange);
  };
}

/** An error in OpenAI's body. */
export function providerError(
  status: number,
  error: {
    readonly message?: string;
    readonly type?: string;
    readonly param?: string | null;
    readonly code?: string | null;
  } = {},
  headers: Readonly<Record<string, string>> = {},
): AnswerScript {
  const body = {
    message: `upstream says ${status}`,
    type: 'server_error',
    param: null,
    code: null,
    ...error,
  };
  return json({ error: body }, { status, headers });
}

/** A web page where an API's answer was expected, as load balancers send it. */
export function html(status = 200): AnswerScript {
  const page = '<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Hello</h1></body></html>';
  return whole(page, { status, contentType: 'text/html; charset=utf-8' });
}

/** No body at all, under the content type of one. */
export function empty(status = 200, contentType = 'application/json'): AnswerScript {
  return whole('', { status, contentType });
}

/** A redirect, as to another host. */
export function redirect(location: string, status = 302): AnswerScript {
  return whole('', { status, headers: { location } });
}

/** A compressed JSON answer. */
export function compressed(encoding: Encoding, body: unknown, head: AnswerHead = {}): AnswerScript {
  return whole(COMPRESS[encoding](JSON.stringify(body)), {
    ...head,
    contentType: 'application/json',
    headers: { 'content-encoding': encoding, ...head.headers },
  });
}

/** Takes the request and says nothing for ever. */
export function silence(): AnswerScript {
  return () => undefined;
}

/** Runs another script after some milliseconds or after a promise: slow headers. */
export function after(gate: number | Promise<unknown>, script: AnswerScript): AnswerScript {
  return async (exchange) => {
    if (await waitFor(exchange, gate)) await script(exchange);
  };
}

/** Sends the status line, and never the rest of the head. */
export function halfAHead(): AnswerScript {
  return async (exchange) => {
    await writeRaw(exchange, 'HTTP/1.1 200 OK\r\ncontent-type: application/js');
  };
}

/** Breaks the connection before any answer: with RST, or with FIN when `reset` is false. */
export function breakConnection({ reset = true } = {}): AnswerScript {
  return ({ request }) => request.connection.destroy({ reset });
}

/** A whole answer that breaks off: its `content-length` promises more than is sent. */
export function cutBody(
  body: string | Buffer,
  { missingBytes = 100, ...head }: AnswerHead & { readonly missingBytes?: number } = {},
): AnswerScript {
  return async (exchange) => {
    exchange.response.writeHead(head.status ?? 200, {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body) + missingBytes),
      ...head.headers,
    });
    exchange.response.flushHeaders();
    await writeRaw(exchange, body);
    exchange.request.connection.destroy();
  };
}

/** Bytes past any framing, head included, each piece in a write of its own; then the connection is closed. */
export function rawAnswer(...pieces: readonly (string | Buffer)[]): AnswerScript {
  return async (exchange) => {
    for (const piece of pieces) if (!(await writeRaw(exchange, piece))) return;
    exchange.request.connection.destroy();
  };
}
