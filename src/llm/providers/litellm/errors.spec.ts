import type { ProviderErrorBody } from '../openai-compatible/errors';
import { mapLiteLlmError } from './errors';
import { MOST_GROWTH, growth } from '../../../../test/support/observation/cpu-time';

function error(message: string, parts: Partial<ProviderErrorBody> = {}): ProviderErrorBody {
  return { message, type: undefined, code: '400', param: undefined, ...parts };
}

const FAILED = "\n\nLiteLLM: model group 'm' failed with the error above. No fallback was attempted.";

describe('mapLiteLlmError', () => {
  it.each([
    ['litellm.BadRequestError: OpenAIException - Bad temperature.', 'Bad temperature.'],
    [`litellm.BadRequestError: OpenAIException - Bad temperature.${FAILED}`, 'Bad temperature.'],
    [`litellm.BadRequestError: AzureException BadRequestError - Bad tools.${FAILED}`, 'Bad tools.'],
    ['litellm.BadRequestError: Cloudflare Exception - No.', 'No.'],
    ['litellm.UnprocessableEntityError: MistralException - One.\nTwo.', 'One. Two.'],
    ['litellm.BadRequestError: GroqException - No. LiteLLM Retried: 2 times, LiteLLM Max Retries: 2', 'No.'],
    [
      'litellm.UnsupportedParamsError: openai does not support parameters: x',
      'openai does not support parameters: x',
    ],
    [
      `litellm.BadRequestError: AnthropicException - {"type":"error","error":{"message":"max_tokens: required"}}${FAILED}`,
      'max_tokens: required',
    ],
    ['litellm.BadRequestError: XException - {"error": "half', '{"error": "half'],
    ['KeyError: not ours', 'KeyError: not ours'],
    ['litellm.BadRequestError: ', 'The provider rejected the request.'],
  ])('leaves the provider’s reason of %j', (message, reason) => {
    expect(mapLiteLlmError(400, error(message))).toMatchObject({
      code: 'INVALID_REQUEST',
      message: reason,
      retryable: false,
    });
  });

  it('takes no longer over a reason of line ends alone', () => {
    const read = (lines: number) =>
      mapLiteLlmError(400, error(`litellm.BadRequestError: XException - ${'\n'.repeat(lines)}x`));
    expect(growth(read, 8_000)).toBeLessThan(MOST_GROWTH);
  });

  it('tells from the exception’s name which code the provider sent, and hides the router’s configuration', () => {
    const message =
      "litellm.ContextWindowExceededError: litellm.BadRequestError: ContextWindowExceededError: OpenAIException - Too long.\nmodel=m. context_window_fallbacks=[{'m': ['secret-model']}]. fallbacks=None.\n\nSet 'context_window_fallback' - https://docs.litellm.ai/docs/routing#fallbacks" +
      FAILED;
    expect(mapLiteLlmError(400, error(message))).toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'Too long.',
      providerCode: 'context_length_exceeded',
    });
    const refused =
      'litellm.ContentPolicyViolationError: ContentPolicyViolationError: AzureException - Filtered.';
    expect(mapLiteLlmError(400, error(refused))).toMatchObject({
      message: 'Filtered.',
      providerCode: 'content_filter',
    });
  });

  it('takes code and param from a body that is wrapped whole', () => {
    const body = '{"error":{"message":"No.","code":"unsupported_value","param":"temperature"}}';
    expect(mapLiteLlmError(400, error(`litellm.BadRequestError: XException - ${body}`))).toMatchObject({
      message: 'No.',
      providerCode: 'unsupported_value',
      param: 'temperature',
    });
  });

  it('reads an error inside a stream the same way', () => {
    const parts = { code: '400', type: 'None', param: 'None' };
    expect(
      mapLiteLlmError(200, error('litellm.BadRequestError: OpenAIException - No.', parts)),
    ).toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'No.',
      param: undefined,
    });
  });

  it('knows an unknown model, its own and the provider’s', () => {
    const messages = [
      '/chat/completions: Invalid model name passed in model=m. Call `/v1/models` to view available models for your key.',
      `litellm.NotFoundError: NotFoundError: OpenAIException - The model \`m\` does not exist.${FAILED}`,
      `litellm.BadRequestError: You passed in model=m. There are no healthy deployments for this model${FAILED}`,
    ];
    expect(mapLiteLlmError(400, error(messages[0]!))?.code).toBe('MODEL_NOT_FOUND');
    expect(mapLiteLlmError(404, error(messages[1]!))?.code).toBe('MODEL_NOT_FOUND');
    expect(mapLiteLlmError(400, error(messages[2]!))?.code).toBe('MODEL_NOT_FOUND');
  });

  it.each([
    [400, error('No connected db.', { type: 'no_db_connection' })],
    [500, error('Authentication Error, No api key passed in.')],
    [401, error('Invalid proxy server token passed.', { type: 'token_not_found_in_db' })],
  ])('takes %i about the key for a refused credential and shows nothing of it', (status, body) => {
    expect(mapLiteLlmError(status, body)).toMatchObject({
      code: 'PROVIDER_ERROR',
      upstreamFailure: 'credential',
      message: expect.not.stringContaining('db') as string,
    });
  });

  it.each([429, 500, 503])('leaves a %i, whose text is never shown, to the general map', (status) => {
    expect(mapLiteLlmError(status, error('litellm.RateLimitError: XException - wait'))).toBeUndefined();
  });
});
