import { callOf } from '../../../test/support/anthropic-chunks';
import type { Json } from '../../../test/support/anthropic-recordings';
import { TURN, USER, mapped, refusedParam, TOOL } from '../../../test/support/anthropic-request';
import { messagesRequest } from './request';

function messagesOf(...messages: readonly Json[]): unknown {
  return mapped({ messages })['messages'];
}

describe('messagesRequest: messages', () => {
  it('is the smallest request there is', () => {
    expect(mapped({})).toEqual({ model: 'claude-sonnet-4-5', max_tokens: 64_000, messages: [TURN] });
  });

  it('takes system messages to the front and merges neighbours of one role', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      USER,
      { role: 'developer', content: [{ type: 'text', text: 'And kind.' }] },
      { role: 'user', content: 'Are you there?' },
      { role: 'assistant', content: 'Yes.' },
      { role: 'assistant', content: 'Ask. ' },
    ];
    expect(mapped({ messages })).toMatchObject({
      system: [
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'And kind.' },
      ],
      messages: [
        { role: 'user', content: [...TURN.content, { type: 'text', text: 'Are you there?' }] },
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
    const many = Array.from({ length: 50_000 }, () => USER);
    const begun = performance.now();
    expect(messagesOf(...many)).toMatchObject([{ role: 'user' }]);
    expect(performance.now() - begun).toBeLessThan(5_000);
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

  it('maps images and documents, with what stands beside them', () => {
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
    const { body, betas } = messagesRequest(callOf({ model: 'claude-opus-4-6', messages }), true, false);
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

  it('ignores the provider_fields of another dialect', () => {
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
});
