/** Reads Chat Completions streams as the adapter of a vendor does, without sockets. */
import type { BodyFlow } from '../../../src/upstream/upstream-exchange';
import type { JsonObject } from '../../../src/json/json-object';
import type { LlmCall } from '../../../src/llm/llm-adapter';
import { errorFromBody } from '../../../src/llm/providers/openai-compatible/errors';
import { ChatStreamReader } from '../../../src/llm/providers/openai-compatible/stream';
import { VENDORS } from '../../../src/llm/providers/openai-compatible/vendors';
import { callWith, KeepingSink } from './adapter-calls';

/** What came of a stream. */
export interface Read {
  readonly call: LlmCall;
  readonly sink: KeepingSink;
  /** What the stream failed with; undefined when it passed for whole. */
  readonly failure: unknown;
}

const fakeFlow = (fail: (reason: Error) => void): BodyFlow => ({
  pause: () => undefined,
  resume: () => undefined,
  finish: () => undefined,
  fail,
});

/** Reads a stream that ends cleanly after these pieces, each in a tick of its own. @param asked fields of the request */
export async function readStream(
  vendor: string,
  pieces: readonly Buffer[],
  usageWanted = true,
  asked: JsonObject = {},
): Promise<Read> {
  const call = callWith({ model: 'm', stream: true, ...asked }, { usageWanted });
  const sink = new KeepingSink();
  const quirks = VENDORS.find(({ name }) => name === vendor)?.answer;
  const reader = new ChatStreamReader(call, sink, (error) => errorFromBody(200, error), quirks);
  let failure: unknown;
  reader.head(
    200,
    { 'content-type': 'text/event-stream' },
    fakeFlow((reason) => (failure ??= reason)),
  );
  for (const piece of pieces) {
    reader.data(piece);
    await new Promise(process.nextTick);
  }
  try {
    reader.end();
  } catch (thrown) {
    failure ??= thrown;
  }
  return { call, sink, failure };
}

/** A stream of these chunks, as OpenAI sends it. */
export function streamBytes(chunks: readonly string[]): Buffer {
  return Buffer.from([...chunks, '[DONE]'].map((chunk) => `data: ${chunk}\n\n`).join(''));
}
