import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { TokenLogprob } from '../canonical/answer-events';
import type { ChatLogprobs, ChatTokenLogprob } from './chat-types';

/**
 * The field `logprobs` of a choice.
 * Format: https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-logprobs
 */
export function chatLogprobs(tokens: readonly TokenLogprob[]): ChatLogprobs | null {
  if (tokens.length === 0) return null;
  return {
    content: tokens.map(({ others, ...chosen }) => ({ ...told(chosen), top_logprobs: others.map(told) })),
    refusal: null,
  };
}

/** Reads the field `logprobs` of a choice; none where it has none. */
export function readChatLogprobs(logprobs: unknown): TokenLogprob[] {
  return isObject(logprobs)
    ? objectsIn(logprobs['content']).map((token) => ({
        ...tokenOf(token),
        others: objectsIn(token['top_logprobs']).map(tokenOf),
      }))
    : [];
}

function tokenOf({ token, logprob }: JsonObject): Omit<TokenLogprob, 'others'> {
  return {
    token: typeof token === 'string' ? token : '',
    logprob: typeof logprob === 'number' ? logprob : 0,
  };
}

function objectsIn(list: unknown): JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function told({ token, logprob }: Pick<TokenLogprob, 'token' | 'logprob'>): ChatTokenLogprob {
  return { token, logprob, bytes: [...Buffer.from(token)] };
}
