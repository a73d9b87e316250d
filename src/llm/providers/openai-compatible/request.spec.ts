import fc from 'fast-check';
import { emptyFacts } from '../../llm-adapter';
import type { JsonObject } from '../../../json/json-object';
import type { LlmCall } from '../../llm-adapter';
import { streamRequestBody, wholeRequestBody } from './request';
import { openAiChatWire } from '../../../wire/openai-chat/openai-chat.wire';

function callOf(raw: string, model: string): LlmCall {
  const body = JSON.parse(raw) as JsonObject;
  return {
    raw: Buffer.from(raw),
    body,
    model,
    usageWanted: false,
    headers: {},
    wire: openAiChatWire,
    facts: emptyFacts(),
  };
}

describe('wholeRequestBody', () => {
  it('is the very bytes where nothing has to change', () => {
    const call = callOf('{ "model":"m" , "seed":9223372036854775807, "t":1.0}', 'm');
    expect(wholeRequestBody(call)).toBe(call.raw);
  });

  it.each([
    ['{"model":"alias","x":1.0}', '{"model":"m","x":1.0}'],
    ['{"x":1.0}', '{"x":1.0,"model":"m"}'],
    ['{"model":null}', '{"model":"m"}'],
    ['{}', '{"model":"m"}'],
    ['{"model":"a","model":"b"}', '{"model":"m","model":"m"}'],
    ['{"mo\\u0064el":"a"}', '{"mo\\u0064el":"m"}'],
  ])('makes of %s %s', (raw, expected) => {
    expect(wholeRequestBody(callOf(raw, 'm')).toString()).toBe(expected);
  });
});

describe('streamRequestBody', () => {
  it('is the very bytes where usage is asked for', () => {
    const call = callOf('{"model":"m","stream":true,"stream_options":{"include_usage":true}}', 'm');
    expect(streamRequestBody(call)).toBe(call.raw);
  });

  it.each([
    ['{"model":"m"}', '{"model":"m","stream_options":{"include_usage":true}}'],
    ['{"x":1.0}', '{"x":1.0,"model":"m","stream_options":{"include_usage":true}}'],
    ['{"model":"m","stream_options":null}', '{"model":"m","stream_options":{"include_usage":true}}'],
    ['{"model":"m","stream_options":{}}', '{"model":"m","stream_options":{"include_usage":true}}'],
    [
      '{"model":"m","stream_options":{ "a":1.0 }}',
      '{"model":"m","stream_options":{ "a":1.0 ,"include_usage":true}}',
    ],
    [
      '{"stream_options":{"include_usage":null},"model":"a"}',
      '{"stream_options":{"include_usage":true},"model":"m"}',
    ],
    [
      '{"model":"m","stream_options":{"include_usage":true},"stream_options":{"b":2.0}}',
      '{"model":"m","stream_options":{"b":2.0,"include_usage":true},"stream_options":{"b":2.0,"include_usage":true}}',
    ],
  ])('makes of %s %s', (raw, expected) => {
    expect(streamRequestBody(callOf(raw, 'm')).toString()).toBe(expected);
  });

  it('changes model and include_usage alone, whatever the body', () => {
    const options = fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.jsonValue()));
    const bodies = fc.record(
      { x: fc.jsonValue(), stream_options: options, model: fc.string() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(bodies, fc.nat(2), (body, indent) => {
        const raw = JSON.stringify(body, null, indent);
        const sent: unknown = JSON.parse(streamRequestBody(callOf(raw, 'm')).toString());
        const { stream_options: given } = JSON.parse(raw) as { stream_options?: object | null };
        expect(sent).toEqual({
          ...(JSON.parse(raw) as object),
          model: 'm',
          stream_options: Object.assign(Object.fromEntries(Object.entries(given ?? {})), {
            include_usage: true,
          }),
        });
      }),
    );
  });
});
