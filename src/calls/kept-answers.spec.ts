/** Signatures survive clients that send back standard fields alone: by the caller's key and the ids of the calls. */
import { AnswerCollector } from '../wire/canonical/answer-collector';
import type { AnswerEvents } from '../wire/canonical/answer-events';
import type { ContentPart } from '../wire/canonical/content-part';
import { chatWire } from '../wire/openai-chat/openai-chat.wire';
import { KeptAnswers } from './kept-answers';

const MIB = 1024 * 1024;
const ASKED = { model: 'm', usageWanted: false, promptTokens: 1 };
const USAGE = { promptTokens: 1, completionTokens: 1, cachedTokens: 0, reasoningTokens: 0, estimated: false };

function tell(events: AnswerEvents, maker: string, ids: readonly string[]): void {
  events.start('1', 'm', maker);
  events.reasoning('Let me ');
  events.reasoning('think.');
  if (maker === 'anthropic') events.signature('reasoning', { maker, value: 'sig-of-thinking' });
  events.blockEnd();
  events.text('I ask.');
  events.blockEnd();
  ids.forEach((id, call) => {
    const signature = maker === 'google' && call === 0 ? { maker, value: 'sig-of-call' } : undefined;
    events.toolCall({ call, id, name: 'f', tool: 'function', signature });
    events.toolArguments(call, '{"x":1}');
    events.toolCallEnd(call);
  });
  events.finish({ reason: ids.length > 0 ? 'tool_calls' : 'stop' });
}

type How = 'whole' | 'stream';

function answer(kept: KeptAnswers, keyId: string, how: How, maker: string, ...ids: string[]): void {
  const wire = chatWire(kept.ofCaller(keyId));
  const summary = { model: undefined, finishReason: undefined, usage: undefined };
  if (how === 'stream') {
    tell(wire.streamWriter(ASKED, summary), maker, ids);
    return;
  }
  const collector = new AnswerCollector();
  tell(collector, maker, ids);
  wire.wholeAnswer(collector, ASKED, USAGE, summary);
}

/** The next turn of a client that keeps the fields of OpenAI's API and `reasoning_content`. */
function sentBack(
  kept: KeptAnswers,
  keyId: string,
  ids: readonly string[],
  more: object = {},
): readonly ContentPart[] {
  const { turns } = chatWire(kept.ofCaller(keyId)).readRequest({
    messages: [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: 'I ask.',
        reasoning_content: 'Let me think.',
        tool_calls: ids.map((id) => ({
          id,
          type: 'function',
          function: { name: 'f', arguments: '{"x":1}' },
        })),
        ...more,
      },
      ...ids.map((id) => ({ role: 'tool', tool_call_id: id, content: 'done' })),
    ],
  });
  return turns[1]?.parts ?? [];
}

const signatures = (parts: readonly ContentPart[]): unknown[] =>
  parts.flatMap((part) =>
    'signature' in part && part.signature !== undefined ? [[part.kind, part.signature.value]] : [],
  );

const keptOf = (mebibytes = 1): KeptAnswers => new KeptAnswers({ keptAnswersBytes: mebibytes * MIB });

describe.each<How>(['whole', 'stream'])(
  'of an answer given %s, a client that drops all but standard fields gets back',
  (how) => {
    it('the thinking that Claude signed', () => {
      const kept = keptOf();
      answer(kept, 'k', how, 'anthropic', 'a', 'b');
      expect(signatures(sentBack(kept, 'k', ['a', 'b']))).toEqual([['reasoning', 'sig-of-thinking']]);
      expect(sentBack(kept, 'k', ['a', 'b']).map(({ kind }) => kind)).toEqual([
        'reasoning',
        'text',
        'tool_call',
        'tool_call',
      ]);
    });

    it('the call that Gemini signed', () => {
      const kept = keptOf();
      answer(kept, 'k', how, 'google', 'a', 'b');
      expect(signatures(sentBack(kept, 'k', ['a', 'b']))).toEqual([['tool_call', 'sig-of-call']]);
    });

    it('the signature also where it changed the text', () => {
      const kept = keptOf();
      answer(kept, 'k', how, 'google', 'a');
      expect(signatures(sentBack(kept, 'k', ['a'], { content: 'I ask. ' }))).toEqual([
        ['tool_call', 'sig-of-call'],
      ]);
    });
  },
);

describe('what is kept', () => {
  it('is of one key alone', () => {
    const kept = keptOf();
    answer(kept, 'k', 'whole', 'anthropic', 'a');
    expect(signatures(sentBack(kept, 'other', ['a']))).toEqual([]);
  });

  it('gives way to what the caller sends itself', () => {
    const kept = keptOf();
    answer(kept, 'k', 'whole', 'google', 'a');
    const own = {
      google: {
        blocks: [
          { type: 'text', length: 6 },
          { type: 'tool_call', id: 'a', signature: 'own' },
        ],
      },
    };
    expect(signatures(sentBack(kept, 'k', ['a'], { provider_fields: own }))).toEqual([['tool_call', 'own']]);
  });

  it('is nothing where the setting is 0', () => {
    expect(keptOf(0).ofCaller('k')).toBeUndefined();
  });

  it('stays within its bytes: what was used longest ago goes first', () => {
    const kept = keptOf(0.01);
    answer(kept, 'k', 'whole', 'anthropic', 'first');
    answer(kept, 'k', 'whole', 'anthropic', 'used');
    for (let turn = 0; turn < 100; turn++) {
      answer(kept, 'k', 'whole', 'anthropic', `call_${turn}`);
      expect(signatures(sentBack(kept, 'k', ['used']))).toHaveLength(1);
    }
    expect(signatures(sentBack(kept, 'k', ['first']))).toEqual([]);
    expect(signatures(sentBack(kept, 'k', ['call_99']))).toHaveLength(1);
  });
});
