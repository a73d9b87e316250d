import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { GatewayError } from '../../../errors/gateway-error';
import { seenStream, streamOf } from '../../../../test/support/providers/google-answers';
import { readTextFrame } from './text-frame';

const REST = '"usageMetadata": {"promptTokenCount": 4,"candidatesTokenCount": 7},"modelVersion": "gemini-x"}';
const frameOf = (json: string): Buffer => Buffer.from(`data: ${json}\n\n`);
const aiStudio = (text: string, rest = REST): string =>
  `{"candidates": [{"content": {"parts": [{"text": ${JSON.stringify(text)}}],"role": "model"},"index": 0}],${rest}`;
const vertex = (text: string): string =>
  `{"candidates": [{"content": {"role": "model","parts": [{"text": ${JSON.stringify(text)}}]}}],${REST}`;
const compact = (text: string): string => JSON.stringify(JSON.parse(aiStudio(text)));
const ending = JSON.stringify({
  candidates: [{ content: { parts: [{ text: '!' }], role: 'model' }, finishReason: 'STOP' }],
  usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 9 },
});

describe('readTextFrame', () => {
  it.each([
    ['AI Studio', aiStudio],
    ['Vertex AI', vertex],
    ['a server without blanks', compact],
  ])('reads a piece of text as the parser does: %s', (_name, write) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const wellFormed = text.toWellFormed();
        const read = readTextFrame(frameOf(write(wellFormed)));
        expect(read?.text).toBe(wellFormed);
        expect(JSON.parse(read?.rest ?? '')).toEqual(JSON.parse(`{${REST}`));
      }),
    );
  });

  it.each([
    aiStudio('x').replace('"x"', '"x","thought": true'),
    aiStudio('x').replace('"x"', '"x","thoughtSignature": "s"'),
    aiStudio('x').replace('"x"}', '"x"},{"text": "y"}'),
    aiStudio('x').replace('"index": 0', '"finishReason": "STOP"'),
    aiStudio('x').replace('"index": 0', '"index": 1'),
    aiStudio('x', '"usageMetadata": {},"promptFeedback": {"blockReason": "SAFETY"}}'),
    aiStudio('x', '"usageMetadata": {},"error": {"code": 500}}'),
    aiStudio('x').replace('"x"', '"\\x"'),
    aiStudio('x').slice(0, -1),
    aiStudio('x'.repeat(100_000)),
    '{"error": {"code": 500}}',
  ])('leaves every other response to the parser: %#', (json) => {
    expect(readTextFrame(frameOf(json))).toBeUndefined();
  });
});

describe('a Gemini stream of text', () => {
  const texts = ['One ', 'two\n', '"three"', ' 東京 🙂', ''];

  it.each([aiStudio, vertex, compact])('has its text and the last usage, wherever it is cut', (write) => {
    const bytes = streamOf([...texts.map((text) => write(text)), ending]);
    const whole = seenStream([bytes]);
    expect(whole).toMatchObject({ content: `${texts.join('')}!`, model: 'gemini-x', finish: 'stop' });
    expect(whole.usage).toMatchObject({ prompt_tokens: 4, completion_tokens: 9 });
    for (let at = 0; at <= bytes.length; at++) {
      const seen = seenStream([bytes.subarray(0, at), bytes.subarray(at)]);
      // A matcher for each would take most of the test's time.
      if (!isDeepStrictEqual(seen, whole)) expect({ at, ...seen }).toEqual({ at, ...whole });
    }
  });

  it('fails on a response whose usage is broken', () => {
    const broken = aiStudio('x', '"usageMetadata": {"promptTokenCount": }}');
    expect(() => seenStream([streamOf([aiStudio('a'), broken])])).toThrow(GatewayError);
  });
});
