/** A field of Chat Completions that is refused is named as the caller of another wire wrote it. */
import { GatewayError } from '../../errors/gateway-error';
import { RESPONSES_NAMES } from '../../wire/openai-responses/read-settings';
import { inCallersNames, inCallersTurns } from './callers-refusal';

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
  const told = inCallersNames(refusal(field, `${field} ${message}`), RESPONSES_NAMES, 'openai-responses');
  expect(told).toMatchObject({ param, message: `${param} ${message}`, retryAfterMs: 5 });
});

it('keeps what a provider said of it', () => {
  const said = "reasoning_effort does not support 'max' with this model.";
  const told = inCallersNames(refusal('reasoning_effort', said, 400), RESPONSES_NAMES, 'openai-responses');
  expect(told).toMatchObject({ param: 'reasoning', message: said, upstreamStatus: 400 });
});

it.each([
  refusal('temperature', 'temperature is not supported.'),
  new GatewayError('RATE_LIMIT', 'Later.', { param: 'reasoning_effort' }),
  new Error('a fault'),
])('leaves %s as it is', (thrown) => {
  expect(inCallersNames(thrown, RESPONSES_NAMES, 'openai-responses')).toBe(thrown);
});

it.each([
  ['openai-responses', 'input'],
  ['gemini', 'contents'],
] as const)('names what was said before as %s has it', (wire, param) => {
  const ours = new GatewayError('INVALID_REQUEST', 'messages must hold something.', { param: 'messages' });
  expect(inCallersTurns(ours, wire)).toMatchObject({ param, message: `${param} must hold something.` });
  const theirs = refusal('messages', 'Too many tokens.', 400);
  expect(inCallersNames(theirs, {}, wire)).toMatchObject({ param, message: 'Too many tokens.' });
  expect(inCallersTurns(ours, 'anthropic-messages')).toBe(ours);
});
