import { readStream, streamBytes } from '../../../../test/support/providers/chat-stream-reading';

describe('a stream with words of a vendor’s own', () => {
  const chunk = (delta: string, finish: string, more = ''): string =>
    `{"id":"1","model":"m-1","choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]${more}}`;

  it('has no empty finish reasons, and OpenAI’s in the place of the vendor’s', async () => {
    const said = '{"role":"assistant","content":"Hi"}';
    const chunks = [chunk(said, '""'), chunk('{}', '"model_length"')];
    const { sink, call } = await readStream('mistral', [streamBytes(chunks)]);
    expect(call.facts.finishReason).toBe('length');
    expect(sink.text).toContain(chunk(said, 'null'));
    expect(sink.text).toContain(chunk('{}', '"length"'));
  });

  it.each([
    ...['error', 'insufficient_system_resource', 'abort'],
    'function_call_filter: MALFORMED_FUNCTION_CALL',
  ])('that ends with %s is broken off', async (reason) => {
    const { failure } = await readStream('local', [streamBytes([chunk('{}', `"${reason}"`)])]);
    expect(failure).toMatchObject({ code: 'PROVIDER_ERROR', upstreamFailure: 'stream_error' });
  });

  it('has its usage where Groq alone puts it, and it comes once, in a chunk of its own', async () => {
    const usage = ',"x_groq":{"id":"r","usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}';
    const wanted = await readStream('groq', [streamBytes([chunk('{"content":"a"}', '"stop"', usage)])]);
    expect(wanted.call.facts.usage).toMatchObject({ promptTokens: 7, completionTokens: 2, estimated: false });
    expect(wanted.sink.chunks().at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 7 } });
    const alone = '{"id":"1","model":"m-1","choices":[]' + usage + '}';
    const apart = await readStream('groq', [streamBytes([chunk('{"content":"a"}', '"stop"'), alone])]);
    expect(apart.sink.chunks()).toHaveLength(2);
    expect(apart.sink.chunks().at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 7 } });
  });

  it('has its pictures counted, and the tier in which it was served', async () => {
    const picture = `{"type":"image_url","image_url":{"url":"data:image/png;base64,${'A'.repeat(2_000)}"}}`;
    const usage = ',"service_tier":"flex","usage":{"prompt_tokens":7,"completion_tokens":9}';
    const chunks = [
      chunk('{"role":"assistant","content":"Here"}', 'null'),
      chunk(`{"content":"","images":[${picture}]}`, 'null'),
      chunk(`{"content":"","images":[${picture}]}`, '"stop"'),
      `{"id":"1","model":"m-1","choices":[]${usage}}`,
    ];
    const { call, sink } = await readStream('openrouter', [streamBytes(chunks)]);
    expect(call.facts.usage).toMatchObject({ promptTokens: 7, images: 2, serviceTier: 'flex' });
    expect(sink.text).toContain(chunks[1]);
  });

  it('of several choices passes byte for byte, and each choice of one without roles begins with one', async () => {
    const choice = (index: number, delta: string, finish = 'null'): string =>
      `{"id":"1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":${index},"delta":${delta},"finish_reason":${finish}}]}`;
    const role = '{"role":"assistant","content":""}';
    const rest = [
      ...[0, 1, 1].map((index) => choice(index, '{"content":"a"}')),
      ...[0, 1].map((index) => choice(index, '{}', '"stop"')),
    ];
    const bytes = streamBytes([choice(0, role), choice(1, role), ...rest]);
    const whole = await readStream('openai', [bytes], false, { n: 2 });
    expect(`${whole.sink.text}data: [DONE]\n\n`).toBe(bytes.toString());
    const lacking = await readStream('openai', [streamBytes(rest)], false, { n: 2 });
    const roles = lacking.sink.chunks().map(({ choices }) => JSON.stringify(choices).includes('assistant'));
    expect(roles).toEqual([true, true, false, false, false]);
  });

  it('has a list of choices in every chunk, in those that are the vendor’s own too', async () => {
    const said = '{"role":"assistant","content":"Hi"}';
    const own = '{"type":"ping"}';
    const bytes = streamBytes([chunk(said, 'null'), own, chunk('{}', '"stop"')]);
    const { sink } = await readStream('openai', [bytes], false);
    expect(sink.chunks()[1]).toMatchObject({ type: 'ping', choices: [] });
    expect(sink.chunks()).toHaveLength(3);
  });
});
