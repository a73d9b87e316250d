import type { Json } from '../../../test/support/providers/anthropic-recordings';
import { droppedOf, mapped, refusedParam } from '../../../test/support/providers/anthropic-request';
import type { MappingOptions } from '../../../test/support/providers/anthropic-request';

describe('writeMessagesRequest: max_tokens', () => {
  it.each<[Json, MappingOptions, number]>([
    [{ max_tokens: 7 }, {}, 7],
    [{ max_completion_tokens: 8, max_tokens: 7 }, {}, 8],
    [{}, { maxOutputTokens: 9 }, 9],
    [{ model: 'claude-3-haiku-20240307' }, {}, 4_096],
    [{ model: 'claude-3-5-sonnet-20241022' }, {}, 8_192],
    [{ model: 'claude-3-7-sonnet-latest' }, {}, 64_000],
    [{ model: 'claude-opus-4-20250514' }, {}, 32_000],
    [{ model: 'claude-opus-4-5-20251101' }, {}, 64_000],
    [{ model: 'claude-opus-4-6' }, {}, 128_000],
    [{ model: 'claude-haiku-4-5' }, {}, 64_000],
    [{ model: 'claude-haiku-5-5' }, {}, 128_000],
    [{ model: 'claude-mythos-5' }, {}, 128_000],
    [{ model: 'house-model' }, {}, 4_096],
    [{ model: 'house-model', thinking: { type: 'enabled', budget_tokens: 5_000 } }, {}, 9_096],
  ])('of %j with %j is %i', (body, options, expected) => {
    expect(mapped(body, options)['max_tokens']).toBe(expected);
  });
});

describe('writeMessagesRequest: other parameters', () => {
  it.each<[Json, Json]>([
    [{ stop: 'END' }, { stop_sequences: ['END'] }],
    [{ stop: ['a', 'b'] }, { stop_sequences: ['a', 'b'] }],
    [{ user: 'u-1' }, { metadata: { user_id: 'u-1' } }],
    [{ metadata: { user_id: 'm-1' }, user: 'u-1' }, { metadata: { user_id: 'm-1' } }],
    [{ service_tier: 'default' }, { service_tier: 'standard_only' }],
    [{ service_tier: 'auto' }, { service_tier: 'auto' }],
    [
      { mcp_servers: [{ name: 'x' }], context_management: { edits: [] } },
      { mcp_servers: [{ name: 'x' }], context_management: { edits: [] } },
    ],
    [{ output_config: { effort: 'low' } }, { output_config: { effort: 'low' } }],
  ])('%j becomes %j', (body, expected) => {
    expect(mapped(body)).toMatchObject(expected);
  });

  it('leaves a mail address out', () => {
    expect(mapped({ user: 'a@example.com' })).not.toHaveProperty('metadata');
  });

  it('sends nothing of what it drops', () => {
    const dropped = {
      seed: 1,
      presence_penalty: 1,
      logit_bias: {},
      store: true,
      metadata: { a: 'b' },
      n: 1,
      logprobs: false,
    };
    expect(mapped(dropped)).toEqual(mapped({}));
  });

  it.each([
    ['n', { n: 2 }],
    ['logprobs', { logprobs: true }],
    ['audio', { audio: { voice: 'x' } }],
  ])('refuses %s, whose loss would change the answer', (param, body) => {
    expect(refusedParam(body)).toBe(param);
  });

  it.each<[Json, readonly string[]]>([
    [{ seed: 1, store: true, presence_penalty: 1 }, ['presence_penalty', 'seed', 'store']],
    [{ metadata: { a: 'b' } }, ['metadata']],
    [{ user: 'a@example.com' }, ['user']],
    [{ service_tier: 'flex' }, ['service_tier']],
    [{ stop: ['\n', 'END', ' \t'] }, ['stop']],
    [{ temperature: 1.5 }, ['temperature']],
    [{ verbosity: 'low', safety_settings: [] }, ['safety_settings', 'verbosity']],
  ])('%j: names what it drops, and refuses each with strict parameters', (body, names) => {
    expect([...droppedOf(body)].sort()).toEqual(names);
    expect(names).toContain(refusedParam(body, { strict: true }));
  });

  it('leaves stop texts of white space out, which are refused, and keeps the others', () => {
    expect(mapped({ stop: ['\n', 'END'] })['stop_sequences']).toEqual(['END']);
    expect(mapped({ stop: '\n\n' })).not.toHaveProperty('stop_sequences');
  });
});
