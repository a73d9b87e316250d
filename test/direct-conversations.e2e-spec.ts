/** What a caller sends back in the next turn: nothing of what a provider needs is lost on the way there and back. */
import type OpenAI from 'openai';
import { eventsOf, streamBytesOf } from './support/providers/anthropic-recordings';
import { MESSAGE } from './support/upstream/anthropic-upstream';
import { json } from './support/upstream/answer-scripts';
import { eventBytes, eventStream } from './support/providers/bedrock-event-stream';
import type { ChatBody } from './support/callers/asked-chat';
import { ConnectedReplays } from './support/providers/connected-replays';
import type { AnswerScript } from './support/upstream/exchange';
import { streamOf } from './support/providers/google-answers';
import { LeakCheck } from './support/observation/leak-check';
import { openAiClient } from './support/callers/openai-client';
import type { ReplayedName } from './support/providers/provider-replays';
import { streamBytes } from './support/upstream/stream-scripts';

type Message = OpenAI.Chat.Completions.ChatCompletionMessage;

const USER = { role: 'user', content: 'What time is it?' } as const;
const TOOL = {
  type: 'function',
  function: { name: 'now', parameters: { type: 'object', properties: { zone: { type: 'string' } } } },
} as const;

const CLAUDE_BLOCKS = [
  { type: 'thinking', thinking: 'The caller wants the time.', signature: 'c2lnbmF0dXJl' },
  { type: 'redacted_thinking', data: 'b3BhcXVl' },
  { type: 'text', text: 'One moment.' },
  { type: 'tool_use', id: 'toolu_1', name: 'now', input: { zone: 'UTC' } },
  { type: 'tool_use', id: 'toolu_2', name: 'now', input: { zone: 'CET' } },
];
const CLAUDE_MESSAGE = { ...MESSAGE, content: CLAUDE_BLOCKS };

const GEMINI_PARTS = [
  { text: 'The caller wants the time.', thought: true },
  { text: 'One moment.', thoughtSignature: 'dGV4dA==' },
  { functionCall: { name: 'now', args: { zone: 'UTC' } }, thoughtSignature: 'Y2FsbA==' },
  { functionCall: { name: 'now', args: { zone: 'CET' } } },
];
const geminiAnswer = (parts: readonly object[], finishReason?: string): object => ({
  candidates: [{ content: { role: 'model', parts }, ...(finishReason && { finishReason }), index: 0 }],
  usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 8, totalTokenCount: 18 },
  modelVersion: 'gemini-3-pro-preview',
});

const BEDROCK_BLOCKS = [
  { reasoningContent: { reasoningText: { text: 'The caller wants the time.', signature: 'c2ln' } } },
  { reasoningContent: { redactedContent: 'b3BhcXVl' } },
  { text: 'One moment.' },
  { toolUse: { toolUseId: 'tooluse_1', name: 'now', input: { zone: 'UTC' } } },
  { toolUse: { toolUseId: 'tooluse_2', name: 'now', input: { zone: 'CET' } } },
];
const BEDROCK_USAGE = { inputTokens: 10, outputTokens: 8, totalTokens: 18 };
const BEDROCK_EVENTS = [
  { messageStart: { role: 'assistant' } },
  ...[{ reasoningContent: { text: 'The caller wants ' } }, { reasoningContent: { text: 'the time.' } }].map(
    (delta) => ({ contentBlockDelta: { contentBlockIndex: 0, delta } }),
  ),
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'c2ln' } } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
  {
    contentBlockDelta: { contentBlockIndex: 1, delta: { reasoningContent: { redactedContent: 'b3BhcXVl' } } },
  },
  { contentBlockStop: { contentBlockIndex: 1 } },
  { contentBlockDelta: { contentBlockIndex: 2, delta: { text: 'One moment.' } } },
  { contentBlockStop: { contentBlockIndex: 2 } },
  ...[
    ['tooluse_1', 'UTC'],
    ['tooluse_2', 'CET'],
  ].flatMap(([toolUseId = '', zone = ''], n) => [
    { contentBlockStart: { contentBlockIndex: 3 + n, start: { toolUse: { toolUseId, name: 'now' } } } },
    {
      contentBlockDelta: {
        contentBlockIndex: 3 + n,
        delta: { toolUse: { input: JSON.stringify({ zone }) } },
      },
    },
    { contentBlockStop: { contentBlockIndex: 3 + n } },
  ]),
  { messageStop: { stopReason: 'tool_use' } },
  { metadata: { usage: BEDROCK_USAGE, metrics: { latencyMs: 1 } } },
];

interface Conversation {
  readonly from: ReplayedName;
  /** The first turn's answer. */
  readonly whole: AnswerScript;
  readonly stream: AnswerScript;
  /** Where turns are in the body of a request. */
  readonly field: 'messages' | 'contents';
  /** The second and the third turn, as the provider has to get them. */
  readonly turns: readonly object[];
}

const CONVERSATIONS: readonly Conversation[] = [
  {
    from: 'anthropic',
    whole: json(CLAUDE_MESSAGE),
    stream: streamBytes(streamBytesOf(eventsOf(CLAUDE_MESSAGE)), [], {
      headers: { 'content-type': 'text/event-stream' },
    }),
    field: 'messages',
    turns: [
      { role: 'assistant', content: CLAUDE_BLOCKS },
      {
        role: 'user',
        content: ['12:00', '13:00'].map((time, n) => ({
          type: 'tool_result',
          tool_use_id: `toolu_${n + 1}`,
          content: time,
        })),
      },
    ],
  },
  {
    from: 'gemini',
    whole: json(geminiAnswer(GEMINI_PARTS, 'STOP')),
    stream: streamBytes(
      streamOf([
        ...GEMINI_PARTS.map((part) => JSON.stringify(geminiAnswer([part]))),
        JSON.stringify(geminiAnswer([{ text: '' }], 'STOP')),
      ]),
    ),
    field: 'contents',
    turns: [
      { role: 'model', parts: GEMINI_PARTS.slice(1) },
      {
        role: 'user',
        parts: ['12:00', '13:00'].map((output) => ({
          functionResponse: { name: 'now', response: { output } },
        })),
      },
    ],
  },
  {
    from: 'bedrock',
    whole: json({
      output: { message: { role: 'assistant', content: BEDROCK_BLOCKS } },
      stopReason: 'tool_use',
      usage: BEDROCK_USAGE,
    }),
    stream: eventStream(BEDROCK_EVENTS.map(eventBytes)),
    field: 'messages',
    turns: [
      { role: 'assistant', content: BEDROCK_BLOCKS },
      {
        role: 'user',
        content: ['12:00', '13:00'].map((text, n) => ({
          toolResult: { toolUseId: `tooluse_${n + 1}`, content: [{ text }] },
        })),
      },
    ],
  },
];

describe('an answer that comes back in the next turn', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;
  let client: OpenAI;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(['anthropic', 'gemini', 'bedrock']);
    client = openAiClient(direct.caller);
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  describe.each(CONVERSATIONS)('$from', ({ from, whole, stream, field, turns }) => {
    const ask = (messages: ChatBody['messages']): Omit<ChatBody, 'stream'> => ({
      model: from,
      messages,
      tools: [TOOL],
      reasoning_effort: 'low',
      max_completion_tokens: 4_000,
    });
    const firstWhole = async (): Promise<Message | undefined> => {
      direct.of(from).answer(whole);
      return (await client.chat.completions.create(ask([USER]))).choices[0]?.message;
    };
    const firstStreamed = async (): Promise<Message> => {
      direct.of(from).answer(stream);
      return client.chat.completions.stream(ask([USER])).finalMessage();
    };

    it.each([
      ['whole', firstWhole],
      ['streamed, as the SDK put it together', firstStreamed],
    ])(
      '%s: the provider gets its thinking, signatures, texts and calls as it wrote them',
      async (_form, first) => {
        const answer = await first();
        if (answer === undefined) throw new Error('no answer');
        expect(answer.content).toBe('One moment.');
        const [utc, cet] = answer.tool_calls ?? [];
        const results = [
          { role: 'tool', tool_call_id: utc?.id ?? '', content: '12:00' },
          { role: 'tool', tool_call_id: cet?.id ?? '', content: '13:00' },
        ] as const;
        direct.of(from).answer(whole);
        await client.chat.completions.create(ask([USER, answer, ...results]));
        const [asked, ...later] = direct.of(from).lastCall.fields[field] as object[];
        expect(asked).toMatchObject({ role: 'user' });
        expect(withoutIds(later)).toEqual(turns);
      },
    );

    it('without the extension fields the request is valid all the same', async () => {
      const answer = await firstWhole();
      const plain = {
        role: 'assistant',
        content: answer?.content ?? null,
        tool_calls: (answer?.tool_calls ?? []).map((call) => {
          if (call.type !== 'function') throw new Error('a call of another type');
          return { id: call.id, type: call.type, function: call.function };
        }),
      } as const;
      const results = plain.tool_calls.map(
        ({ id }) => ({ role: 'tool', tool_call_id: id, content: '12:00' }) as const,
      );
      await client.chat.completions.create(ask([USER, plain, ...results]));
      const [, turn] = direct.of(from).lastCall.fields[field] as object[];
      expect(JSON.stringify(turn)).toContain('One moment.');
      // What was signed is kept on our side, by the ids of the calls; Gemini signs its calls, not its thoughts.
      const isBack = JSON.stringify(turn).includes('The caller wants the time.');
      expect(isBack).toBe(from !== 'gemini');
    });
  });
});

/** Gemini's calls have no ids of their own: what takes the place of one is the gateway's affair. */
function withoutIds(turns: readonly object[]): unknown {
  return JSON.parse(
    JSON.stringify(turns, (name, value: unknown) =>
      name === 'id' && typeof value === 'string' && value.startsWith('call_') ? undefined : value,
    ),
  );
}
