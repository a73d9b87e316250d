import type { AnswerScript } from './support/upstream/exchange';
import { compressed, json } from './support/upstream/answer-scripts';
import { HELLO, postChat, streamChat } from './support/callers/chat-request';
import { chunk, completion, usageChunk } from './support/upstream/completion-bodies';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';
import { streamedText } from './support/callers/sse-client';
import { stream } from './support/upstream/stream-scripts';

const USAGE = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 };
const OTHER = { prompt_tokens: 8, completion_tokens: 3, total_tokens: 11 };
const NEGATIVE = { prompt_tokens: -1, completion_tokens: -5, total_tokens: -6 };
const ZERO = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
const TEXT = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'one ' }),
  chunk({ content: 'usage' }),
];
const FINISH = chunk({}, { finishReason: 'stop' });

/** The frame with its usage as the first of its keys. */
function usageFirst(frame: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const others = Object.entries(frame).filter(([name]) => name !== 'usage');
  return { usage: USAGE, ...Object.fromEntries(others) };
}

interface Outcome {
  /** `usage` of every chunk that has one. */
  readonly usages: readonly unknown[];
  readonly last: unknown;
  readonly text: string;
  readonly line: Readonly<Record<string, unknown>>;
}

describe('usage of a stream', () => {
  const service = serviceUnderTest();

  async function run(script: AnswerScript, wanted: boolean): Promise<Outcome> {
    service.upstream.next(script);
    const { id, headers } = withRequestId();
    const options = { stream_options: { include_usage: wanted } };
    const client = streamChat(service.gateway, { ...HELLO, ...options }, { headers });
    expect(await client.ended).toMatchObject({ complete: true });
    expect(client.done).toBe(true);
    const usages = client.events
      .map((event) => (event as { usage?: unknown }).usage)
      .filter((usage) => usage);
    return {
      usages,
      last: client.events.at(-1),
      text: streamedText(client),
      line: await service.callLine(id),
    };
  }

  const LITELLM = { ...chunk({}), usage: USAGE };
  const BESIDE_FINISH = { ...FINISH, usage: USAGE };
  const SHAPES: readonly (readonly [string, readonly Readonly<Record<string, unknown>>[]])[] = [
    ["in OpenAI's chunk", [...TEXT, FINISH, usageChunk(USAGE)]],
    ["in LiteLLM's chunk with an empty delta", [...TEXT, FINISH, LITELLM]],
    ['beside the finish reason', [...TEXT, BESIDE_FINISH]],
    ['beside every content', [...TEXT.map((frame) => ({ ...frame, usage: USAGE })), BESIDE_FINISH]],
    ['before the content it is beside', [...TEXT.map(usageFirst), BESIDE_FINISH]],
    ['twice', [...TEXT, FINISH, usageChunk(OTHER), usageChunk(USAGE)]],
    ['twice, in two places', [...TEXT, FINISH, usageChunk(OTHER), LITELLM]],
    ['first, then negative', [...TEXT, FINISH, usageChunk(USAGE), usageChunk(NEGATIVE)]],
    ['in the middle', [TEXT[0]!, usageChunk(USAGE), TEXT[1]!, TEXT[2]!, FINISH]],
    ["also inside a vendor's field", [...TEXT, { ...usageFirst(FINISH), x_groq: { usage: OTHER } }]],
  ];

  describe.each(SHAPES)('that comes %s', (_where, frames) => {
    it('reaches a caller who asked for it once, at the end', async () => {
      const { usages, last, text, line } = await run(stream(frames), true);
      expect(usages).toEqual([USAGE].map((usage) => expect.objectContaining(usage) as unknown));
      expect(last).toMatchObject({ usage: USAGE });
      expect(JSON.stringify(last)).not.toContain('estimated');
      expect(text).toBe('one usage');
      expect(line).toMatchObject({
        prompt_tokens: 9,
        completion_tokens: 12,
        finish_reason: 'stop',
        ended: 'whole',
      });
    });

    it('does not reach one who did not, and is accounted for all the same', async () => {
      const { usages, last, text, line } = await run(stream(frames), false);
      expect(usages).toEqual([]);
      expect(last).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
      expect(text).toBe('one usage');
      expect(line).toMatchObject({ prompt_tokens: 9, completion_tokens: 12 });
      expect(line).not.toHaveProperty('usage_estimated');
    });
  });

  describe.each([
    ['is left out', []],
    ['is null', [usageChunk(USAGE)].map((frame) => ({ ...frame, usage: null }))],
    ['is negative', [usageChunk(NEGATIVE)]],
    ['counts nothing', [usageChunk(ZERO)]],
    ['is nonsense', [{ ...usageChunk(), usage: { prompt_tokens: '9', completion_tokens: 1.5 } }]],
  ] as const)('that %s', (_how, frames) => {
    it('is estimated, marked so, and sane', async () => {
      const { usages, line } = await run(stream([...TEXT, FINISH, ...frames]), true);
      expect(usages).toHaveLength(1);
      expect(usages[0]).toMatchObject({ estimated: true, prompt_tokens: expect.any(Number) as number });
      const {
        prompt_tokens: prompt,
        completion_tokens: answer,
        total_tokens: total,
      } = usages[0] as typeof USAGE;
      expect(prompt).toBeGreaterThan(0);
      expect(answer).toBeGreaterThan(0);
      expect(total).toBe(prompt + answer);
      expect(line).toMatchObject({ prompt_tokens: prompt, completion_tokens: answer, usage_estimated: true });
    });

    it('is not shown to a caller who did not ask', async () => {
      const { usages, line } = await run(stream([...TEXT, FINISH, ...frames]), false);
      expect(usages).toEqual([]);
      expect(line).toMatchObject({ usage_estimated: true });
    });
  });

  it('has its details in the log line', async () => {
    const detailed = {
      ...USAGE,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 5 },
    };
    const { line } = await run(stream([...TEXT, FINISH, usageChunk(detailed)]), false);
    expect(line).toMatchObject({ cached_tokens: 4, reasoning_tokens: 5 });
  });

  it('is asked of the upstream in any case', async () => {
    await run(stream([...TEXT, FINISH]), false);
    expect(service.upstream.chats[0]!.includesUsage).toBe(true);
  });

  it.each([undefined, null, {}, { include_usage: null }, { include_usage: 'yes' }])(
    'is not wanted with stream_options %j',
    async (options) => {
      const client = streamChat(service.gateway, { ...HELLO, stream_options: options });
      expect(await client.ended).toMatchObject({ complete: true });
      expect(client.text).not.toContain('"usage":{');
    },
  );

  describe('of a whole answer', () => {
    it.each([NEGATIVE, ZERO, null, 'none', undefined])(
      'is estimated and marked where it is %j',
      async (usage) => {
        const body = { ...completion('Hello', { usage: null }), ...(usage !== undefined && { usage }), x: 1 };
        service.upstream.next(json(body));
        const { id, headers } = withRequestId();
        const answer = await postChat(service.gateway, HELLO, { headers });
        expect(answer.json).toMatchObject({
          x: 1,
          usage: { estimated: true, prompt_tokens: expect.any(Number) as number },
        });
        expect(answer.text.match(/"usage":/g)).toHaveLength(1);
        expect(await service.callLine(id)).toMatchObject({ usage_estimated: true });
      },
    );

    it('is read from an answer that was compressed', async () => {
      service.upstream.next(compressed('gzip', completion('Hello', { usage: USAGE })));
      const { id, headers } = withRequestId();
      expect((await postChat(service.gateway, HELLO, { headers })).json).toMatchObject({ usage: USAGE });
      expect(await service.callLine(id)).toMatchObject({ prompt_tokens: 9, completion_tokens: 12 });
    });
  });
});
