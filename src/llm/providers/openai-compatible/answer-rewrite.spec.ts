import fc from 'fast-check';
import { answerRewrite, replaceFinishReasons } from './answer-rewrite';
import type { AnswerQuirks } from './vendor';

function rewritten(json: string, quirks: AnswerQuirks, kind: 'whole' | 'stream' = 'stream'): string {
  const bytes = Buffer.from(json);
  const rewrite = answerRewrite(quirks, kind);
  if (rewrite?.applies(bytes, 0, bytes.length) !== true) return json;
  return rewrite.rewrite(bytes).toString();
}

describe('answerRewrite', () => {
  it('is nothing for a vendor without quirks', () => {
    expect(answerRewrite(undefined, 'stream')).toBeUndefined();
    expect(answerRewrite({ finishReasons: { eos: 'stop' } }, 'whole')).toBeUndefined();
  });

  it.each([
    [
      '{"seed":9223372036854775807,"choices":[{"delta":{"reasoning":"So \\"r\\""}}]}',
      '{"seed":9223372036854775807,"choices":[{"delta":{"reasoning_content":"So \\"r\\"","reasoning":"So \\"r\\""}}]}',
    ],
    ['{"delta":{ "reasoning" : "a" }}', '{"delta":{ "reasoning_content":"a","reasoning":"a" }}'],
    ['{"a":{"reasoning":"x"},"b":{"reasoning":"y"}}', /"x".*"x".*"y".*"y"/],
  ])('gives reasoning under the name that callers know: %s', (json, expected) => {
    const text = rewritten(json, { reasoningField: true });
    if (typeof expected === 'string') expect(text).toBe(expected);
    else expect(text).toMatch(expected);
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it.each([
    '{"delta":{"reasoning":null,"content":"x"}}',
    '{"delta":{"reasoning":""}}',
    '{"delta":{"reasoning":"a","reasoning_content":"a"}}',
    '{"delta":{"content":"\\"reasoning\\":\\"x\\""}}',
    '{"delta":{"reasoning":{"effort":"low"}}}',
  ])('leaves %s as it is', (json) => {
    expect(rewritten(json, { reasoningField: true })).toBe(json);
  });

  it('joins arrays of content, thoughts apart, and keeps parts of other kinds', () => {
    const json =
      '{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm. "},{"type":"text","text":"So."}]},{"type":"text","text":"4"},{"type":"reference","reference_ids":[1]}]},"finish_reason":null}]}';
    expect(JSON.parse(rewritten(json, { contentArrays: true }))).toEqual({
      choices: [
        {
          delta: {
            content: '4',
            reasoning_content: 'Hm. So.',
            provider_fields: { content: [{ type: 'reference', reference_ids: [1] }] },
          },
          finish_reason: null,
        },
      ],
    });
    expect(rewritten('{"content":[]}', { contentArrays: true })).toBe('{"content":""}');
    expect(rewritten('{"content":"[1]"}', { contentArrays: true })).toBe('{"content":"[1]"}');
  });

  it('numbers tool calls that come without an index, across the chunks of one stream', () => {
    const rewrite = answerRewrite({ bareToolCalls: true }, 'stream');
    const first = '{"tool_calls":[{"id":"a","function":{"name":"f"}},{"id":"b","function":{"name":"g"}}]}';
    const second = '{"tool_calls":[{"id":"c","function":{"name":"h"}}]}';
    expect(JSON.parse(String(rewrite?.rewrite(Buffer.from(first))))).toMatchObject({
      tool_calls: [
        { index: 0, id: 'a', type: 'function' },
        { index: 1, id: 'b', type: 'function' },
      ],
    });
    expect(String(rewrite?.rewrite(Buffer.from(second)))).toContain('"index":2');
    const complete = '{"tool_calls":[{"index":0,"type":"function","function":{"arguments":"x"}}]}';
    expect(rewritten(complete, { bareToolCalls: true })).toBe(complete);
    expect(rewritten(first, { bareToolCalls: true }, 'whole')).not.toContain('index');
  });

  it('keeps JSON the same but for what it adds, whatever is in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (extra, text) => {
        const value = { extra, message: { reasoning: `.${text}` } };
        const json = Buffer.from(JSON.stringify(value));
        const rewrite = answerRewrite({ reasoningField: true }, 'whole');
        const after = JSON.parse(String(rewrite?.rewrite(json))) as typeof value;
        expect(after.message).toEqual({ reasoning: `.${text}`, reasoning_content: `.${text}` });
      }),
    );
  });
});

describe('replaceFinishReasons', () => {
  it('replaces reasons and nothing else', () => {
    const json =
      '{"choices":[{"finish_reason":""},{"finish_reason" : "stop"}],"x":"\\"finish_reason\\":\\"\\""}';
    const after = replaceFinishReasons(Buffer.from(json), (reason) => (reason === '' ? null : undefined));
    expect(after.toString()).toBe(json.replace('"finish_reason":""', '"finish_reason":null'));
  });
});
