/** Every recorded answer of the vendors that speak Chat Completions, taken as their entry in the catalogue says. */
import { callWith } from '../../../../test/support/providers/adapter-calls';
import { readStream, streamBytes } from '../../../../test/support/providers/chat-stream-reading';
import {
  describeWithRecordings,
  recordedChunks,
  recordedWhole,
} from '../../../../test/support/providers/recordings';
import type { JsonObject } from '../../../json/json-object';
import { GatewayError } from '../../../errors/gateway-error';
import { errorFromBody } from './errors';
import { readAnswer } from './response';
import { VENDORS } from './vendors';

/** Folder, file, and what has to be known of the answer in the end. */
const STREAMS = [
  ['openai', 'openai/openai-text', 'stop', 16, 300, 0],
  ['openai', 'openai/azure-model-router.1', 'stop', 15, 78, 64],
  ['openai-compatible', 'openai-compatible/xai-text', 'stop', 12, 342, 340],
  ['openai-compatible', 'openai-compatible/xai-tool-call', 'tool_calls', undefined, undefined, undefined],
  ['groq', 'groq/groq-tool-call', 'tool_calls', 210, 15, 0],
  ['deepseek', 'deepseek/deepseek-text', 'length', 13, 400, 0],
  ['deepseek', 'deepseek/deepseek-reasoning', 'stop', 18, 219, 205],
  ['deepseek', 'deepseek/deepseek-tool-call', 'tool_calls', 339, 83, 39],
  ['mistral', 'mistral/mistral-text', 'stop', 13, 8, 0],
  ['mistral', 'mistral/mistral-reasoning', 'stop', 10, 46, 0],
  ['mistral', 'mistral/mistral-tool-call', 'tool_calls', 124, 22, 0],
  ['mistral', 'mistral/mistral-incremental-tool-call', 'tool_calls', 171, 14, 0],
  ['xai', 'xai/xai-text', 'stop', 12, 291, 290],
  ['xai', 'xai/xai-tool-call', 'tool_calls', 291, 222, 196],
  ['moonshotai', 'moonshotai/moonshotai-stream', 'stop', 9, 12, 7],
  ['alibaba', 'alibaba/alibaba-text', 'stop', 18, 779, 0],
  ['alibaba', 'alibaba/alibaba-reasoning', 'stop', undefined, undefined, undefined],
  ['alibaba', 'alibaba/alibaba-tool-call', 'tool_calls', 295, 22, 0],
] as const;

const WHOLES = [
  ['openai', 'openai/openai-text'],
  ['openai-compatible', 'openai-compatible/xai-text'],
  ['openai-compatible', 'openai-compatible/xai-tool-call'],
  ['groq', 'groq/groq-text'],
  ['groq', 'groq/groq-reasoning'],
  ['groq', 'groq/groq-tool-call'],
  ['deepseek', 'deepseek/deepseek-text'],
  ['deepseek', 'deepseek/deepseek-json'],
  ['deepseek', 'deepseek/deepseek-reasoning'],
  ['deepseek', 'deepseek/deepseek-tool-call'],
  ['mistral', 'mistral/mistral-text'],
  ['mistral', 'mistral/mistral-reasoning'],
  ['mistral', 'mistral/mistral-tool-call'],
  ['xai', 'xai/xai-text'],
  ['xai', 'xai/xai-tool-call'],
  ['moonshotai', 'moonshotai/moonshotai-text'],
  ['moonshotai', 'moonshotai/moonshotai-reasoning'],
  ['moonshotai', 'moonshotai/moonshotai-tool-call'],
  ['alibaba', 'alibaba/alibaba-text'],
  ['alibaba', 'alibaba/alibaba-reasoning'],
  ['alibaba', 'alibaba/alibaba-tool-call'],
] as const;

/** What a client puts together from the chunks. */
function assembled(chunks: readonly JsonObject[]): { content: string; reasoning: string; calls: unknown[] } {
  const result = { content: '', reasoning: '', calls: [] as { name: string; arguments: string }[] };
  for (const { choices } of chunks) {
    const delta = (choices as { delta?: Record<string, unknown> }[])[0]?.delta ?? {};
    if (typeof delta['content'] === 'string') result.content += delta['content'];
    if (typeof delta['reasoning_content'] === 'string') result.reasoning += delta['reasoning_content'];
    const calls = delta['tool_calls'] as { index: number; function: Record<string, string> }[] | undefined;
    for (const { index, function: called } of calls ?? []) {
      const known = (result.calls[index] ??= { name: '', arguments: '' });
      known.name += called['name'] ?? '';
      known.arguments += called['arguments'] ?? '';
    }
  }
  return result;
}

describeWithRecordings('a recorded stream', () => {
  it.each(STREAMS)(
    'of %s (%s) is understood',
    async (vendor, name, finish, prompt, completion, reasoning) => {
      const { call, sink, failure } = await readStream(vendor, [streamBytes(recordedChunks(name))]);
      expect(failure).toBeUndefined();
      expect(call.facts).toMatchObject({ finishReason: finish, skippedFrames: 0 });
      expect(call.facts.usage?.estimated).toBe(false);
      if (prompt !== undefined) {
        const usage = { promptTokens: prompt, completionTokens: completion, reasoningTokens: reasoning };
        expect(call.facts.usage).toMatchObject(usage);
      }
      expect(call.facts.model).toBeTruthy();
      const chunks = sink.chunks();
      expect(chunks.filter(({ usage }) => usage !== undefined && usage !== null)).toHaveLength(1);
      expect(chunks.at(-1)).toMatchObject({
        choices: [],
        usage: { prompt_tokens: expect.any(Number) as number },
      });
      const { content, reasoning: thought, calls } = assembled(chunks);
      if (finish === 'tool_calls') {
        expect(calls.filter(Boolean).length).toBeGreaterThan(0);
        for (const made of calls.filter(Boolean) as { name: string; arguments: string }[]) {
          expect(made.name).not.toBe('');
          expect(() => JSON.parse(made.arguments) as unknown).not.toThrow();
        }
      } else {
        expect(content).not.toBe('');
      }
      if (name.includes('reasoning')) expect(thought).not.toBe('');
    },
  );

  it('passes through byte for byte where the vendor speaks as OpenAI does', async () => {
    const chunks = recordedChunks('openai/openai-text');
    const { sink } = await readStream('openai', [streamBytes(chunks)], false);
    expect(sink.text).toBe(
      chunks
        .slice(0, -1)
        .map((chunk) => `data: ${chunk}\n\n`)
        .join(''),
    );
  });

  it.each(STREAMS)('of %s (%s) is the same in whatever pieces it comes', async (vendor, name) => {
    const chunks = recordedChunks(name);
    const few = streamBytes([...chunks.slice(0, 8), ...chunks.slice(-8)]);
    const atOnce = await readStream(vendor, [few]);
    const byteByByte = await readStream(
      vendor,
      Array.from(few, (_byte, at) => few.subarray(at, at + 1)),
    );
    expect(byteByByte.sink.text).toBe(atOnce.sink.text);
    // Frames that came in several pieces are parsed, and what they say is counted; of others it is told by their size.
    const characters = expect.any(Number) as number;
    expect(byteByByte.call.facts).toEqual({ ...atOnce.call.facts, characters });
  });

  it('whose usage cannot be has sane figures of ours in whatever pieces it comes', async () => {
    const chunks = recordedChunks('openai/openai-text').map((chunk) =>
      chunk.replace(/"prompt_tokens":\d+/, '"prompt_tokens":-4'),
    );
    const bytes = streamBytes(chunks);
    const pieces = [[bytes], Array.from(bytes, (_byte, at) => bytes.subarray(at, at + 1))];
    for (const some of pieces) {
      const { usage } = (await readStream('openai', some)).call.facts;
      expect(usage).toMatchObject({ estimated: true });
      expect(usage?.completionTokens).toBeGreaterThan(chunks.length / 2);
      expect(usage?.completionTokens).toBeLessThan(chunks.length * 2);
    }
  });

  it.each(STREAMS)('of %s (%s), cut at any byte, never passes for whole', async (vendor, name) => {
    const chunks = recordedChunks(name);
    // The first chunks and the last ones: those between are like them.
    const bytes = streamBytes(chunks.length <= 7 ? chunks : [...chunks.slice(0, 3), ...chunks.slice(-4)]);
    const finishAt = bytes.lastIndexOf('"finish_reason":"');
    for (let cut = 0; cut < bytes.length; cut++) {
      const { failure, sink } = await readStream(vendor, [bytes.subarray(0, cut)]);
      // Plain conditions here and below: matchers would take most of the test's time.
      const asPromised =
        failure === undefined
          ? cut > finishAt
          : failure instanceof GatewayError && failure.code === 'PROVIDER_ERROR';
      const areChunks = sink.chunks().every((chunk) => chunk['choices'] !== undefined);
      if (!asPromised || !areChunks) throw new Error(`cut at ${cut}: ${String(failure)} ${sink.text}`);
    }
  });
});

describeWithRecordings('a recorded whole answer', () => {
  it.each(WHOLES)('of %s (%s) is understood', (vendor, name) => {
    const recorded = recordedWhole(name);
    const call = callWith({ model: 'm' });
    const quirks = VENDORS.find((entry) => entry.name === vendor)?.answer;
    const { body } = readAnswer(
      call,
      Buffer.from(recorded),
      'choices',
      (error) => errorFromBody(200, error),
      quirks,
    );
    const answer = JSON.parse(body.toString()) as {
      choices: { message: Record<string, unknown> }[];
      usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
    };
    const message = answer.choices[0]?.message;
    expect(call.facts.usage?.estimated).toBe(false);
    expect(call.facts.finishReason).toMatch(/^(?:stop|length|tool_calls)$/);
    expect(typeof message?.['content'] === 'string' || message?.['tool_calls'] !== undefined).toBe(true);
    if (name.includes('reasoning')) expect(message?.['reasoning_content']).toMatch(/\w/);
    for (const made of (message?.['tool_calls'] ?? []) as Record<string, unknown>[]) {
      expect(made).toMatchObject({ id: expect.any(String) as string, type: 'function' });
    }
    // xAI counts reasoning beside the completion; nothing else of its answers is off the standard.
    if (vendor === 'xai')
      expect(answer).toEqual({ ...(JSON.parse(recorded) as object), usage: answer.usage });
    else if (quirks === undefined) expect(body.toString()).toBe(recorded);
    const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = answer.usage;
    expect(prompt + completion).toBe(total);
  });

  it('cut at any byte fails as a failure of the upstream, or was found whole by its framing', () => {
    for (const [vendor, name] of [
      ['mistral', 'mistral/mistral-reasoning'],
      ['groq', 'groq/groq-tool-call'],
      ['openai', 'openai/openai-text'],
    ] as const) {
      const bytes = Buffer.from(recordedWhole(name).trim());
      const quirks = VENDORS.find((entry) => entry.name === vendor)?.answer;
      for (let cut = 0; cut < bytes.length; cut++) {
        const piece = bytes.subarray(0, cut);
        const call = callWith({ model: 'm' });
        let failure: unknown;
        try {
          readAnswer(call, piece, 'choices', (error) => errorFromBody(200, error), quirks);
        } catch (thrown) {
          failure = thrown;
        }
        const asPromised =
          failure === undefined ? call.facts.usage?.estimated === false : failure instanceof GatewayError;
        if (!asPromised) throw new Error(`${name} cut at ${cut}: ${String(failure)}`);
      }
    }
  });
});
