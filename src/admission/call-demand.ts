import type { FastifyRequest } from 'fastify';
import { greatestLimit } from '../routing/tokens-by-size';

/** A request as far as a limit can look at it: its body was parsed but not validated yet. */
export type UncheckedRequest = Pick<FastifyRequest, 'params' | 'body' | 'rawBody'>;

/** What a door tells of a request before the call is made, from the fields of its own wire. */
export interface CallDemand {
  /** The model that the request names; undefined for the default one. */
  model(request: UncheckedRequest): string | undefined;
  /** The most tokens of the answer; undefined where the request does not limit them. */
  answerTokens(body: unknown): number | undefined;
  /** Whether its answers are pictures. */
  readonly makesPictures?: true;
  /** Characters of the text that is to be spoken; undefined where it is missing. */
  characters?(body: unknown): number | undefined;
  /** Whether the call goes on when its response is over; never where it is not given. */
  outlives?(body: unknown): boolean;
}

/**
 * The demand of a wire whose body has the model and the limit of the answer in fields of its own.
 * @param limits paths of the fields with the limit (`generationConfig.maxOutputTokens`); of several that are given the greatest counts
 * @param unlimited the most tokens of an answer without a limit, where that is known
 */
export function demandOf(limits: readonly string[], unlimited?: number): CallDemand {
  const paths = limits.map((limit) => limit.split('.'));
  return {
    model: ({ params, body }) => textIn(params, 'model') ?? textIn(body, 'model'),
    answerTokens: (body) => greatestLimit(paths.map((path) => path.reduce(fieldOf, body))) ?? unlimited,
  };
}

function textIn(source: unknown, name: string): string | undefined {
  const value = fieldOf(source, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An own field of an object; undefined of anything else. */
export function fieldOf(source: unknown, name: string): unknown {
  return typeof source === 'object' && source !== null && Object.hasOwn(source, name)
    ? (Reflect.get(source, name) as unknown)
    : undefined;
}
