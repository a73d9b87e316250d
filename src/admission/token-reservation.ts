import type { FastifyRequest } from 'fastify';

/** English text of this many bytes is about one token (https://platform.openai.com/tokenizer). */
const BYTES_PER_TOKEN = 4;
/** Tokens of an answer whose length the caller does not limit: what most answers stay below. */
const USUAL_ANSWER_TOKENS = 256;

/**
 * The tokens that a call may use, as far as that can be told before it is made: its prompt by the size of the body, its
 * answer by the most that the caller asks for. The body was parsed but not validated yet. Real usage corrects it later.
 */
export function estimatedTokens({ rawBody, body }: Pick<FastifyRequest, 'rawBody' | 'body'>): number {
  const answer =
    tokenLimit(body, 'max_completion_tokens') ?? tokenLimit(body, 'max_tokens') ?? USUAL_ANSWER_TOKENS;
  return Math.ceil((rawBody?.length ?? 0) / BYTES_PER_TOKEN) + answer;
}

function tokenLimit(body: unknown, field: string): number | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Reflect.get(body, field);
  return typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : undefined;
}
