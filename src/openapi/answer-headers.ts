import type { Headers } from './openapi-types';

/** Headers of every answer. */
export const ANSWER_HEADERS: Headers = {
  'x-request-id': {
    description: "The request's id in logs: the caller's own where it sent a sane one.",
    schema: { type: 'string' },
  },
  traceparent: {
    description: 'W3C trace context; continues the one that came in.',
    schema: { type: 'string' },
  },
};

/** Headers of the answers of models. */
export const CALL_HEADERS: Headers = {
  'x-llm-proxy-deployment': {
    description: 'Which deployment answered: `connection/model`.',
    schema: { type: 'string', example: 'OpenAI-Main/gpt-4o' },
  },
  'x-llm-proxy-cost': {
    description:
      'With `LLM_PROXY__COST_HEADERS`, of whole answers: the cost in US dollars; `unknown` where a price is not known.',
    schema: { type: 'string', example: '0.00602375' },
  },
  'x-llm-proxy-budget-remaining': {
    description:
      'With `LLM_PROXY__COST_HEADERS`: of each unit what is left in the tightest budget of the key and its groups.',
    schema: { type: 'string', example: 'usd=0.82, tokens=1200' },
  },
};

/** Headers of answers to a key whose rate is limited; those of tokens where an assignment limits them. */
export const RATE_LIMIT_HEADERS: Headers = Object.fromEntries(
  ['requests', 'tokens'].flatMap((what) => [
    [
      `x-ratelimit-limit-${what}`,
      { description: `How many ${what} there may be at once.`, schema: { type: 'integer' } },
    ],
    [
      `x-ratelimit-remaining-${what}`,
      { description: 'How many of them are left.', schema: { type: 'integer' } },
    ],
    [
      `x-ratelimit-reset-${what}`,
      {
        description: 'When all of them will be there again, as a duration.',
        schema: { type: 'string', example: '2ms' },
      },
    ],
  ]),
);
