import { HELLO } from './support/callers/chat-request';
import { textChunks } from './support/upstream/completion-bodies';
import { serviceUnderTest } from './support/service/service-under-test';
import { stream } from './support/upstream/stream-scripts';

const TIMES = 50;

/** Each door that streams, and what its error event looks like. */
const DOORS = [
  {
    what: 'chat',
    path: '/v1/chat/completions',
    accept: 'text/event-stream',
    body: { ...HELLO, stream: true },
  },
  { what: 'uniform events', path: '/llm/stream', accept: 'text/event-stream', body: HELLO },
  { what: 'uniform lines', path: '/llm/stream', accept: 'application/x-ndjson', body: HELLO },
] as const;

describe('the last events of a stream that broke', () => {
  const service = serviceUnderTest({ RETRIES: 0 });

  it.each(DOORS)(
    `reach a reader of fetch, ${TIMES} times of ${TIMES}: $what`,
    async ({ path, accept, body }) => {
      let seen = 0;
      let broken = 0;
      await Promise.all(
        Array.from({ length: TIMES }, async () => {
          service.upstream.reply(stream(textChunks('one two').slice(0, 2), { ending: 'cut' }));
          const answer = await fetch(`${service.gateway.url}${path}`, {
            method: 'POST',
            headers: {
              authorization: `Bearer ${service.gateway.key}`,
              'content-type': 'application/json',
              accept,
            },
            body: JSON.stringify(body),
          });
          expect(answer.status).toBe(200);
          let text = '';
          const decoder = new TextDecoder();
          try {
            for await (const piece of answer.body as AsyncIterable<Uint8Array>) text += decoder.decode(piece);
          } catch {
            broken++;
          }
          if (text.includes('"PROVIDER_ERROR"')) seen++;
          expect(text).not.toContain('[DONE]');
        }),
      );
      expect({ seen, broken }).toEqual({ seen: TIMES, broken: TIMES });
    },
  );

  it(`reach the Vercel AI SDK as an error with its message, ${TIMES} times of ${TIMES}`, async () => {
    const [{ streamText }, { createOpenAICompatible }] = await Promise.all([
      import('ai'),
      import('@ai-sdk/openai-compatible'),
    ]);
    const { url, key } = service.gateway;
    const model = createOpenAICompatible({ name: 'gateway', baseURL: `${url}/v1`, apiKey: key })(
      'gpt-4o-mini',
    );
    service.upstream.reply(stream(textChunks('one two').slice(0, 2), { ending: 'cut' }));
    const errors: string[] = [];
    for (let round = 0; round < TIMES; round++) {
      const { stream: parts } = streamText({
        model,
        prompt: 'Hello',
        maxRetries: 0,
        onError: () => undefined,
      });
      let said = 'no error';
      try {
        for await (const part of parts) {
          if (part.type === 'error') {
            said = part.error instanceof Error ? part.error.message : JSON.stringify(part.error);
            break;
          }
        }
      } catch (thrown) {
        said = String(thrown);
      }
      errors.push(said);
    }
    expect(new Set(errors).size).toBe(1);
    expect(errors[0]).toMatch(/upstream|provider/i);
  });
});
