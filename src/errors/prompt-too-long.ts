/** How many tokens a request has and may have, as providers tell it: what was asked, what may be answered, and the limit of both. */
interface TokenCounts {
  readonly input: number;
  readonly output?: number;
  readonly limit: number;
}

const NUMBER = '(?<NAME>\\d{1,9})';

/** A pattern in which `{input}` represents a number of that name. */
function telling(pattern: string): RegExp {
  return new RegExp(
    pattern.replaceAll(/\{(\w+)\}/g, (_all, name: string) => NUMBER.replace('NAME', name)),
    'i',
  );
}

/**
 * Sources: OpenAI, vLLM and OpenRouter (`https://github.com/vllm-project/vllm/blob/main/vllm/entrypoints/openai/serving_engine.py`),
 * https://ai.google.dev/gemini-api/docs/troubleshooting
 */
const TOLD: readonly RegExp[] = [
  telling(
    'maximum context length is {limit} tokens.{0,80}\\({input} (?:in the messages|of text input).{0,60} {output} in the (?:completion|output)',
  ),
  telling(
    'too large: {output}\\..{0,20}maximum context length is {limit} tokens and your request has {input} input tokens',
  ),
  telling('maximum context length is {limit} tokens.{0,60}(?:resulted in|request has|requested) {input} '),
  telling('input token count \\(?{input}\\)? exceeds the maximum number of tokens allowed \\(?{limit}'),
];

/**
 * Another provider's refusal of a request with too many tokens, in words by which Claude Code knows it: it makes the conversation
 * shorter on the first, asks for a shorter answer on the second, and gives up on any other 400.
 * Source: https://code.claude.com/docs/en/errors, https://code.claude.com/docs/en/llm-gateway-protocol#automatic-retry-and-error-forwarding
 */
export function promptTooLong(message: string): string {
  if (/prompt is too long/i.test(message)) return message;
  const { input, output, limit } = countsIn(message) ?? {};
  if (input === undefined || limit === undefined) return `prompt is too long: ${message}`;
  if (output !== undefined && input < limit) {
    const sum = `${input} + ${output} > ${limit}`;
    return `input length and \`max_tokens\` exceed context limit: ${sum}, decrease input length or \`max_tokens\` and try again (${message})`;
  }
  return `prompt is too long: ${input} tokens > ${limit} maximum (${message})`;
}

function countsIn(message: string): TokenCounts | undefined {
  for (const pattern of TOLD) {
    const told = pattern.exec(message)?.groups;
    if (told === undefined) continue;
    const { input, output, limit } = told;
    return {
      input: Number(input),
      limit: Number(limit),
      ...(output === undefined ? {} : { output: Number(output) }),
    };
  }
  return undefined;
}
