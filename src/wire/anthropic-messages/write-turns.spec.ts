import type { Json } from '../../../test/support/providers/anthropic-recordings';
import {
  TURN,
  USER,
  droppedOf,
  mapped,
  refusedParam,
  TOOL,
  written,
} from '../../../test/support/providers/anthropic-request';
import { GO_ON } from '../canonical/going-on';
import { MOST_GROWTH, growth } from '../../../test/support/observation/cpu-time';

function messagesOf(...messages: readonly Json[]): unknown {
  return mapped({ messages })['messages'];
}

describe('writeMessagesRequest: messages', () => {
  it('is the smallest request there is', () => {
    expect(mapped({})).toEqual({ model: 'claude-sonnet-4-5', max_tokens: 64_000, messages: [TURN] });
  });

  it('keeps system messages at their place and merges neighbours of one role', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      USER,
      { role: 'developer', content: [{ type: 'text', text: 'And kind.' }] },
      { role: 'user', content: 'Are you there?' },
      { role: 'assistant', content: 'Yes.' },
      { role: 'assistant', content: 'Ask. ' },
    ];
    expect(mapped({ messages })).toMatchObject({
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [
        {
          role: 'user',
          content: [
            ...TURN.content,
            { type: 'text', text: '<system>\nAnd kind.\n</system>' },
            { type: 'text', text: 'Are you there?' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'Yes.' },
            { type: 'text', text: 'Ask.' },
          ],
        },
      ],
    });
  });

  it.each([
    ['a thought', { type: 'thinking', thinking: 'Hm.', signature: 'S1' }],
    ['an encrypted thought', { type: 'redacted_thinking', data: 'cmVk' }],
  ])(
    'has the user ask to go on behind %s at the end, which is refused as the beginning of an answer',
    (_what, thought) => {
      const answered = { role: 'assistant', content: null, thinking_blocks: [thought] };
      expect(messagesOf(USER, answered)).toEqual([
        TURN,
        { role: 'assistant', content: [thought] },
        { role: 'user', content: [{ type: 'text', text: GO_ON }] },
      ]);
      expect(messagesOf(USER, { ...answered, content: 'So' })).toHaveLength(2);
    },
  );

  it('makes system messages alone what the user says, which is demanded', () => {
    const body = mapped({ messages: [{ role: 'system', content: 'Say hello.' }] });
    expect(body).toMatchObject({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Say hello.' }] }],
    });
    expect(body).not.toHaveProperty('system');
  });

  it('is refused when no message has anything in it', () => {
    expect(refusedParam({ messages: [{ role: 'user', content: ' ' }] })).toBe('messages');
  });

  it('merges a great many messages in a time that grows with their number alone', () => {
    const merge = (count: number) => messagesOf(...Array.from({ length: count }, () => USER));
    expect(merge(1_000)).toMatchObject([{ role: 'user' }]);
    expect(growth(merge, 6_250)).toBeLessThan(MOST_GROWTH);
  });

  it('keeps the numbers of a tool’s arguments as they are written', () => {
    const call = {
      id: 'a',
      type: 'function',
      function: { name: 'f', arguments: '{"id":12345678901234567890}' },
    };
    const sent = JSON.stringify(messagesOf(USER, { role: 'assistant', tool_calls: [call] }));
    expect(sent).toContain('"input":{"id":12345678901234567890}');
  });

  it('puts the results of parallel calls into one turn, before everything else of it', () => {
    const call = (id: string, args: string): Json => ({
      id,
      type: 'function',
      function: { name: 'get', arguments: args },
    });
    expect(
      messagesOf(
        USER,
        {
          role: 'assistant',
          content: null,
          tool_calls: [call('a:1', '{"x":1}'), call('b', ''), call('c', '{"x":')],
        },
        { role: 'user', content: 'Wait.' },
        { role: 'tool', tool_call_id: 'a:1', content: 'one' },
        {
          role: 'tool',
          tool_call_id: 'b',
          content: [{ type: 'text', text: 'two' }],
          cache_control: { type: 'ephemeral' },
        },
        { role: 'tool', tool_call_id: 'c', content: '' },
      ),
    ).toEqual([
      TURN,
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'a_1', name: 'get', input: { x: 1 } },
          { type: 'tool_use', id: 'b', name: 'get', input: {} },
          { type: 'tool_use', id: 'c', name: 'get', input: { INVALID_JSON: '{"x":' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a_1', content: 'one' },
          { type: 'tool_result', tool_use_id: 'b', content: 'two', cache_control: { type: 'ephemeral' } },
          { type: 'tool_result', tool_use_id: 'c' },
          { type: 'text', text: 'Wait.' },
        ],
      },
    ]);
  });

  it.each(['', ' \n', null])(
    'has a word in the result of a call that failed and says %j, because none is refused',
    (content) => {
      const call = { id: 'a', type: 'function', function: { name: 'get', arguments: '{}' } };
      const failed = { role: 'tool', tool_call_id: 'a', content, is_error: true };
      const result = { type: 'tool_result', tool_use_id: 'a', content: 'error', is_error: true };
      expect(messagesOf(USER, { role: 'assistant', tool_calls: [call] }, failed)).toMatchObject([
        {},
        {},
        { content: [result] },
      ]);
    },
  );

  it('maps images and documents, with what is beside them', () => {
    const cache_control = { type: 'ephemeral' };
    const text = Buffer.from('Hello').toString('base64');
    expect(
      messagesOf({
        role: 'user',
        content: [
          {
            type: 'image_url',
            image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' },
            cache_control,
          },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          {
            type: 'file',
            file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' },
            citations: { enabled: true },
          },
          { type: 'file', file: { file_data: `data:text/markdown;base64,${text}` } },
          { type: 'file', file: { file_data: 'https://example.com/b.pdf' } },
          { type: 'text', text: ' ' },
        ],
      }),
    ).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' }, cache_control },
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: 'BBBB' },
            title: 'a.pdf',
            citations: { enabled: true },
          },
          { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Hello' } },
          { type: 'document', source: { type: 'url', url: 'https://example.com/b.pdf' } },
        ],
      },
    ]);
  });

  it('names the beta that a kept file needs', () => {
    const messages = [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file_1' } }] }];
    const { body, betas } = written({ model: 'claude-opus-4-6', messages, stream: true });
    expect(body).toMatchObject({
      stream: true,
      messages: [{ content: [{ type: 'document', source: { type: 'file', file_id: 'file_1' } }] }],
    });
    expect(betas).toEqual(['files-api-2025-04-14']);
  });

  it('keeps cache_control of messages, parts and tools', () => {
    const cache_control = { type: 'ephemeral', ttl: '1h' };
    const body = mapped({
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Long.', cache_control }] },
        { ...USER, cache_control },
        { role: 'assistant', content: [{ type: 'text', text: 'Yes.', cache_control }] },
      ],
      tools: [{ ...TOOL, cache_control }],
    });
    expect(body).toMatchObject({
      system: [{ cache_control }],
      messages: [{ content: [{ cache_control }] }, { content: [{ cache_control }] }],
      tools: [{ cache_control }],
    });
  });

  it('refuses a sound, naming it', () => {
    const content = [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }];
    expect(refusedParam({ messages: [{ role: 'user', content }] })).toBe('messages.0.content.0.type');
  });

  it('ignores the provider_fields of another wire', () => {
    const assistant = {
      role: 'assistant',
      content: 'Yes.',
      provider_fields: { google: { content: [{ type: 'x' }] } },
    };
    expect(messagesOf(USER, assistant, USER)).toMatchObject([
      {},
      { content: [{ type: 'text', text: 'Yes.' }] },
      {},
    ]);
  });

  it('goes on in the container of the last answer, as long as it lives', () => {
    const after = (expires_at: string): Json =>
      mapped({
        messages: [
          USER,
          {
            role: 'assistant',
            content: 'x',
            provider_fields: { anthropic: { container: { id: 'c_1', expires_at } } },
          },
          USER,
        ],
      });
    expect(after('2999-01-01T00:00:00Z')['container']).toBe('c_1');
    expect(after('2020-01-01T00:00:00Z')['container']).toBeUndefined();
  });

  describe('with a system message amid the conversation', () => {
    const LATE = { role: 'system', content: 'Be brief.' };
    const ANSWER = { role: 'assistant', content: 'Yes.' };
    const answer = { role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] };
    const own = { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] };
    const marked = { type: 'text', text: '<system>\nBe brief.\n</system>' };
    const turnsOf = (model: string, ...messages: readonly Json[]): unknown =>
      mapped({ model, messages })['messages'];

    it.each([
      'claude-opus-4-8',
      'claude-opus-5',
      'claude-opus-9-1',
      'claude-fable-5',
      'claude-sonnet-5-5',
      'claude-haiku-5-5',
    ])('gives %s that in its own role, where the provider takes it', (model) => {
      expect(turnsOf(model, USER, LATE)).toEqual([TURN, own]);
      expect(turnsOf(model, USER, LATE, ANSWER, USER)).toEqual([TURN, own, answer, TURN]);
    });

    it.each([
      'claude-opus-4-7',
      'claude-sonnet-4-5',
      'claude-sonnet-5',
      'claude-3-haiku-20240307',
      'house-model',
    ])('has %s told by the user, marked', (model) => {
      const turn = { role: 'user', content: [...TURN.content, marked] };
      expect(turnsOf(model, USER, LATE)).toEqual([turn]);
      expect(turnsOf(model, USER, LATE, ANSWER, USER)).toEqual([turn, answer, TURN]);
    });

    it('has it told by the user too where its own role is refused: behind an answer, before what the user says', () => {
      const before = { role: 'user', content: [marked, ...TURN.content] };
      expect(turnsOf('claude-opus-4-8', USER, ANSWER, LATE, USER)).toEqual([TURN, answer, before]);
      expect(turnsOf('claude-opus-4-8', USER, LATE, USER)).toEqual([
        { role: 'user', content: [...TURN.content, marked, ...TURN.content] },
      ]);
    });

    it('keeps tool results in front of it, and their turn whole', () => {
      const tool_calls = [{ id: 'a', type: 'function', function: { name: 'get', arguments: '{}' } }];
      const result = { role: 'tool', tool_call_id: 'a', content: 'x' };
      expect(turnsOf('claude-opus-4-8', USER, { role: 'assistant', tool_calls }, result, LATE)).toMatchObject(
        [{}, {}, { role: 'user', content: [{ type: 'tool_result' }] }, own],
      );
      expect(turnsOf('claude-opus-4-8', USER, { role: 'assistant', tool_calls }, LATE, result)).toMatchObject(
        [{}, {}, { role: 'user', content: [{ type: 'tool_result' }, marked] }],
      );
    });
  });

  it('keeps two call ids apart that come to one when they are made fit, each with its result', () => {
    const call = (id: string): Json => ({ id, type: 'function', function: { name: 'get', arguments: '{}' } });
    const ids = ['f.x:0', 'f_x:0', 'f_x_0', 'f x 0'];
    const turns = messagesOf(
      USER,
      { role: 'assistant', tool_calls: ids.map(call) },
      ...ids.map((id) => ({ role: 'tool', tool_call_id: id, content: id })),
    ) as { content: Json[] }[];
    const called = turns[1]?.content.map(({ id }) => id) ?? [];
    expect(new Set(called).size).toBe(ids.length);
    for (const id of called) expect(id).toMatch(/^[a-zA-Z0-9_-]+$/);
    expect(turns[2]?.content.map(({ tool_use_id, content }) => [tool_use_id, content])).toEqual(
      called.map((id, index) => [id, ids[index]]),
    );
  });

  it('keeps a refusal of an earlier answer', () => {
    expect(messagesOf(USER, { role: 'assistant', content: null, refusal: 'I cannot.' }, USER)).toEqual([
      TURN,
      { role: 'assistant', content: [{ type: 'text', text: 'I cannot.' }] },
      TURN,
    ]);
  });

  it('names images by their registered media type, and by what their bytes say', () => {
    const png = 'iVBORw0KGgoAAAANSUhEUg==';
    const image = (url: string): Json => ({ type: 'image_url', image_url: { url } });
    const content = [image('data:image/jpg;base64,AAAA'), image(`data:image/jpeg;base64,${png}`)];
    expect(messagesOf({ role: 'user', content })).toMatchObject([
      {
        content: [
          { source: { media_type: 'image/jpeg', data: 'AAAA' } },
          { source: { media_type: 'image/png', data: png } },
        ],
      },
    ]);
  });

  it('keeps the picture of a tool in its result', () => {
    const tool_calls = [{ id: 'a', type: 'function', function: { name: 'get', arguments: '{}' } }];
    const content = [
      { type: 'text', text: 'Seen:' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ];
    const result = { role: 'tool', tool_call_id: 'a', content };
    expect(messagesOf(USER, { role: 'assistant', tool_calls }, result)).toMatchObject([
      {},
      {},
      { content: [{ type: 'tool_result', content: [{ type: 'text', text: 'Seen:' }, { type: 'image' }] }] },
    ]);
  });

  it('names the picture of an earlier answer as dropped: Claude makes none', () => {
    const images = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }];
    const messages = [USER, { role: 'assistant', content: 'Here.', images }, USER];
    expect(droppedOf({ messages })).toEqual(['messages.1.images.0']);
    expect(refusedParam({ messages }, { strict: true })).toBe('messages.1.images.0');
  });
});
