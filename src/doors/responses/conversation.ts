import type { ResponsesStoreMode } from '../../config/settings';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { GatewayError } from '../../errors/gateway-error';
import type { ResponseStore } from './response-store';

/** What a request asks a model, with the turns that it goes on from. */
export interface Conversation {
  /** The request, `input` with all turns. */
  readonly body: JsonObject;
  /** The items of this turn alone. */
  readonly own: readonly JsonObject[];
  /** The id that it goes on from. */
  readonly previous: string | undefined;
  /** The deployment whose provider keeps what it goes on from. */
  readonly keptAt?: string | undefined;
}

/** Whether an answer is kept. */
export function isStored(mode: ResponsesStoreMode, { store }: JsonObject): boolean {
  if (mode === 'off') return false;
  return mode === 'on' ? store !== false : store === true;
}

/**
 * Joins a request with the turns that it goes on from. Its instructions are its own: those of earlier turns are not taken over.
 * @throws GatewayError NOT_FOUND for an answer that is not kept, or is not this caller's
 */
export function conversationOf(
  store: ResponseStore,
  owners: readonly string[],
  body: JsonObject,
): Conversation {
  const { input, previous_response_id: previous } = body;
  const own =
    typeof input === 'string'
      ? [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }]
      : Array.isArray(input)
        ? input.filter(isObject)
        : [];
  if (previous === undefined || previous === null) return { body, own, previous: undefined };
  const history = typeof previous === 'string' ? store.history(owners, previous) : undefined;
  if (history === undefined || typeof previous !== 'string') throw unknownResponse('previous_response_id');
  const { previous_response_id: _previous, ...rest } = body;
  const joined = { ...rest, input: [...history.before, ...history.output, ...own] };
  return { body: joined, own, previous, keptAt: history.keptAt };
}

/** One text whether it was never there, is another key's, or its time is over. */
export function unknownResponse(param: string): GatewayError {
  return new GatewayError(
    'NOT_FOUND',
    'There is no response of this id. It may have expired, or was made with store: false: send the whole conversation.',
    { param, providerCode: 'previous_response_not_found' },
  );
}
