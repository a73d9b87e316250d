import { bedrockCall } from '../../../test/support/bedrock-answers';
import { describeWithRecordings, recordedWhole } from '../../../test/support/recordings';
import type { JsonObject } from '../../body/json-object';
import type { MappedAnswer } from '../canonical/completion';
import { chatCompletion } from '../canonical/completion';
import { readAnswer } from './response';
import { readUsage } from './usage';

function whole(content: readonly JsonObject[], stopReason = 'end_turn', answerTool?: string): MappedAnswer {
  return readAnswer({ output: { message: { role: 'assistant', content } }, stopReason }, 'm', answerTool);
}

const CALL = { id: 'tool-use-id', name: 'bash', arguments: '{"command":"ls -l"}' };

const RECORDED: Readonly<Record<string, Partial<MappedAnswer>>> = {
  'amazon-bedrock-json-other-tool.1': {
    content: null,
    toolCalls: [
      {
        id: 'toolu_01PQjhxo3eirCdKNvCJrKc8f',
        name: 'get-weather',
        arguments: '{"location":"San Francisco"}',
      },
    ],
    finishReason: 'tool_calls',
  },
  'amazon-bedrock-json-tool-with-answer.1': {
    content: '{"firstName":"John","lastName":"Doe"}',
    toolCalls: [],
    finishReason: 'stop',
  },
  'amazon-bedrock-json-tool.1': { toolCalls: [], finishReason: 'stop' },
  'amazon-bedrock-json-tool.2': { content: '{"value":"test data"}', toolCalls: [], finishReason: 'stop' },
  'amazon-bedrock-json-tool.3': { content: '{"result":42}', toolCalls: [], finishReason: 'stop' },
  'amazon-bedrock-json-with-tool.1': {
    content: '{"result":"data"}',
    toolCalls: [{ id: 'tool-1', name: 'get-weather', arguments: '{"location":"SF"}' }],
    finishReason: 'tool_calls',
  },
  'amazon-bedrock-json-with-tools.1': {
    content: '{"final":"result"}',
    toolCalls: [
      { id: 'tool-1', name: 'tool-a', arguments: '{"param":"a"}' },
      { id: 'tool-2', name: 'tool-b', arguments: '{"param":"b"}' },
    ],
    finishReason: 'tool_calls',
  },
  'amazon-bedrock-reasoning': {
    content: 'There are **3** r\'s in "strawberry":\n\n1. st**r**awbe**r****r**y',
    reasoning: 'Let me count the r\'s in "strawberry":\n\ns-t-r-a-w-b-e-r-r-y\n\nThere are 3 r\'s.',
    finishReason: 'stop',
  },
  'amazon-bedrock-text': {
    reasoning: undefined,
    providerFields: undefined,
    toolCalls: [],
    finishReason: 'stop',
  },
  'amazon-bedrock-tool-call.1': { content: null, toolCalls: [CALL], finishReason: 'tool_calls' },
  'amazon-bedrock-tool-no-args': {
    content: "I'll update the issue list for you.",
    toolCalls: [{ id: 'tool-use-id', name: 'updateIssueList', arguments: '{}' }],
    finishReason: 'tool_calls',
  },
};

describeWithRecordings('the recorded whole answers of Bedrock', () => {
  it.each(Object.keys(RECORDED))('%s becomes what an OpenAI caller expects', (name) => {
    const answer = JSON.parse(recordedWhole(`bedrock/${name}`)) as JsonObject;
    const mapped = readAnswer(answer, 'm', name.includes('json') ? 'json' : undefined);
    expect(mapped).toMatchObject(RECORDED[name] ?? {});
    const told = answer['usage'] as Readonly<Record<string, number>>;
    expect(readUsage(told)).toMatchObject({
      promptTokens: told['inputTokens'],
      completionTokens: told['outputTokens'],
      estimated: false,
    });
    const call = bedrockCall();
    const { body } = chatCompletion(call, mapped);
    expect(JSON.parse(body.toString())).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { content: mapped.content }, finish_reason: mapped.finishReason }],
    });
  });
});

describe('a whole answer of Bedrock', () => {
  it('keeps encrypted reasoning, signatures and the order of the blocks', () => {
    const answer = whole(
      [
        { reasoningContent: { reasoningText: { text: 'One.', signature: 'S1' } } },
        { reasoningContent: { redactedContent: 'cmVk' } },
        { text: 'Hm.' },
        { toolUse: { toolUseId: 't1', name: 'look', input: {} } },
        { reasoningContent: { reasoningText: { text: 'Two.', signature: 'S2' } } },
      ],
      'tool_use',
    );
    expect(answer).toMatchObject({ reasoning: 'One.Two.', content: 'Hm.' });
    expect(answer.providerFields).toEqual({
      bedrock: {
        blocks: [
          { reasoning: 'One.', signature: 'S1' },
          { redacted: 'cmVk' },
          { text: 3 },
          { tool_call: 't1' },
          { reasoning: 'Two.', signature: 'S2' },
        ],
      },
    });
  });

  it('does not show what the provider runs itself', () => {
    const answer = whole([
      { toolUse: { toolUseId: 's1', name: 'nova_grounding', input: {}, type: 'server_tool_use' } },
      { toolResult: { toolUseId: 's1', content: [] } },
      { citationsContent: { content: [{ text: 'Found it.' }], citations: [] } },
    ]);
    expect(answer).toMatchObject({ content: 'Found it.', toolCalls: [], finishReason: 'stop' });
  });

  it('takes the first answer of two', () => {
    const json = (a: number): JsonObject => ({ toolUse: { toolUseId: `j${a}`, name: 'json', input: { a } } });
    expect(whole([json(1), json(2)], 'tool_use', 'json')).toMatchObject({
      content: '{"a":1}',
      toolCalls: [],
    });
  });

  it.each([
    ['no message', { stopReason: 'end_turn' }],
    ['no stop reason', { output: { message: { content: [{ text: 'Hi' }] } } }],
  ])('is no completion with %s', (_what, body) => {
    expect(() => readAnswer(body, 'm', undefined)).toThrow(
      expect.objectContaining({ code: 'PROVIDER_ERROR', upstreamFailure: 'malformed' }),
    );
  });
});
