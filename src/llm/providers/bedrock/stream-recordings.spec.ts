import { mapStream } from '../../../../test/support/providers/bedrock-answers';
import type { SeenAnswer } from '../../../../test/support/providers/bedrock-answers';
import { eventBytes, recordedEvents } from '../../../../test/support/providers/bedrock-event-stream';
import type { BedrockEvent } from '../../../../test/support/providers/bedrock-event-stream';
import { describeWithRecordings } from '../../../../test/support/providers/recordings';
import { GatewayError } from '../../../errors/gateway-error';

/** What each recording comes to; `json` in a name means that the answer's tool was `json`. */
const RECORDED: Readonly<Record<string, Partial<SeenAnswer>>> = {
  'amazon-bedrock-json-only-text-first.1': {
    content: '{"name":"John"}',
    toolCalls: [],
    finishReason: 'stop',
  },
  'amazon-bedrock-json-other-tool.1': {
    content: '',
    toolCalls: [
      {
        id: 'toolu_01PQjhxo3eirCdKNvCJrKc8f',
        name: 'get-weather',
        arguments: '{"location":"San Francisco"}',
      },
    ],
    finishReason: 'tool_calls',
  },
  'amazon-bedrock-json-tool-text-then-weather-then-json.1': {
    content: '2 + 2 equals 4. Now let me check the weather for you.',
    toolCalls: [
      { id: 'weather-tool-1', name: 'weather', arguments: '{"location":"San Francisco"}' },
      { id: 'weather-tool-2', name: 'weather', arguments: '{"location":"London"}' },
    ],
    finishReason: 'tool_calls',
  },
  'amazon-bedrock-json-tool.1': { content: '{"value":"test"}', toolCalls: [], finishReason: 'stop' },
  'amazon-bedrock-json-tool.2': { content: '{"value":"test"}', toolCalls: [], finishReason: 'stop' },
  'amazon-bedrock-json-tool.3': { content: '{"result":42}', toolCalls: [], finishReason: 'stop' },
  'amazon-bedrock-json-with-tool.1': {
    content: '{"result":"data"}',
    toolCalls: [{ id: 'tool-1', name: 'get-weather', arguments: '{"location":"SF"}' }],
    finishReason: 'tool_calls',
  },
  'amazon-bedrock-json-with-tools.1': {
    content: '{"final":"result"}',
    toolCalls: [
      { id: 'tool-1', name: 'tool-a', arguments: '{"a":"1"}' },
      { id: 'tool-2', name: 'tool-b', arguments: '{"b":"2"}' },
    ],
    finishReason: 'tool_calls',
  },
  'amazon-bedrock-reasoning': {
    content: 'There are **3** r\'s in "strawberry":\n\n1. st**r**awbe**r****r**y',
    reasoning:
      'Let me count the r\'s in "strawberry":\n\ns-t-r-a-w-b-e-r-r-y\n\nr appears at positions 3, 8, and 9.\n\nSo there are 3 r\'s.',
    toolCalls: [],
    finishReason: 'stop',
  },
  'amazon-bedrock-text': {
    content:
      'Let me count the "r"s in "strawberry":\n\ns-t-**r**-a-w-b-e-**r**-**r**-y\n\nThere are **3** r\'s in "strawberry."',
    toolCalls: [],
    finishReason: 'stop',
    providerFields: undefined,
  },
  'amazon-bedrock-tool-call.1': {
    content: '',
    toolCalls: [{ id: 'tool-use-id', name: 'test-tool', arguments: '{"value":"Sparkle Day"}' }],
    finishReason: 'tool_calls',
  },
  'amazon-bedrock-tool-no-args': {
    content: "I'll update the issue list for you.",
    toolCalls: [{ id: 'tool-use-id', name: 'updateIssueList', arguments: '{}' }],
    finishReason: 'tool_calls',
  },
};

describeWithRecordings('the recorded streams of Bedrock', () => {
  const names = Object.keys(RECORDED);
  const answerTool = (name: string): string | undefined => (name.includes('json') ? 'json' : undefined);

  it.each(names)('%s becomes what an OpenAI caller expects', (name) => {
    const events = recordedEvents(`bedrock/${name}`);
    const { seen: got, facts } = mapStream(events.map(eventBytes), answerTool(name));
    expect(got).toMatchObject(RECORDED[name] ?? {});
    for (const call of got.toolCalls) expect(() => JSON.parse(call.arguments) as unknown).not.toThrow();
    const usage = usageIn(events);
    if (usage === undefined) {
      expect(facts.usage).toMatchObject({ estimated: true });
    } else {
      expect(got.usage).toMatchObject({
        prompt_tokens: usage['inputTokens'],
        completion_tokens: usage['outputTokens'],
        total_tokens: usage['totalTokens'],
      });
    }
  });

  it.each(names)('%s, cut at any byte, fails or is whole', (name) => {
    const bytes = Buffer.concat(recordedEvents(`bedrock/${name}`).map(eventBytes));
    const whole = mapStream([bytes], answerTool(name)).seen;
    for (let cut = 0; cut < bytes.length; cut++) {
      try {
        const { seen: got } = mapStream([bytes.subarray(0, cut)], answerTool(name));
        // Only the usage may be missing, where the cut is between the end of the message and the metadata.
        expect({ ...got, usage: undefined }).toEqual({ ...whole, usage: undefined });
      } catch (thrown) {
        // A plain condition: a matcher would take most of the test's time.
        if (!(thrown instanceof GatewayError)) throw new Error(`cut at ${cut}`, { cause: thrown });
      }
    }
  });

  it.each(names)('%s is the same in pieces of any size', (name) => {
    const bytes = Buffer.concat(recordedEvents(`bedrock/${name}`).map(eventBytes));
    const whole = mapStream([bytes], answerTool(name)).seen;
    for (const size of [1, 2, 3, 7, 11, 12, 13, 64, 150, 333]) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      expect(mapStream(pieces, answerTool(name)).seen).toEqual(whole);
    }
  });

  it('hands the reasoning on with its signature before the finish', () => {
    const { providerFields, reasoning } = mapStream(
      recordedEvents('bedrock/amazon-bedrock-reasoning').map(eventBytes),
    ).seen;
    expect(providerFields).toMatchObject({
      bedrock: {
        blocks: [
          { type: 'reasoning', text: reasoning, signature: expect.stringMatching(/^Ep0CCkg/) },
          { type: 'text', length: 63 },
        ],
      },
    });
  });
});

function usageIn(events: readonly BedrockEvent[]): Readonly<Record<string, number>> | undefined {
  const metadata = events.find((event) => 'metadata' in event)?.['metadata'];
  return (metadata as { usage?: Record<string, number> } | undefined)?.usage;
}
