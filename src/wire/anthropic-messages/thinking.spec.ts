import type { Reasoning } from '../canonical/settings';
import { writeMessagesRequest } from './write-request';
import type { Json } from '../../../test/support/providers/anthropic-recordings';
import { TOOL, USER, mapped, refusedParam } from '../../../test/support/providers/anthropic-request';
import type { MappingOptions } from '../../../test/support/providers/anthropic-request';

describe('writeMessagesRequest: thinking', () => {
  const thinkingOf = (body: Json, options?: MappingOptions): Json => {
    const { thinking, output_config } = mapped(body, options);
    return { thinking, output_config };
  };

  it.each<[string, Json, Json]>([
    [
      'claude-sonnet-4-5',
      { reasoning_effort: 'medium' },
      { thinking: { type: 'enabled', budget_tokens: 8_192 } },
    ],
    [
      'claude-sonnet-4-5',
      { reasoning_effort: 'high', max_tokens: 4_000 },
      { thinking: { type: 'enabled', budget_tokens: 2_000 } },
    ],
    [
      'claude-sonnet-4-5',
      { reasoning_effort: 'low', max_tokens: 1_500 },
      { thinking: { type: 'enabled', budget_tokens: 1_024 } },
    ],
    ['claude-sonnet-4-5', { reasoning_effort: 'low', max_tokens: 1_024 }, {}],
    ['claude-sonnet-4-5', { reasoning_effort: 'none' }, {}],
    ['claude-3-haiku-20240307', { reasoning_effort: 'high' }, {}],
    [
      'claude-sonnet-4-6',
      { reasoning_effort: 'xhigh' },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'max' } },
    ],
    [
      'claude-opus-4-7',
      { reasoning_effort: 'xhigh' },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'xhigh' } },
    ],
    ['claude-sonnet-5', { reasoning_effort: 'none' }, { thinking: { type: 'disabled' } }],
    ['claude-opus-5-5', { reasoning_effort: 'none' }, { output_config: { effort: 'low' } }],
    // Invited callers' Fable takes what Fable does.
    ['claude-mythos-5', { reasoning_effort: 'none' }, { output_config: { effort: 'low' } }],
    ['claude-sonnet-5-5', { reasoning_effort: 'none' }, { thinking: { type: 'between_tools' } }],
    ['claude-haiku-5-5', { reasoning_effort: 'none' }, { thinking: { type: 'disabled' } }],
    [
      'claude-opus-4-7',
      { tools: [TOOL], tool_choice: 'required', reasoning_effort: 'low' },
      { output_config: { effort: 'low' } },
    ],
    ['claude-sonnet-4-5', { tools: [TOOL], tool_choice: 'required', reasoning_effort: 'low' }, {}],
    [
      'claude-sonnet-4-5',
      { thinking: { type: 'enabled', budget_tokens: 2_000 }, reasoning_effort: 'high' },
      { thinking: { type: 'enabled', budget_tokens: 2_000 } },
    ],
    ['claude-opus-4-6', { thinking: { type: 'adaptive' } }, { thinking: { type: 'adaptive' } }],
  ])('of %s with %j', (model, body, expected) => {
    expect(thinkingOf({ model, ...body })).toEqual(expected);
  });

  it('is left out with a budget, where an earlier tool call came back without its thinking', () => {
    const tool_calls = [{ id: 'a', type: 'function', function: { name: 'get', arguments: '{}' } }];
    const provider_fields = {
      anthropic: {
        blocks: [
          { type: 'reasoning', text: 'Hm', signature: 's' },
          { type: 'tool_call', id: 'a' },
        ],
      },
    };
    const result = { role: 'tool', tool_call_id: 'a', content: 'x' };
    const body = { tools: [TOOL], reasoning_effort: 'low' };
    const without = mapped({ ...body, messages: [USER, { role: 'assistant', tool_calls }, result] });
    const kept = mapped({
      ...body,
      messages: [USER, { role: 'assistant', tool_calls, provider_fields }, result],
    });
    expect(without['thinking']).toBeUndefined();
    expect(kept['thinking']).toEqual({ type: 'enabled', budget_tokens: 2_048 });
  });

  it('refuses an effort that there is not', () => {
    expect(refusedParam({ reasoning_effort: 'much' })).toBe('reasoning_effort');
  });
});

describe('writeMessagesRequest: reasoning of callers of other wires', () => {
  const planned = (model: string, reasoning: Reasoning, maxTokens = 64_000): Json => {
    const settings = { reasoning, maxTokens, own: {}, names: {} };
    const turns = [{ role: 'user', parts: [{ kind: 'text', text: 'Hi', at: '' }], at: '' }] as const;
    const target = { model, maxOutputTokens: undefined, stream: false, strict: false };
    const { body } = writeMessagesRequest({ turns, tools: [], toolChoice: undefined, settings }, target);
    const { thinking, output_config } = body;
    return { thinking, output_config };
  };

  it.each<[string, Reasoning, Json]>([
    ['claude-sonnet-4-5', { budgetTokens: 5_000 }, { thinking: { type: 'enabled', budget_tokens: 5_000 } }],
    ['claude-sonnet-4-5', { budgetTokens: 100 }, { thinking: { type: 'enabled', budget_tokens: 1_024 } }],
    ['claude-sonnet-4-5', { budgetTokens: 99_000 }, { thinking: { type: 'enabled', budget_tokens: 63_999 } }],
    ['claude-sonnet-4-5', { budgetTokens: 0 }, {}],
    ['claude-sonnet-4-5', { adaptive: true }, { thinking: { type: 'enabled', budget_tokens: 8_192 } }],
    ['claude-sonnet-4-6', { adaptive: true }, { thinking: { type: 'adaptive' } }],
    [
      'claude-sonnet-4-6',
      { adaptive: true, visible: false },
      { thinking: { type: 'adaptive', display: 'omitted' } },
    ],
    [
      'claude-opus-4-7',
      { budgetTokens: 10_000, visible: true },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'medium' } },
    ],
    [
      'claude-opus-4-7',
      { budgetTokens: 32_000, visible: false },
      { thinking: { type: 'adaptive', display: 'omitted' }, output_config: { effort: 'high' } },
    ],
    ['claude-sonnet-5', { budgetTokens: 0 }, { thinking: { type: 'disabled' } }],
  ])('of %s with %j', (model, reasoning, expected) => {
    expect(planned(model, reasoning)).toEqual(expected);
  });
});

describe('writeMessagesRequest: sampling', () => {
  const sampled = (body: Json): Json => {
    const { temperature, top_p, top_k } = mapped(body);
    return { temperature, top_p, top_k };
  };

  it.each<[string, Json, Json]>([
    [
      'claude-3-haiku-20240307',
      { temperature: 0.5, top_p: 0.9, top_k: 5 },
      { temperature: 0.5, top_p: 0.9, top_k: 5 },
    ],
    ['claude-3-haiku-20240307', { temperature: 1.7 }, { temperature: 1 }],
    ['claude-sonnet-4-5', { temperature: 0.5, top_p: 0.9 }, { temperature: 0.5 }],
    ['claude-sonnet-4-5', { temperature: 1, top_p: 0.9 }, { top_p: 0.9 }],
    ['claude-sonnet-4-5', { temperature: 0, top_p: 1 }, { temperature: 0 }],
    ['claude-opus-4-7', { temperature: 0.5, top_p: 0.9, top_k: 5 }, {}],
    [
      'claude-sonnet-4-5',
      { temperature: 0.5, top_p: 0.97, top_k: 5, reasoning_effort: 'low' },
      { top_p: 0.97 },
    ],
    ['claude-sonnet-4-5', { temperature: 0.5, top_p: 0.5, reasoning_effort: 'low' }, {}],
  ])('of %s with %j', (model, body, expected) => {
    expect(sampled({ model, ...body })).toEqual(expected);
  });

  it.each<[Json, string]>([
    [{ temperature: 1.7 }, 'temperature'],
    [{ temperature: 0.5, top_p: 0.5 }, 'top_p'],
    [{ model: 'claude-opus-4-7', top_k: 5 }, 'top_k'],
    [{ model: 'claude-3-haiku-20240307', reasoning_effort: 'low' }, 'reasoning_effort'],
    [{ seed: 5 }, 'seed'],
    [{ service_tier: 'flex' }, 'service_tier'],
  ])('%j is a 400 naming the field with strict parameters, and none without', (body, param) => {
    expect(refusedParam(body)).toBeUndefined();
    expect(refusedParam(body, { strict: true })).toBe(param);
  });
});
