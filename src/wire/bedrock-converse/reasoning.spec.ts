import {
  CLAUDE,
  HI,
  LLAMA,
  NOVA_2,
  bodyOf,
  tool,
  toolCall,
} from '../../../test/support/providers/bedrock-requests';
import { GO_ON } from '../canonical/going-on';
import { writeConverseRequest } from './write-request';
import type { JsonObject } from '../../json/json-object';

describe('reasoning in a request to Bedrock', () => {
  it.each([
    [CLAUDE, { thinking: { type: 'enabled', budget_tokens: 8192 } }],
    [
      'global.anthropic.claude-opus-4-6-v1',
      { thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } },
    ],
    [NOVA_2, { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'medium' } }],
    ['openai.gpt-oss-120b-1:0', { reasoning_effort: 'medium' }],
    [LLAMA, undefined],
    ['anthropic.claude-3-haiku-20240307-v1:0', undefined],
  ])('is asked of %s in its own way', (model, fields) => {
    expect(bodyOf({ reasoning_effort: 'medium' }, model)['additionalModelRequestFields']).toEqual(fields);
  });

  it('takes the place of sampling, and gives way to a forced tool', () => {
    const thinking = bodyOf({ reasoning_effort: 'low', temperature: 0.3, top_k: 3 });
    expect(thinking['inferenceConfig']).toBeUndefined();
    const forced = bodyOf({ reasoning_effort: 'low', tools: [tool('a')], tool_choice: 'required' });
    expect(forced['additionalModelRequestFields']).toBeUndefined();
  });

  const SAID = {
    role: 'assistant',
    content: 'Hm.Now.',
    reasoning_content: 'One.Two.',
    tool_calls: [toolCall('t1', 'look')],
    provider_fields: {
      anthropic: {
        blocks: [
          { type: 'reasoning', text: 'One.', signature: 'S1' },
          { type: 'opaque', value: { type: 'redacted_thinking', data: 'cmVk' } },
          { type: 'text', length: 3 },
          { type: 'reasoning', text: 'Two.', signature: 'S2' },
          { type: 'text', length: 4 },
          { type: 'tool_call', id: 't1' },
        ],
      },
    },
  };
  const RESULT = { role: 'tool', tool_call_id: 't1', content: 'dark' };
  const TOOL_USE = { toolUse: { toolUseId: 't1', name: 'look', input: {} } };
  const said = (text: string, signature: string): JsonObject => ({
    reasoningContent: { reasoningText: { text, signature } },
  });

  function answerBlocks(message: JsonObject): unknown {
    const body = bodyOf({ messages: [HI, message, RESULT], reasoning_effort: 'low' });
    const turns = body['messages'] as readonly { content: unknown }[];
    return { blocks: turns[1]?.content, thinks: body['additionalModelRequestFields'] !== undefined };
  }

  it.each([
    ['as it came', SAID],
    ['without the reasoning', { ...SAID, reasoning_content: undefined }],
    ['with the last piece of the reasoning', { ...SAID, reasoning_content: 'wo.' }],
  ])('comes back in the next turn as it was, in its order, where the message is sent %s', (_how, message) => {
    expect(answerBlocks(message)).toEqual({
      blocks: [
        said('One.', 'S1'),
        { reasoningContent: { redactedContent: 'cmVk' } },
        { text: 'Hm.' },
        said('Two.', 'S2'),
        { text: 'Now.' },
        TOOL_USE,
      ],
      thinks: true,
    });
  });

  it('comes back as far as the answer began with it, where the caller has changed the text', () => {
    expect(answerBlocks({ ...SAID, content: 'Changed.' })).toEqual({
      blocks: [
        said('One.', 'S1'),
        { reasoningContent: { redactedContent: 'cmVk' } },
        { text: 'Changed.' },
        TOOL_USE,
      ],
      thinks: true,
    });
  });

  it.each([
    ['dropped the fields', { ...SAID, provider_fields: undefined }],
    ["sent another provider's fields", { ...SAID, provider_fields: { google: { content: [] } } }],
    ['broken the fields', { ...SAID, provider_fields: { anthropic: { blocks: [{ what: 1 }] } } }],
  ])('is left out, with the thinking of this turn, where the caller has %s', (_what, message) => {
    expect(answerBlocks(message)).toEqual({ blocks: [{ text: 'Hm.Now.' }, TOOL_USE], thinks: false });
  });

  it('does not go to a model of another family than the one that signed it', () => {
    const body = bodyOf({ messages: [HI, SAID, RESULT] }, NOVA_2);
    expect(JSON.stringify(body)).not.toMatch(/S1|S2|cmVk|One\.|Two\./);
    const novas = { ...SAID, provider_fields: { bedrock: SAID.provider_fields.anthropic } };
    expect(JSON.stringify(bodyOf({ messages: [HI, novas, RESULT] }))).not.toMatch(/S1|S2|One\.|Two\./);
  });

  it('comes back from thinking_blocks alone: signatures are good on every platform of Claude', () => {
    const thinking_blocks = [{ type: 'thinking', thinking: 'One.', signature: 'S1' }];
    const { provider_fields: _fields, ...kept } = SAID;
    expect(answerBlocks({ ...kept, thinking_blocks })).toEqual({
      blocks: [said('One.', 'S1'), { text: 'Hm.Now.' }, TOOL_USE],
      thinks: true,
    });
  });

  it('of Claude at the end has the user ask to go on, because it is refused as the beginning of an answer', () => {
    const thinking_blocks = [{ type: 'thinking', thinking: 'One.', signature: 'S1' }];
    const answered = { role: 'assistant', content: null, thinking_blocks };
    expect(bodyOf({ messages: [HI, answered], reasoning_effort: 'low' })['messages']).toEqual([
      { role: 'user', content: [{ text: 'Hi' }] },
      { role: 'assistant', content: [said('One.', 'S1')] },
      { role: 'user', content: [{ text: GO_ON }] },
    ]);
    expect(bodyOf({ messages: [HI, { ...answered, content: 'So' }] })['messages']).toHaveLength(2);
  });

  it.each([
    [CLAUDE, { budgetTokens: 5_000 }, { thinking: { type: 'enabled', budget_tokens: 5_000 } }],
    [NOVA_2, { budgetTokens: 20_000 }, { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' } }],
    [NOVA_2, { adaptive: true }, { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'medium' } }],
    ['openai.gpt-oss-120b-1:0', { budgetTokens: 1_000 }, { reasoning_effort: 'low' }],
    [NOVA_2, { budgetTokens: 0 }, undefined],
  ])('is asked of %s with %j of a caller of another wire', (model, reasoning, fields) => {
    const settings = { reasoning, own: {}, names: {} };
    const turns = [{ role: 'user', parts: [{ kind: 'text', text: 'Hi', at: '' }], at: '' }] as const;
    const request = { turns, tools: [], toolChoice: undefined, settings };
    const target = { model, maxOutputTokens: undefined, stream: false, strict: true };
    expect(writeConverseRequest(request, target).body['additionalModelRequestFields']).toEqual(fields);
  });
});
