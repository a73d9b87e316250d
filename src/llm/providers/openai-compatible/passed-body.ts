import { Readable } from 'node:stream';
import type { LlmCall } from '../../llm-adapter';
import { wholeRequestBody } from './request';

/** The body of a request that passes, with the model's name at the upstream, and the headers that say what it is. */
export function passedBody(call: LlmCall): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable;
} {
  const stream = call.passed?.stream;
  if (stream === undefined) return { headers: {}, body: wholeRequestBody(call) };
  const length = stream.length(call.model);
  return {
    headers: {
      'content-type': stream.contentType,
      ...(length === undefined ? {} : { 'content-length': String(length) }),
    },
    body: Readable.from(stream.open(call.model), { objectMode: false }),
  };
}
