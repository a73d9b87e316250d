import { mapWhole } from '../../../test/support/providers/bedrock-answers';
import type { SeenAnswer } from '../../../test/support/providers/bedrock-answers';
import { HI, bodyOf } from '../../../test/support/providers/bedrock-requests';
import { describeWithRecordings, recordedWhole } from '../../../test/support/providers/recordings';
import type { JsonObject } from '../../json/json-object';
import { readUsage } from './usage';

function whole(content: readonly JsonObject[], stopReason = 'end_turn', answerTool?: string): SeenAnswer {
  return mapWhole({ output: { message: { role: 'assistant', content } }, stopReason }, answerTool);
}

const CALL = { id: 'tool-use-id', name: 'bash', arguments: '{"command":"ls -l"}' };

const RECORDED: Readonly<Record<string, Partial<SeenAnswer>>> = {
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
    reasoning: '',
    providerFields: undefined,
    toolCalls: [],
    finishReason: 'stop',
  },
  'amazon-bedrock-tool-call.1': { content: '', toolCalls: [CALL], finishReason: 'tool_calls' },
  'amazon-bedrock-tool-no-args': {
    content: "I'll update the issue list for you.",
    toolCalls: [{ id: 'tool-use-id', name: 'updateIssueList', arguments: '{}' }],
    finishReason: 'tool_calls',
  },
};

describeWithRecordings('the recorded whole answers of Bedrock', () => {
  it.each(Object.keys(RECORDED))('%s becomes what an OpenAI caller expects', (name) => {
    const answer = JSON.parse(recordedWhole(`bedrock/${name}`)) as JsonObject;
    const seen = mapWhole(answer, name.includes('json') ? 'json' : undefined);
    expect(seen).toMatchObject(RECORDED[name] ?? {});
    const told = answer['usage'] as Readonly<Record<string, number>>;
    expect(readUsage(told)).toMatchObject({
      promptTokens: told['inputTokens'],
      completionTokens: told['outputTokens'],
      estimated: false,
    });
    expect(seen.usage).toMatchObject({ prompt_tokens: told['inputTokens'] });
    // An answer of calls alone has no content.
    if (seen.content === '') expect(seen.message['content']).toBeNull();
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
          { type: 'reasoning', text: 'One.', signature: 'S1' },
          { type: 'opaque', value: { reasoningContent: { redactedContent: 'cmVk' } } },
          { type: 'text', length: 3 },
          { type: 'tool_call', id: 't1' },
          { type: 'reasoning', text: 'Two.', signature: 'S2' },
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

  it('cites the pages of the web that a text rests on, and is told apart from thinking', () => {
    const web = { url: 'https://example.com/a', domain: 'example.com' };
    const citationsContent = { content: [{ text: 'Found it.' }], citations: [{ location: { web } }] };
    const answer = {
      output: { message: { role: 'assistant', content: [{ text: 'So: ' }, { citationsContent }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 1, outputTokens: 10, totalTokens: 11 },
      additionalModelResponseFields: { usage: { output_tokens_details: { thinking_tokens: 4 } } },
    };
    const { message, usage } = mapWhole(answer);
    const url_citation = { url: web.url, title: web.domain, start_index: 4, end_index: 13 };
    expect(message['annotations']).toEqual([{ type: 'url_citation', url_citation }]);
    expect(usage).toMatchObject({ completion_tokens_details: { reasoning_tokens: 4 } });
  });

  it('has what a guardrail found for who asked for it', () => {
    const trace = { guardrail: { actionReason: 'Guardrail blocked.' } };
    const content = [{ text: 'No.' }];
    const answer = {
      output: { message: { role: 'assistant', content } },
      stopReason: 'guardrail_intervened',
      trace,
    };
    expect(mapWhole(answer, undefined, { traced: true }).providerFields).toEqual({ bedrock: { trace } });
    expect(mapWhole(answer).providerFields).toBeUndefined();
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
    expect(() => mapWhole(body)).toThrow(
      expect.objectContaining({ code: 'PROVIDER_ERROR', upstreamFailure: 'malformed' }),
    );
  });

  it('gives a call of a custom tool its text back', () => {
    const toolUse = { toolUseId: 't1', name: 'patch', input: { input: 'Begin\n"x"' } };
    const output = { message: { role: 'assistant', content: [{ toolUse }] } };
    const { message } = mapWhole({ output, stopReason: 'tool_use' }, undefined, {
      customTools: new Set(['patch']),
    });
    expect(message['tool_calls']).toEqual([
      { id: 't1', type: 'custom', custom: { name: 'patch', input: 'Begin\n"x"' } },
    ]);
  });

  it("has Claude's signatures, encrypted reasoning and citations in the form of its own API, and takes them back", () => {
    const location = { documentChar: { documentIndex: 0, start: 1, end: 5 } };
    const cited = { title: 'A', sourceContent: [{ text: 'says' }], location };
    const content = [
      { reasoningContent: { reasoningText: { text: 'One.', signature: 'S1' } } },
      { reasoningContent: { redactedContent: 'cmVk' } },
      { citationsContent: { content: [{ text: 'It says.' }], citations: [cited] } },
    ];
    const output = { message: { role: 'assistant', content } };
    const { message } = mapWhole({ output, stopReason: 'end_turn' }, undefined, { maker: 'anthropic' });
    expect(message).toMatchObject({
      content: 'It says.',
      thinking_blocks: [
        { type: 'thinking', thinking: 'One.', signature: 'S1' },
        { type: 'redacted_thinking', data: 'cmVk' },
      ],
      provider_fields: {
        anthropic: {
          blocks: [
            { signature: 'S1' },
            {},
            {
              citations: [
                {
                  type: 'char_location',
                  cited_text: 'says',
                  document_index: 0,
                  document_title: 'A',
                  start_char_index: 1,
                  end_char_index: 5,
                },
              ],
            },
          ],
        },
      },
    });
    const { messages } = bodyOf({ messages: [HI, message, HI] }) as { messages: { content: unknown }[] };
    expect(messages[1]?.content).toEqual(content);
  });
});
