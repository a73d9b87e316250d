import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { TokenLogprob } from '../canonical/answer-events';
import type { ChatLogprobs, ChatTokenLogprob } from './chat-types';

/**
 * The field `logprobs` of a choice.
 * Format: https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-logprobs
 */
export function chatLogprobs(tokens: readonly TokenLogprob[]): ChatLogprobs | null {
  if (tokens.length === 0) return null;
  return { content: writtenTokens(tokens), refusal: null };
}

/** Tokens in the form that both of OpenAI's wires have. */
export function writtenTokens(tokens: readonly TokenLogprob[]): NonNullable<ChatLogprobs['content']> {
  return tokens.map(({ others, ...chosen }) => ({ ...told(chosen), top_logprobs: others.map(told) }));
}

/** Reads the field `logprobs` of a choice; none where it has none. */
export function readChatLogprobs(logprobs: unknown): TokenLogprob[] {
  return isObject(logprobs) ? readTokens(logprobs['content']) : [];
}

/** Reads a list of tokens in the form that both of OpenAI's wires have; none where it is no list. */
export function readTokens(list: unknown): TokenLogprob[] {
  return objectsIn(list).map((token) => ({
    ...tokenOf(token),
    others: objectsIn(token['top_logprobs']).map(tokenOf),
  }));
}

function tokenOf({ token, logprob }: JsonObject): Omit<TokenLogprob, 'others'> {
  return {
    token: typeof token === 'string' ? token : '',
    logprob: typeof logprob === 'number' ? logprob : 0,
  };
}

function told({ token, logprob }: Pick<TokenLogprob, 'token' | 'logprob'>): ChatTokenLogprob {
  return { token, logprob, bytes: [...Buffer.from(token)] };
}
