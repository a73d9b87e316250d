import { fitFeatures, hasStructuredOutput } from './fitted-request';
import type { FittedFeatures, GivenFeatures } from './fitted-request';
import { BETAS, FEATURES } from './features.data';
import type { PlatformName } from './features.data';

type Body = Readonly<Record<string, unknown>>;

function fitted(
  platform: PlatformName,
  body: Body,
  betas: readonly string[],
  more: Partial<GivenFeatures> = {},
): FittedFeatures & { readonly body: Body } {
  const result = fitFeatures({
    platform,
    model: 'claude-sonnet-4-5',
    betas,
    cut: [],
    fields: Object.keys(body),
    read: (name) => body[name],
    strict: false,
    ...more,
  });
  const entries = Object.entries({ ...body, ...Object.fromEntries(result.edits) });
  return { ...result, body: Object.fromEntries(entries.filter(([, value]) => value !== undefined)) };
}

const TOOL = { name: 'weather', input_schema: { type: 'object' } };

describe('features of the Messages API', () => {
  it.each([
    ['mcp-client-2025-11-20', { mcp_servers: [{ type: 'url', url: 'https://x', name: 'x' }] }, 'mcp_servers'],
    ['skills-2025-10-02', { container: { skills: [] } }, 'container'],
    ['fast-mode-2026-02-01', { speed: 'fast' }, 'speed'],
    ['server-side-fallback-2026-07-01', { fallbacks: 'default' }, 'fallbacks'],
    ['fallback-credit-2026-07-01', { fallback_credit_token: 'x' }, 'fallback_credit_token'],
    ['cache-diagnosis-2026-04-07', { diagnostics: { previous_message_id: null } }, 'diagnostics'],
    ['structured-outputs-2025-11-13', { tools: [{ ...TOOL, strict: true }] }, 'tools.strict'],
    [
      'structured-outputs-2025-11-13',
      { output_config: { format: { type: 'json_schema', schema: {} } } },
      'output_config.format',
    ],
    ['effort-2025-11-24', { output_config: { effort: 'low' } }, 'output_config.effort'],
    [
      'mid-conversation-tool-changes-2026-07-01',
      {
        messages: [
          { role: 'user', content: 'Hi' },
          {
            role: 'system',
            content: [{ type: 'tool_removal', tool: { type: 'tool_reference', name: 'weather' } }],
          },
        ],
      },
      'messages.tool_removal',
    ],
    [
      'prompt-caching-evict-2026-05-12',
      { tools: [{ ...TOOL, cache_control: { type: 'ephemeral', evict_on_complete: true } }] },
      'cache_control.evict_on_complete',
    ],
    [
      'mcp-client-2026-09-15',
      { messages: [{ role: 'assistant', content: [{ type: 'mcp_tool_listing', tools: [] }] }] },
      'messages.mcp_tool_listing',
    ],
    ['web-fetch-2025-09-10', { tools: [TOOL, { type: 'web_fetch_20250910', name: 'web_fetch' }] }, 'tools.1'],
    [
      'prompt-caching-scope-2026-01-05',
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral', scope: 'global' } }],
          },
        ],
      },
      'cache_control.scope',
    ],
  ])('go without %s and its part %j', (beta, body, part) => {
    const { betas, dropped, body: sent } = fitted('vertex', body, ['interleaved-thinking-2025-05-14', beta]);
    expect(betas).toEqual(['interleaved-thinking-2025-05-14']);
    expect(dropped).toEqual([`anthropic-beta.${beta}`, part]);
    expect(JSON.stringify(sent)).not.toContain(
      part.slice(part.lastIndexOf('.') + 1).replace(/^1$/, 'web_fetch'),
    );
  });

  it.each([
    [{ type: 'auto' }, []],
    [{ type: 'any' }, ['tool_choice']],
    [{ type: 'tool', name: 'web_fetch' }, ['tool_choice']],
  ])('go with the choice %j of a tool, where none is left: it is refused without them', (choice, named) => {
    const fetching = [{ type: 'web_fetch_20250910', name: 'web_fetch' }];
    const { dropped, body } = fitted('bedrock', { tools: fetching, tool_choice: choice }, []);
    expect(body).toEqual({});
    expect(dropped).toEqual(['tools.0', ...named]);
    const others = fitted('bedrock', { tools: [TOOL, ...fetching], tool_choice: choice }, []);
    expect(others.body['tool_choice']).toEqual(choice.type === 'tool' ? undefined : choice);
  });

  it('go with what their tools left in earlier answers, at a cloud that does not have them', () => {
    const call = { type: 'mcp_tool_use', id: 'mcptoolu_1', name: 'ask', server_name: 'wiki', input: {} };
    const text = { type: 'text', text: 'It is blue.' };
    const messages = [
      { role: 'user', content: 'Which colour?' },
      {
        role: 'assistant',
        content: [call, { type: 'mcp_tool_result', tool_use_id: 'mcptoolu_1', content: [] }],
      },
      {
        role: 'assistant',
        content: [{ type: 'server_tool_use', id: 's', name: 'web_search', input: {} }, text],
      },
      { role: 'user', content: 'And at night?' },
    ];
    const { dropped, body } = fitted('bedrock', { messages }, ['mcp-client-2025-11-20']);
    expect(body['messages']).toEqual([messages[0], { role: 'assistant', content: [text] }, messages[3]]);
    expect(dropped).toEqual([
      'anthropic-beta.mcp-client-2025-11-20',
      ...['messages.mcp_tool_use', 'messages.mcp_tool_result', 'messages.server_tool_use'],
    ]);
    // Blocks of two features by one name.
    const runs = ['bash_code_execution', 'web_fetch'].map((name) => ({
      type: 'server_tool_use',
      id: name,
      name,
    }));
    const paused = [messages[0], { role: 'assistant', content: [...runs, text] }];
    expect(fitted('bedrock', { messages: paused }, []).body['messages']).toEqual([
      messages[0],
      { role: 'assistant', content: [text] },
    ]);
    // Vertex AI searches the web, and Foundry has all of it.
    expect(fitted('vertex', { messages }, []).dropped).not.toContain('messages.server_tool_use');
    expect(fitted('foundry', { messages }, ['mcp-client-2025-11-20']).edits.size).toBe(0);
  });

  it('parse no field of the body twice', () => {
    const read = jest.fn(() => undefined);
    fitted('bedrock', {}, ['mcp-client-2025-11-20'], { read });
    const names = read.mock.calls.map(([name]: unknown[]) => name);
    expect(names).toContain('messages');
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(['anthropic', 'foundry', 'vertex', 'bedrock'] as const)(
    'at %s a beta that is taken keeps its parts',
    (platform) => {
      const body = { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } };
      const result = fitted(platform, body, ['context-management-2025-06-27']);
      expect(result).toMatchObject({ betas: ['context-management-2025-06-27'], dropped: [], body });
    },
  );

  it.each(['foundry', 'vertex', 'bedrock'] as const)(
    'at %s no part of a feature goes alone, and no header whose parts were left out',
    (platform) => {
      for (const { betas: names, fields = [], toolFields = [], outputConfig = [] } of FEATURES) {
        const given = {
          ...Object.fromEntries(fields.map((name) => [name, [1]])),
          ...(toolFields.length > 0 && {
            tools: [{ ...TOOL, ...Object.fromEntries(toolFields.map((name) => [name, true])) }],
          }),
          ...(outputConfig.length > 0 && {
            output_config: Object.fromEntries(outputConfig.map((name) => [name, 'x'])),
          }),
        };
        if (Object.keys(given).length === 0) continue;
        for (const beta of names) {
          // An old model: nothing is generally available.
          const { betas, body } = fitted(platform, given, [beta], { model: 'claude-sonnet-4-20250514' });
          const text = JSON.stringify(body);
          const parts = [...fields, ...toolFields, ...outputConfig].filter((name) =>
            text.includes(`"${name}"`),
          );
          expect([beta, betas.length > 0]).toEqual([beta, parts.length > 0]);
        }
      }
    },
  );

  it('leave out what is refused of an edit list, and the header with the last of it', () => {
    const thinking = { type: 'clear_thinking_20251015' };
    const both = { context_management: { edits: [thinking, { type: 'clear_tool_uses_20250919' }] } };
    const beta = 'context-management-2025-06-27';
    expect(fitted('bedrock', both, [beta])).toMatchObject({
      betas: [beta],
      body: { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } },
    });
    const alone = fitted('bedrock', { context_management: { edits: [thinking] } }, [beta]);
    expect(alone).toMatchObject({ betas: [], body: {} });
    expect(alone.dropped).toEqual([`anthropic-beta.${beta}`, 'context_management']);
  });

  it('have another name where a cloud calls them otherwise', () => {
    const body = { tools: [{ ...TOOL, defer_loading: true }] };
    expect(fitted('bedrock', body, ['advanced-tool-use-2025-11-20'])).toMatchObject({
      betas: ['tool-search-tool-2025-10-19'],
      dropped: [],
      body,
    });
  });

  it.each([
    [
      'per-turn-control-2026-07-01',
      'mid-conversation-output-config-2026-07-01',
      { messages: [{ role: 'system', output_config: { effort: 'low' } }] },
    ],
    [
      'compact-2026-09-04',
      'compact-2026-01-12',
      { context_management: { edits: [{ type: 'compact_20260112' }] } },
    ],
  ])('are opened by the beta that a cloud has, where the caller names another (%s)', (named, other, body) => {
    expect(fitted('bedrock', body, [named])).toMatchObject({ betas: [other], dropped: [], body });
    expect(fitted('bedrock', {}, [named])).toMatchObject({
      betas: [],
      dropped: [`anthropic-beta.${named}`],
    });
  });

  it('are opened by one beta each, where the caller has one for several', () => {
    const body = { tools: [{ ...TOOL, defer_loading: true, input_examples: [{}] }] };
    expect(fitted('bedrock', body, ['advanced-tool-use-2025-11-20'])).toMatchObject({
      betas: ['tool-search-tool-2025-10-19', 'tool-examples-2025-10-29'],
      dropped: [],
      body,
    });
  });

  it('of one turn go without the turn, where nothing of it is left', () => {
    const [user, system] = [{ role: 'user', content: 'Hi' }, { role: 'system' }];
    const timing = { timing: { type: 'now', now: '2026-11-30' } };
    const body = {
      messages: [
        user,
        { ...system, output_config: timing },
        { ...system, content: 'Be brief.', output_config: timing },
        { ...system, output_config: { effort: 'low', ...timing } },
      ],
    };
    const { betas, dropped, body: sent } = fitted('vertex', body, ['timing-2026-09-09']);
    expect(betas).toEqual([]);
    expect(dropped).toEqual(['anthropic-beta.timing-2026-09-09', 'messages.output_config.timing']);
    expect(sent['messages']).toEqual([
      user,
      { ...system, content: 'Be brief.' },
      { ...system, output_config: { effort: 'low' } },
    ]);
    const cut = ['per-turn-control-2026-07-01'];
    const effort = { messages: [user, { ...system, content: [], output_config: { effort: 'low' } }] };
    expect(fitted('anthropic', effort, [], { cut }).body['messages']).toEqual([user]);
  });

  it.each(['vertex', 'bedrock'] as const)(
    'put the mark of a whole request on its last block at %s, which refuses it in front',
    (platform) => {
      const cache_control = { type: 'ephemeral', scope: 'global' };
      const marked = { type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } };
      const thought = { role: 'assistant', content: [{ type: 'thinking', thinking: 'x', signature: 'y' }] };
      const user = { role: 'user', content: 'Hi' };
      const { dropped, body } = fitted(platform, { messages: [user, thought], cache_control }, []);
      expect(body).toEqual({ messages: [{ ...user, content: [marked] }, thought] });
      expect(dropped).toEqual(['cache_control.scope']);
      const alone = [{ role: 'user', content: [marked] }];
      expect(fitted(platform, { messages: alone, cache_control }, []).body).toEqual({ messages: alone });
      expect(fitted(platform, { messages: [thought], cache_control }, [])).toMatchObject({
        dropped: ['cache_control'],
        body: { messages: [thought] },
      });
      expect(
        fitted('foundry', { messages: [user], cache_control: { type: 'ephemeral' } }, []).edits.size,
      ).toBe(0);
    },
  );

  it('take from calls what has made them, where that does not run', () => {
    const call = { type: 'tool_use', id: 't', name: 'weather', input: {} };
    const by = (type: string): object => ({ ...call, caller: { type, tool_id: 'srvtoolu_1' } });
    const messages = [{ role: 'assistant', content: [by('code_execution_20260120'), by('direct')] }];
    const { dropped, body } = fitted('bedrock', { messages }, []);
    expect(body['messages']).toEqual([{ role: 'assistant', content: [call, by('direct')] }]);
    expect(dropped).toEqual(['messages.tool_use.caller']);
  });

  it('stay where they are generally available, without the header', () => {
    const body = { output_config: { effort: 'low', format: { type: 'json_schema' } } };
    const named = ['effort-2025-11-24', 'structured-outputs-2025-11-13'];
    const { betas, dropped, body: sent } = fitted('vertex', body, named, { model: 'claude-opus-4-6' });
    expect([betas, sent]).toEqual([[], body]);
    expect(dropped).toEqual(named.map((name) => `anthropic-beta.${name}`));
    expect(hasStructuredOutput('claude-sonnet-4-5@20250929', 'vertex')).toBe(false);
    expect(hasStructuredOutput('claude-opus-4-6', 'vertex')).toBeUndefined();
  });

  it('that nobody knows go with the fields that nobody knows, but for Anthropic and Foundry', () => {
    const body = { max_tokens: 5, later: 1 };
    for (const platform of ['vertex', 'bedrock'] as const) {
      expect(fitted(platform, body, ['later-2027-01-01'])).toMatchObject({
        betas: [],
        dropped: ['anthropic-beta.later-2027-01-01', 'later'],
        body: { max_tokens: 5 },
      });
      expect(fitted(platform, body, [])).toMatchObject({ dropped: [], body });
    }
    for (const platform of ['anthropic', 'foundry'] as const) {
      expect(fitted(platform, body, ['later-2027-01-01'])).toMatchObject({
        betas: ['later-2027-01-01'],
        body,
      });
    }
  });

  it('that a key may not use are left out at Anthropic too', () => {
    const body = { output_config: { effort: 'low' }, speed: 'fast' };
    const cut = ['effort-2025-11-24'];
    expect(fitted('anthropic', body, ['fast-mode-2026-02-01'], { cut })).toMatchObject({
      betas: ['fast-mode-2026-02-01'],
      body: { speed: 'fast' },
      dropped: ['anthropic-beta.effort-2025-11-24', 'output_config.effort'],
    });
  });

  it('are a 400 in strict mode where a part would be left out, and not for a header', () => {
    expect(() => fitted('bedrock', { speed: 'fast' }, [], { strict: true })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param: 'speed' }),
    );
    expect(fitted('bedrock', {}, ['claude-code-20250219'], { strict: true }).betas).toEqual([]);
  });

  it('name betas that the table has', () => {
    for (const { betas } of FEATURES) expect(betas.filter((beta) => BETAS[beta] === undefined)).toEqual([]);
  });
});
