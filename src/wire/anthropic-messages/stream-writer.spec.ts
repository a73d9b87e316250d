import { randomBytes } from 'node:crypto';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { AnswerCollector } from '../canonical/answer-collector';
import type { AnswerEvents, FinishReason } from '../canonical/answer-events';
import type { AnswerSummary } from '../canonical/answer-summary';
import type { ContentPart } from '../canonical/content-part';
import { PartSeal } from '../canonical/part-seal';
import type { TokenUsage } from '../canonical/token-usage';
import { readMessagesRequest } from './read-request';
import { MessageStreamWriter } from './stream-writer';
import { wholeMessage } from './whole-answer';

const ASKED = { model: 'asked', usageWanted: true, promptTokens: 7 };
const USAGE: TokenUsage = {
  promptTokens: 100,
  completionTokens: 20,
  cachedTokens: 60,
  cacheWriteTokens: 30,
  cacheWrite1hTokens: 12,
  reasoningTokens: 5,
  searches: 2,
  estimated: false,
};
const seal = new PartSeal(randomBytes(32));
const CLAUDES = { maker: 'anthropic', value: 'c2lnbmVk' };
const GEMINIS = { maker: 'google', value: 'Z2VtaW5p' };

function summary(): AnswerSummary {
  return { model: undefined, finishReason: undefined, usage: undefined };
}

function streamed(tell: (out: AnswerEvents) => void): JsonObject[] {
  const writer = new MessageStreamWriter(ASKED, summary(), seal);
  const events: AnswerEvents = writer;
  events.start('chatcmpl-1', 'served', 'openai');
  tell(events);
  writer.end(USAGE);
  const frames = (writer.take()?.text ?? '').split('\n\n').filter((frame) => frame !== '');
  return frames.map((frame) => {
    const [event = '', data = ''] = frame.split('\n');
    const parsed: unknown = JSON.parse(data.slice('data: '.length));
    if (!isObject(parsed)) throw new Error('an event is an object');
    expect(event).toBe(`event: ${String(parsed['type'])}`);
    return parsed;
  });
}

/** Puts blocks together as SDKs do: what a block begins with, and then its deltas. */
function blocksOf(events: readonly JsonObject[]): JsonObject[] {
  const blocks: Record<string, unknown>[] = [];
  let open: number | undefined;
  for (const { type, index, content_block: start, delta } of events) {
    if (type === 'content_block_start' && isObject(start)) {
      expect([open, index]).toEqual([undefined, blocks.length]);
      open = Number(index);
      blocks.push({ ...start, ...(start['type'] === 'tool_use' ? { input: '' } : {}) });
    } else if (type === 'content_block_delta' && isObject(delta)) {
      expect(index).toBe(open);
      const block = blocks.at(-1) ?? {};
      if (delta['type'] === 'text_delta') block['text'] = `${String(block['text'])}${String(delta['text'])}`;
      if (delta['type'] === 'thinking_delta')
        block['thinking'] = `${String(block['thinking'])}${String(delta['thinking'])}`;
      if (delta['type'] === 'signature_delta') block['signature'] = delta['signature'];
      if (delta['type'] === 'input_json_delta')
        block['input'] = `${String(block['input'])}${String(delta['partial_json'])}`;
    } else if (type === 'content_block_stop') {
      expect(index).toBe(open);
      open = undefined;
    }
  }
  expect(open).toBeUndefined();
  return blocks.map((block) =>
    block['type'] === 'tool_use'
      ? { ...block, input: JSON.parse(String(block['input']) || '{}') as unknown }
      : block,
  );
}

function whole(tell: (out: AnswerEvents) => void): JsonObject {
  const answer = new AnswerCollector();
  answer.start('chatcmpl-1', 'served', 'openai');
  tell(answer);
  const message: unknown = JSON.parse(wholeMessage(answer, ASKED, USAGE, summary(), seal));
  if (!isObject(message)) throw new Error('a message is an object');
  return message;
}

/** The parts of the second turn, when the answer comes back in it. */
function returned(content: unknown): readonly ContentPart[] {
  const body = {
    max_tokens: 1,
    messages: [
      { role: 'user', content: 'x' },
      { role: 'assistant', content },
    ],
  };
  return readMessagesRequest(body, seal).turns[1]?.parts ?? [];
}

const call = (number: number, name: string) => ({
  call: number,
  id: `call_${number}`,
  name,
  tool: 'function' as const,
});

describe('the stream of a message', () => {
  it('has one block open at a time, and puts interleaved calls in sequence', () => {
    const blocks = blocksOf(
      streamed((out) => {
        out.text('Both ');
        out.text('at once.');
        out.toolCall(call(0, 'a'));
        out.toolCall(call(1, 'b'));
        for (const piece of ['{"x"', ':1}']) {
          out.toolArguments(1, piece);
          out.toolArguments(0, piece);
        }
        out.toolCallEnd(1);
        out.toolCallEnd(0);
        out.finish({ reason: 'tool_calls' });
      }),
    );
    expect(blocks).toEqual([
      { type: 'text', text: 'Both at once.' },
      { type: 'tool_use', id: 'call_0', name: 'a', input: { x: 1 } },
      { type: 'tool_use', id: 'call_1', name: 'b', input: { x: 1 } },
    ]);
  });

  it('keeps the arguments of a call whole when something else comes between them', () => {
    const blocks = blocksOf(
      streamed((out) => {
        out.toolCall(call(0, 'a'));
        out.toolArguments(0, '{"x"');
        out.text('By ');
        out.text('the way.');
        out.reasoning('Hm.');
        out.toolArguments(0, ':1}');
        out.toolCall(call(1, 'b'));
        out.finish({ reason: 'tool_calls' });
      }),
    );
    expect(blocks).toEqual([
      { type: 'tool_use', id: 'call_0', name: 'a', input: { x: 1 } },
      { type: 'text', text: 'By the way.' },
      { type: 'thinking', thinking: 'Hm.', signature: '' },
      { type: 'tool_use', id: 'call_1', name: 'b', input: {} },
    ]);
  });

  it('has no empty block of text, and begins with the usage by our own count', () => {
    const events = streamed((out) => {
      out.text('');
      out.finish({ reason: 'stop' });
    });
    expect(events.map(({ type }) => type)).toEqual(['message_start', 'message_delta', 'message_stop']);
    expect(events[0]).toMatchObject({
      message: { model: 'served', content: [], usage: { input_tokens: 7, cache_read_input_tokens: 0 } },
    });
  });
});

describe.each([
  ['streamed', (tell: (out: AnswerEvents) => void) => blocksOf(streamed(tell))],
  ['whole', (tell: (out: AnswerEvents) => void) => whole(tell)['content'] as JsonObject[]],
])('a message, %s,', (_form, contentOf) => {
  it('gives Claude’s signatures as they are', () => {
    const content = contentOf((out) => {
      out.reasoning('Let me see.');
      out.signature('reasoning', CLAUDES);
      out.opaque('anthropic', { type: 'redacted_thinking', data: 'x' });
      out.finish({ reason: 'stop' });
    });
    expect(content).toEqual([
      { type: 'thinking', thinking: 'Let me see.', signature: CLAUDES.value },
      { type: 'redacted_thinking', data: 'x' },
    ]);
    expect(returned(content)).toMatchObject([
      { kind: 'reasoning', text: 'Let me see.', signature: CLAUDES },
      { kind: 'opaque', maker: 'anthropic' },
    ]);
  });

  it('carries what others sign, sealed, and reads it back at its place', () => {
    const content = contentOf((out) => {
      out.reasoning('Let me see.');
      out.signature('reasoning', { maker: 'openai', value: 'enc' });
      out.text('Well.');
      out.toolCall({ ...call(0, 'a'), signature: GEMINIS });
      out.toolArguments(0, '{}');
      out.toolCallEnd(0);
      out.finish({ reason: 'tool_calls' });
    });
    expect(JSON.stringify(content)).not.toContain(GEMINIS.value);
    for (const block of content)
      if (block['type'] === 'thinking') expect(block['signature']).toMatch(/^[A-Za-z0-9+/=]{20,}$/);
    expect(returned(content)).toMatchObject([
      { kind: 'reasoning', text: 'Let me see.', signature: { maker: 'openai', value: 'enc' } },
      { kind: 'text', text: 'Well.' },
      { kind: 'tool_call', id: 'call_0', name: 'a', signature: GEMINIS },
    ]);
  });

  it.each([
    ['a signature of the text', (out: AnswerEvents) => out.signature('text', GEMINIS)],
    ['what only its maker understands', (out: AnswerEvents) => out.opaque('openrouter', { data: 'x' })],
  ])('ends with its text, which Claude Code takes for the result, and not with %s', (_what, sign) => {
    const tell = (out: AnswerEvents): void => {
      out.reasoning('Hm.');
      out.blockEnd();
      out.text('All done.');
      sign(out);
      out.finish({ reason: 'stop' });
    };
    const kinds = [{ type: 'thinking' }, { type: 'text', text: 'All done.' }];
    expect(blocksOf(streamed(tell))).toMatchObject(kinds);
    expect(whole(tell)['content']).toMatchObject(kinds);
    expect(whole(tell)['content']).toHaveLength(2);
  });

  it('keeps what follows a text where a call, or more text, comes behind it', () => {
    const tell = (out: AnswerEvents): void => {
      for (const text of ['One.', 'Two.']) {
        out.text(text);
        out.signature('text', GEMINIS);
        out.blockEnd();
      }
      out.toolCall(call(0, 'a'));
      out.toolCallEnd(0);
      out.finish({ reason: 'tool_calls' });
    };
    const types = ['text', 'thinking', 'text', 'thinking', 'tool_use'];
    expect(blocksOf(streamed(tell)).map(({ type }) => type)).toEqual(types);
    const content = whole(tell)['content'];
    expect(Array.isArray(content) && content.map((block: JsonObject) => block['type'])).toEqual(types);
  });

  it('leaves out what was sealed and then changed', () => {
    const content = contentOf((out) => {
      out.reasoning('Let me see.');
      out.signature('reasoning', GEMINIS);
      out.finish({ reason: 'stop' });
    });
    const [block = {}] = content;
    const signature = String(block['signature']);
    const changed = `${signature.slice(0, 30)}${signature[30] === 'A' ? 'B' : 'A'}${signature.slice(31)}`;
    expect(returned([{ ...block, signature: changed }])).toEqual([]);
  });

  it('gives reasoning that nobody signed an empty signature', () => {
    const content = contentOf((out) => {
      out.reasoning('Hm.');
      out.finish({ reason: 'stop' });
    });
    expect(content).toEqual([{ type: 'thinking', thinking: 'Hm.', signature: '' }]);
    const [part] = returned(content);
    expect(part).toMatchObject({ kind: 'reasoning', text: 'Hm.' });
    expect(part).not.toMatchObject({ signature: expect.anything() as unknown });
  });
});

it.each<[FinishReason, string]>([
  ['stop', 'end_turn'],
  ['stop_sequence', 'stop_sequence'],
  ['length', 'max_tokens'],
  ['tool_calls', 'tool_use'],
  ['content_filter', 'refusal'],
  ['refusal', 'refusal'],
  ['pause', 'pause_turn'],
  ['context_window', 'model_context_window_exceeded'],
])('%s is %s, whole and streamed, with the whole usage', (reason, stopReason) => {
  const tell = (out: AnswerEvents): void => {
    out.text('x');
    out.finish({ reason, ...(reason === 'stop_sequence' ? { stopSequence: 'END' } : {}) });
  };
  const ending = { stop_reason: stopReason, stop_sequence: reason === 'stop_sequence' ? 'END' : null };
  const usage = {
    input_tokens: 10,
    cache_creation_input_tokens: 30,
    cache_read_input_tokens: 60,
    cache_creation: { ephemeral_5m_input_tokens: 18, ephemeral_1h_input_tokens: 12 },
    output_tokens: 20,
    server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 },
  };
  expect(whole(tell)).toMatchObject({ ...ending, usage });
  expect(streamed(tell).at(-2)).toMatchObject({ type: 'message_delta', delta: ending, usage });
});

it('a refusal of a provider that has simply stopped then ends as one, whole and streamed', () => {
  const tell = (out: AnswerEvents): void => {
    out.refusal('I cannot.');
    out.finish({ reason: 'stop' });
  };
  const content = [{ type: 'text', text: 'I cannot.' }];
  expect(whole(tell)).toMatchObject({ content, stop_reason: 'refusal' });
  expect(streamed(tell).at(-2)).toMatchObject({ delta: { stop_reason: 'refusal' } });
});

it('a picture is one again when it comes back, with its signature: as a text it would be as many tokens as it has bytes', () => {
  const tell = (out: AnswerEvents): void => {
    out.text('Here: ');
    out.image('image/png', 'aGk=', GEMINIS);
    out.text(' And ![](data:image/none, which is not one.');
    out.image('image/jpeg', 'aG8=');
    out.finish({ reason: 'stop' });
  };
  for (const content of [whole(tell)['content'], blocksOf(streamed(tell))]) {
    const message = (role: string): JsonObject => ({ role, content });
    const read = (role: string): readonly ContentPart[] =>
      readMessagesRequest({ messages: [message(role)] }, seal).turns[0]?.parts ?? [];
    const picture = (mediaType: string, data: string): JsonObject => ({
      ...{ kind: 'image', source: { type: 'inline', mediaType, data } },
    });
    expect(read('assistant')).toMatchObject([
      { kind: 'text', text: 'Here: ' },
      { ...picture('image/png', 'aGk='), signature: GEMINIS },
      { kind: 'text', text: ' And ![](data:image/none, which is not one.' },
      picture('image/jpeg', 'aG8='),
    ]);
    expect(read('user').some(({ kind }) => kind === 'image')).toBe(false);
  }
});

it('a cache mark on a text with pictures is one mark, behind the last of them', () => {
  const cache_control = { type: 'ephemeral' };
  const text = 'A ![](data:image/png;base64,aGk=) B ![](data:image/png;base64,aG8=)';
  const content = [{ type: 'text', text, cache_control }];
  const [turn] = readMessagesRequest({ messages: [{ role: 'assistant', content }] }, seal).turns;
  expect(turn?.parts.map(({ kind }) => kind)).toEqual(['text', 'image', 'text', 'image']);
  expect(turn?.parts.map(({ cache }) => cache)).toEqual([undefined, undefined, undefined, cache_control]);
});
