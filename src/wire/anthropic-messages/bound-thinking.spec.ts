/** Thinking that newer models hold against the conversation before it; callers of other wires change that as they like. */
import { bodyOf, HI } from '../../../test/support/providers/bedrock-requests';
import { TOOL, USER, written } from '../../../test/support/providers/anthropic-request';
import type { Json } from '../../../test/support/providers/anthropic-recordings';

const BETA = 'thinking-binding-controls-2026-08-01';
const BINDING = { prefix_mismatch_behavior: 'drop_block' };
const CALLS = [{ id: 'a', type: 'function', function: { name: 'get', arguments: '{}' } }];
const FIELDS = {
  anthropic: {
    blocks: [
      { type: 'reasoning', text: 'Hm', signature: 's' },
      { type: 'tool_call', id: 'a' },
    ],
  },
};
const THOUGHT = [
  { role: 'assistant', tool_calls: CALLS, provider_fields: FIELDS },
  { role: 'tool', tool_call_id: 'a', content: 'x' },
];

describe('thinking that comes back to a model that binds it', () => {
  const sent = (model: string, more: Json = {}): Json => {
    const { body, betas } = written({ model, tools: [TOOL], messages: [USER, ...THOUGHT], ...more });
    const [, answer] = body['messages'] as readonly { readonly content: readonly Json[] }[];
    return { thinking: body['thinking'], betas, kinds: answer?.content.map(({ type }) => type) };
  };
  const freed = (thinking: Json): Json => ({
    thinking: { ...thinking, block_binding: BINDING },
    betas: [BETA],
    kinds: ['thinking', 'tool_use'],
  });

  it.each<[string, Json, Json]>([
    ['claude-opus-5-5', {}, { type: 'adaptive' }],
    ['claude-fable-5-1', { reasoning_effort: 'high' }, { type: 'adaptive', display: 'summarized' }],
    ['claude-sonnet-5-5', { reasoning_effort: 'low' }, { type: 'adaptive', display: 'summarized' }],
    ['claude-haiku-5-5', { thinking: { type: 'adaptive' } }, { type: 'adaptive' }],
    ['claude-opus-5-5', { reasoning_effort: 'none' }, { type: 'adaptive' }],
  ])(
    'is left out by %s with %j where something before it has changed, and refuses nothing',
    (model, more, thinking) => {
      expect(sent(model, more)).toEqual(freed(thinking));
    },
  );

  it('keeps what a caller says of it itself', () => {
    const thinking = { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'error' } };
    expect(sent('claude-opus-5-5', { thinking })).toMatchObject({ thinking });
  });

  it.each([
    ['claude-sonnet-5-5', { type: 'between_tools' }],
    ['claude-haiku-5-5', { type: 'disabled' }],
  ])('is not sent to %s beside thinking that is switched off, which nothing frees', (model, thinking) => {
    expect(sent(model, { reasoning_effort: 'none' })).toEqual({ thinking, betas: [], kinds: ['tool_use'] });
  });

  it.each(['claude-opus-5', 'claude-sonnet-4-5', 'claude-fable-5', 'claude'])(
    'goes to %s as ever, which does not bind it',
    (model) => {
      expect(sent(model)).toEqual({ betas: [], kinds: ['thinking', 'tool_use'] });
    },
  );

  it('says nothing of it where no thinking comes back', () => {
    const { body, betas } = written({ model: 'claude-opus-5-5', messages: [USER] });
    expect([body['thinking'], betas]).toEqual([undefined, []]);
  });

  it('is freed by Converse too, with the beta in its field', () => {
    const model = 'us.anthropic.claude-opus-5-5';
    const body = { messages: [HI, ...THOUGHT], tools: [TOOL] };
    expect(bodyOf(body, model)['additionalModelRequestFields']).toEqual({
      thinking: { type: 'adaptive', block_binding: BINDING },
      anthropic_beta: [BETA],
    });
    expect(bodyOf(body, 'us.anthropic.claude-opus-4-8')['additionalModelRequestFields']).toBeUndefined();
  });
});
