import fc from 'fast-check';
import { readStream, streamBytes } from '../../../../test/support/providers/chat-stream-reading';

/** A chunk that says a piece, in one of a few forms. */
const PIECES: readonly ((piece: string) => string)[] = [
  (piece) => chunk(`{"content":${piece}}`, 'null'),
  (piece) => chunk(`{"content":${piece},"reasoning_content":null}`, 'null'),
  (piece) => chunk(`{ "content" : ${piece} }`, 'null', ',"obfuscation":"aZ3"'),
  (piece) => chunk(`{"content":${piece}}`, 'null', `,"obfuscation":${piece}`),
  (piece) => chunk(`{"reasoning_content":${piece}}`, 'null'),
  (piece) => chunk(`{"content":"a","note":{"content":${piece}}}`, 'null'),
  (piece) => chunk(`{"content":"","refusal":${piece}}`, 'null'),
];

/** What a reader has to look at. */
const LOOKED_AT: readonly string[] = [
  chunk('{"content":"a"}', '""'),
  chunk('{"role":"","content":"a"}', 'null'),
  chunk('{"content":"a"}', 'null', ',"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}'),
  chunk('{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}]}', 'null'),
  chunk('{"content":[{"type":"text","text":"a"}]}', 'null'),
  '{"id":"1","model":"m-1","choices":[]}',
];

function chunk(delta: string, finish: string, more = ''): string {
  return `{"id":"1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]${more}}`;
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('","finish_reason":"stop', '\\', '"', '\n\ndata: {', '"usage":{', '', '},{"index":1'),
);
/** Runs of pieces in one form, each long enough to be learnt from. */
const run = fc
  .tuple(fc.constantFrom(...PIECES), fc.array(text, { minLength: 12, maxLength: 30 }))
  .map(([form, said]) => said.map((piece) => form(JSON.stringify(piece))));
const chunks = fc
  .array(
    fc.oneof(
      run,
      fc.constantFrom(...LOOKED_AT).map((one) => [one]),
    ),
    { maxLength: 6 },
  )
  .map((runs) => [chunk('{"role":"assistant","content":""}', 'null'), ...runs.flat(), chunk('{}', '"stop"')]);

it('chunks that come together pass as those do that come one by one, whatever is in and between them', async () => {
  await fc.assert(
    fc.asyncProperty(chunks, fc.constantFrom('local', 'mistral', 'groq'), async (list, vendor) => {
      const whole = streamBytes(list);
      const together = await readStream(vendor, [whole]);
      const apart = await readStream(vendor, framesOf(whole));
      expect(together.sink.text).toBe(apart.sink.text);
      expect(together.failure).toEqual(apart.failure);
      expect(together.call.facts.finishReason).toBe(apart.call.facts.finishReason);
    }),
  );
});

function framesOf(stream: Buffer): readonly Buffer[] {
  const frames = stream.toString('utf8').split(/(?<=\n\n)/);
  return frames.map((frame) => Buffer.from(frame));
}
