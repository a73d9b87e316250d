import { promptTooLong } from './prompt-too-long';

/** What Claude Code looks for in a refusal. */
const TOO_LONG = /prompt is too long[^0-9]*(\d+)\s*tokens?\s*>\s*(\d+)/i;
const TOO_MUCH = /input length and `max_tokens` exceed context limit: (\d+) \+ (\d+) > (\d+)/;

describe('a refusal of a prompt that is too long', () => {
  it.each([
    [
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.",
      ['130000', '128000'],
    ],
    [
      "This model's maximum context length is 32768 tokens. However, you requested 72000 tokens (40000 in the messages, 32000 in the completion).",
      ['40000', '32768'],
    ],
    [
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      ['1200000', '1048576'],
    ],
  ])('has its figures where Claude Code reads them: %s', (message, figures) => {
    expect(TOO_LONG.exec(promptTooLong(message))?.slice(1)).toEqual(figures);
  });

  it.each([
    [
      "This model's maximum context length is 32768 tokens. However, you requested 40000 tokens (8000 in the messages, 32000 in the completion). Please reduce the length of the messages or completion.",
      ['8000', '32000', '32768'],
    ],
    [
      "'max_tokens' or 'max_completion_tokens' is too large: 32000. This model's maximum context length is 32768 tokens and your request has 8000 input tokens (32000 > 32768 - 8000).",
      ['8000', '32000', '32768'],
    ],
    [
      "This endpoint's maximum context length is 131072 tokens. However, you requested about 145000 tokens (113000 of text input, 32000 in the output).",
      ['113000', '32000', '131072'],
    ],
  ])('asks for a shorter answer where the prompt alone would fit: %s', (message, figures) => {
    expect(TOO_MUCH.exec(promptTooLong(message))?.slice(1)).toEqual(figures);
    expect(promptTooLong(message)).toContain(message);
  });

  it('is known without figures, and stays as it is where it says so itself', () => {
    expect(promptTooLong('Input is too long for requested model.')).toBe(
      'prompt is too long: Input is too long for requested model.',
    );
    const own = 'prompt is too long: 210000 tokens > 200000 maximum';
    expect(promptTooLong(own)).toBe(own);
  });
});
