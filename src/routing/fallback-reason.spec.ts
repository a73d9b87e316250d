import { scripted } from '../../test/support/providers/scripted-adapter';
import { GatewayError } from '../errors/gateway-error';
import type { GatewayErrorOptions } from '../errors/gateway-error';
import { takersOf } from './fallback-reason';
import { cpuMs } from '../../test/support/observation/cpu-time';

const BODY = {
  model: 'm',
  messages: [],
  foo: 1,
  top_k: 3,
  generationConfig: { frequencyPenalty: 1 },
  response_format: { type: 'json_schema', json_schema: {} },
};

/** What providers answer to a request that has `foo`, or whatever else they do not take. */
const NAMED: readonly (readonly [who: string, message: string])[] = [
  ['OpenAI', 'Unrecognized request argument supplied: foo'],
  ['Groq', "property 'foo' is unsupported"],
  ['xAI', 'Argument not supported on this model: topK'],
  ['Anthropic', 'foo: Extra inputs are not permitted'],
  [
    'Gemini',
    'Invalid JSON payload received. Unknown name "topK" at \'generation_config\': Cannot find field.',
  ],
  ['Bedrock', 'Malformed input request: extraneous key [foo] is not permitted, please reformat your input'],
  ['vLLM', "[{'type': 'extra_forbidden', 'loc': ('body', 'foo'), 'msg': 'Extra inputs are not permitted'}]"],
  ['Fireworks', 'json_schema is not supported for this model'],
  ['Vertex AI', 'frequency_penalty is not enabled for models/x'],
];

function isTakenByOther(message: string, options: GatewayErrorOptions = {}): boolean {
  const error = new GatewayError('INVALID_REQUEST', message, {
    upstreamFailure: 'rejected',
    upstreamStatus: 400,
    ...options,
  });
  return takersOf(error, scripted('a'), {}, BODY)?.(scripted('b')) === true;
}

describe('a refusal', () => {
  it.each(NAMED)('of a parameter that is named as %s does it may be none of another one', (_who, message) => {
    expect(isTakenByOther(message)).toBe(true);
  });

  it.each<[what: string, message: string, options: GatewayErrorOptions]>([
    ['a value that is wrong', 'foo must be between 0 and 2', {}],
    ['a field that nobody sent', 'Unknown name "bar": Cannot find field.', {}],
    ['what every request has', 'messages: roles must alternate, this is not supported', {}],
    ['its content', 'foo is not permitted', { providerCode: 'content_policy_violation' }],
  ])('for %s holds everywhere', (_what, message, options) => {
    expect(isTakenByOther(message, options)).toBe(false);
  });

  it('for its size, or with a code or a field of its own for the parameter, may be none of another one', () => {
    expect(isTakenByOther('too large', { upstreamStatus: 413 })).toBe(true);
    expect(isTakenByOther('no', { providerCode: 'unsupported_parameter' })).toBe(true);
    expect(isTakenByOther('bar is not supported', { param: 'bar' })).toBe(true);
  });

  it('is looked through in time that grows with its length alone', () => {
    const fields = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`field_${at}`, at]));
    const error = new GatewayError('INVALID_REQUEST', `unknown ${'_a '.repeat(100_000)}`, {
      upstreamFailure: 'rejected',
    });
    let takers: unknown = 'not looked for';
    const ms = cpuMs(() => (takers = takersOf(error, scripted('a'), {}, fields)));
    expect(takers).toBeUndefined();
    expect(ms).toBeLessThan(1_000);
  });
});
