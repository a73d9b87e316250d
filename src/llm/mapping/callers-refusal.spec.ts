/** A field of Chat Completions that is refused is named as the caller of another wire wrote it. */
import { GatewayError } from '../../errors/gateway-error';
import { RESPONSES_NAMES } from '../../wire/openai-responses/read-settings';
import { inCallersNames } from './callers-refusal';

function refusal(param: string, message: string, upstreamStatus?: number): GatewayError {
  const more = { providerCode: 'unsupported_parameter', upstreamStatus, retryAfterMs: 5 };
  return new GatewayError('INVALID_REQUEST', message, { param, ...more });
}

it.each([
  ['reasoning_effort', 'reasoning'],
  ['verbosity', 'text.verbosity'],
  ['response_format', 'text.format'],
  ['max_completion_tokens', 'max_output_tokens'],
])('%s, which we refuse, is %s', (field, param) => {
  const message = "is not supported by this model's provider.";
  const told = inCallersNames(refusal(field, `${field} ${message}`), RESPONSES_NAMES);
  expect(told).toMatchObject({ param, message: `${param} ${message}`, retryAfterMs: 5 });
});

it('keeps what a provider said of it', () => {
  const said = "reasoning_effort does not support 'max' with this model.";
  const told = inCallersNames(refusal('reasoning_effort', said, 400), RESPONSES_NAMES);
  expect(told).toMatchObject({ param: 'reasoning', message: said, upstreamStatus: 400 });
});

it.each([
  refusal('temperature', 'temperature is not supported.'),
  new GatewayError('RATE_LIMIT', 'Later.', { param: 'reasoning_effort' }),
  new Error('a fault'),
])('leaves %s as it is', (thrown) => {
  expect(inCallersNames(thrown, RESPONSES_NAMES)).toBe(thrown);
});
