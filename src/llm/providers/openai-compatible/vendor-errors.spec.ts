import type { GatewayError } from '../../../errors/gateway-error';
import { errorFromBody, readErrorBody } from './errors';
import { inOpenAiTerms } from './vendor-errors';
import { MOST_GROWTH, growth } from '../../../../test/support/observation/cpu-time';

function mapped(status: number, body: unknown): GatewayError {
  const read = readErrorBody(Buffer.from(JSON.stringify(body)));
  const { status: meant, error } = inOpenAiTerms(status, read);
  return errorFromBody(meant, error);
}

const CONTEXT = { code: 'INVALID_REQUEST', status: 400, providerCode: 'context_length_exceeded' };
const POLICY = { code: 'INVALID_REQUEST', status: 400, providerCode: 'content_filter' };
const QUOTA = { code: 'RATE_LIMIT', providerCode: 'insufficient_quota', retryable: false };
const CREDENTIAL = { code: 'PROVIDER_ERROR', upstreamFailure: 'credential', retryable: false };
const UNKNOWN_MODEL = { code: 'MODEL_NOT_FOUND', status: 404 };

describe('a vendor’s own words for', () => {
  it.each([
    [
      'vLLM',
      400,
      { object: 'error', message: "This model's maximum context length is 4096 tokens.", code: 400 },
    ],
    [
      'Mistral',
      400,
      {
        object: 'error',
        message: 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length',
        type: 'invalid_request_prompt',
        code: '3051',
      },
    ],
    [
      'xAI',
      400,
      { code: 'Invalid', error: "This model's maximum prompt length is 131072 but you sent more" },
    ],
    ['Moonshot', 400, { error: { message: 'Your request exceeded model token limit: 8192' } }],
    ['DashScope', 400, { error: { message: 'Range of input length should be [1, 30720]' } }],
    ['LM Studio', 400, { error: 'The number of tokens is greater than the context length (4096).' }],
    [
      'llama.cpp',
      400,
      {
        error: {
          code: 400,
          message: 'the request exceeds the available context size',
          type: 'exceed_context_size_error',
        },
      },
    ],
    [
      'Together',
      422,
      { error: { message: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097' } },
    ],
    ['Groq', 400, { error: { message: 'Please reduce the length of the messages or completion.' } }],
    [
      'SGLang',
      400,
      { message: "The input (9000 tokens) is longer than the model's context length (8192 tokens)." },
    ],
    ['TGI', 422, { error: 'Input validation error: `inputs` must have less than 4096 tokens. Given: 5000' }],
    ['Cohere', 400, { message: 'too many tokens: size limit exceeded by 100 tokens' }],
    [
      'Google’s compatible door',
      400,
      [
        {
          error: { message: 'The input token count (1200000) exceeds the maximum number of tokens allowed' },
        },
      ],
    ],
    ['SGLang', 400, { error: 'Input length 9000 exceeds the maximum allowed length 8192' }],
    ['Z.ai', 400, { error: { code: '1261', message: 'Prompt exceeds max length' } }],
    [
      'Z.ai by tokens',
      400,
      { error: { code: '1210', message: 'tokens in request more than max tokens allowed' } },
    ],
    [
      'GitHub’s Copilot',
      400,
      {
        error: {
          code: 'model_max_prompt_tokens_exceeded',
          message: 'prompt token count of 125516 exceeds the limit of 64000',
        },
      },
    ],
    ['Ollama', 400, { error: 'prompt too long; exceeded max context length by 1024 tokens' }],
    [
      'Vertex AI’s compatible door',
      400,
      { error: { message: 'the input token count is 32825 but model only supports up to 32768.' } },
    ],
    ['a relay of Bedrock', 400, { error: { message: 'Input is too long for requested model.' } }],
    [
      'a relay of Anthropic',
      400,
      { error: { message: 'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000' } },
    ],
  ])('a prompt that is too long (%s)', (_vendor, status, body) => {
    expect(mapped(status, body)).toMatchObject(CONTEXT);
  });

  it.each([
    ['DeepSeek', 400, { error: { message: 'Content Exists Risk', type: 'invalid_request_error' } }],
    ['DashScope', 400, { error: { code: 'data_inspection_failed', message: 'Inappropriate content.' } }],
    ['xAI', 403, { code: 'no', error: 'Content violates usage guidelines. Team: t-1, API key ID: k-1' }],
    [
      'OpenRouter',
      403,
      { error: { code: 403, message: 'Your chosen model requires moderation and was flagged' } },
    ],
  ])('a refusal by its content policy (%s)', (_vendor, status, body) => {
    const error = mapped(status, body);
    expect(error).toMatchObject(POLICY);
    expect(error.message).not.toMatch(/key ID|Team/);
  });

  it.each([
    ['DeepSeek', 402, { error: { message: 'Insufficient Balance' } }],
    ['Moonshot', 429, { error: { type: 'exceeded_current_quota_error', message: 'Check your plan.' } }],
    ['DashScope', 400, { error: { code: 'Arrearage', message: 'Access denied' } }],
    ['ChatGPT', 429, { error: { type: 'usage_limit_reached', message: 'The usage limit has been reached' } }],
    ['xAI', 403, { error: 'Your team has used all available credits or reached its spending limit.' }],
  ])('a quota that is used up (%s)', (_vendor, status, body) => {
    expect(mapped(status, body)).toMatchObject(QUOTA);
  });

  it('a quota that is used up, by the code that callers know (OpenAI)', () => {
    const error = { code: 'billing_hard_limit_reached', message: 'Billing hard limit has been reached' };
    const expected = { ...QUOTA, providerCode: error.code, upstreamFailure: 'rate_limit' };
    expect(mapped(400, { error })).toMatchObject(expected);
    expect(errorFromBody(200, { ...error, type: undefined, param: undefined })).toMatchObject(expected);
  });

  it.each([
    [
      'xAI',
      400,
      { code: 'x', error: 'Incorrect API key provided: xa***. You can obtain one at https://x.ai.' },
    ],
    ['Groq', 401, { error: { message: 'Invalid API Key', code: 'invalid_api_key' } }],
    ['nobody in particular', 403, { detail: 'Forbidden' }],
  ])('a credential that it refuses (%s)', (_vendor, status, body) => {
    expect(mapped(status, body)).toMatchObject(CREDENTIAL);
  });

  it.each([
    ['OpenAI', 403, { error: { message: 'Project `p` does not have access', code: 'model_not_found' } }],
    ['Mistral', 400, { object: 'error', message: 'Invalid model: x', type: 'invalid_model', code: '1500' }],
    ['DeepSeek', 400, { error: { message: 'Model Not Exist', code: 'invalid_request_error' } }],
    ['OpenRouter', 400, { error: { message: 'x is not a valid model ID', code: 400 } }],
    ['Moonshot', 404, { error: { message: 'Not found the model x or Permission denied' } }],
    ['Ollama', 404, { error: { message: 'model "x" not found, try pulling it first', type: 'api_error' } }],
  ])('a model that it does not have (%s)', (_vendor, status, body) => {
    expect(mapped(status, body)).toMatchObject(UNKNOWN_MODEL);
  });

  it.each([498, 503, 529])('having too much to do (%s)', (status) => {
    expect(mapped(status, { error: { message: 'busy' } })).toMatchObject({
      code: 'PROVIDER_ERROR',
      retryable: true,
      upstreamFailure: 'server_error',
    });
  });

  it('a field that it does not know, named as the caller wrote it (Mistral)', () => {
    const detail = [{ type: 'extra_forbidden', loc: ['body', 'messages', 0, 'name'], msg: 'Extra inputs' }];
    const body = { object: 'error', message: { detail }, type: 'invalid_request_error' };
    expect(mapped(422, body)).toMatchObject({
      code: 'INVALID_REQUEST',
      param: 'messages.0.name',
      message: 'Extra inputs (messages.0.name)',
    });
  });

  it('nothing that has no rule: the error stays as it was', () => {
    const error = { message: 'Bad temperature', type: undefined, code: undefined, param: 'temperature' };
    expect(inOpenAiTerms(400, error)).toEqual({ status: 400, error });
  });

  it('takes no longer over a text made to be slow', () => {
    const read = (words: number) =>
      mapped(400, { error: { message: 'context length '.repeat(words) + 'exceeds '.repeat(words) } });
    expect(growth(read, 12_500)).toBeLessThan(MOST_GROWTH);
  });
});
