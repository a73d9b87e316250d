import type { Conversations } from '../../answers/conversation';
import type { GoneOnFrom, Readers } from '../../answers/kept-response';
import type { ResponseStore } from '../../answers/response-store';
import type { ResponsesStoreMode } from '../../config/groups/responses.settings';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { GatewayError } from '../../errors/gateway-error';
import { invalid } from '../../errors/invalid-field';
import { looksSealed } from '../../wire/canonical/part-seal';
import type { PartSeal } from '../../wire/canonical/part-seal';
import { summaryMessage } from './compaction';

/** What a request asks a model, with the turns that it goes on from. */
export interface Conversation {
  /** The request, `input` with all turns. */
  readonly body: JsonObject;
  /** The items of this turn alone. */
  readonly own: readonly JsonObject[];
  /** Whether `body` is another than the request that came. */
  readonly joined: boolean;
  /** The answer that it goes on from. */
  readonly from: GoneOnFrom | undefined;
  /** The deployment whose provider keeps what it goes on from. */
  readonly keptAt?: string | undefined;
  /** The id of the conversation that the turn belongs to. */
  readonly conversation: string | undefined;
}

/** Where a turn looks for what it goes on from. */
export interface ConversationSources {
  readonly responses: ResponseStore;
  readonly conversations: Conversations;
  readonly seal: PartSeal;
  /** Whose answers and conversations they may be. */
  readonly readers: Readers;
}

/** Whether an answer is kept. */
export function isStored(mode: ResponsesStoreMode, { store }: JsonObject): boolean {
  if (mode === 'off') return false;
  return mode === 'on' ? store !== false : store === true;
}

/**
 * Joins a request with the turns that it goes on from. Its instructions are its own: those of earlier turns are not taken over.
 * @throws GatewayError NOT_FOUND for an answer, an item or a conversation that is not kept, or is not this caller's;
 * INVALID_REQUEST for sealed reasoning that was changed, or was made for another key
 */
export async function conversationOf(sources: ConversationSources, asked: JsonObject): Promise<Conversation> {
  const { responses, conversations, readers } = sources;
  const { background } = asked;
  const body = background === undefined ? asked : here(asked);
  const own = await ownItems(sources, body['input']);
  const input: readonly unknown[] = Array.isArray(body['input']) ? body['input'] : own;
  const changed = background === true || own.some((item, at) => item !== input[at]);
  const { previous_response_id: previous, conversation, ...others } = body;
  const id = conversationId(conversation);
  if ((previous ?? undefined) !== undefined) {
    if (id !== undefined)
      throw invalid('conversation', 'conversation and previous_response_id cannot be used together.');
    const history = typeof previous === 'string' ? await responses.history(readers, previous) : undefined;
    if (history === undefined || typeof previous !== 'string') throw unknownResponse('previous_response_id');
    if (history.isRunning)
      throw invalid(
        'previous_response_id',
        'The answer that previous_response_id names is not there yet: wait for it.',
      );
    const items = [...history.before, ...history.output];
    const joined = { ...others, input: [...sinceSummary(sources, items), ...own] };
    const keptAt = changed ? undefined : history.keptAt;
    const from = { id: previous, items };
    return { body: joined, own, joined: true, from, keptAt, conversation: undefined };
  }
  if (id !== undefined) {
    const earlier = await conversations.items(readers.keyId, id);
    if (earlier === undefined) throw unknownConversation('conversation');
    const joined = { ...others, input: [...sinceSummary(sources, earlier), ...own] };
    return { body: joined, own, joined: true, from: undefined, conversation: id };
  }
  const sent = changed && body['input'] !== undefined ? { ...body, input: own } : body;
  return { body: sent, own, joined: changed, from: undefined, conversation: undefined };
}

/** Earlier items from the last summary of ours on: what came before it is in it. */
function sinceSummary({ seal }: ConversationSources, items: readonly JsonObject[]): readonly JsonObject[] {
  const at = items.findLastIndex(({ type }) => type === 'compaction');
  const sealed = items[at]?.['encrypted_content'];
  const told = typeof sealed === 'string' ? summaryMessage(seal.open(sealed, '') ?? []) : undefined;
  return told === undefined ? items : [told, ...items.slice(at + 1)];
}

/** What goes on without its caller does so here, with every provider: no provider is told how it is to. */
function here({ background, ...body }: JsonObject): JsonObject {
  if (background !== true) return body;
  const { background_options: _options, ...asked } = body;
  return { ...asked, stream: true };
}

/** The items of a turn: references are resolved, summaries of ours are told, seals are held against their key. */
async function ownItems(sources: ConversationSources, input: unknown): Promise<readonly JsonObject[]> {
  if (typeof input === 'string')
    return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }];
  if (!Array.isArray(input)) return [];
  const items: JsonObject[] = [];
  const referenced = new Map<unknown, JsonObject>();
  for (const [at, item] of input.filter(isObject).entries()) {
    if (item['type'] !== 'item_reference') {
      items.push(ownItem(sources, item, at));
      continue;
    }
    const { id } = item;
    const found = referenced.get(id) ?? (await referencedItem(sources, id, `input.${at}.id`));
    referenced.set(id, found);
    if (referenced.size > MAX_REFERENCES)
      throw invalid(`input.${at}.id`, `input may refer to at most ${MAX_REFERENCES} items: send the items.`);
    items.push(found);
  }
  return items;
}

/** Each is looked for by itself. */
const MAX_REFERENCES = 200;

async function referencedItem(
  { responses, readers }: ConversationSources,
  id: unknown,
  param: string,
): Promise<JsonObject> {
  const found = typeof id === 'string' ? await responses.item(readers, id) : undefined;
  if (found === undefined) throw unknownItem(param);
  return found;
}

function ownItem({ seal }: ConversationSources, item: JsonObject, at: number): JsonObject {
  const { type, encrypted_content: sealed } = item;
  if (typeof sealed !== 'string' || !looksSealed(sealed)) return item;
  const param = `input.${at}.encrypted_content`;
  const parts = seal.open(sealed, param) ?? [];
  if (parts.length === 0 && !isEmptySeal(seal, sealed)) {
    throw invalid(param, `${param} was changed, or was made for another key: leave the item out.`);
  }
  return type === 'reasoning' ? item : (summaryMessage(parts) ?? item);
}

/** Reasoning that needs nothing back is sealed too, and holds no part. */
function isEmptySeal(seal: PartSeal, sealed: string): boolean {
  return seal.seal([]) === sealed;
}

function conversationId(given: unknown): string | undefined {
  if (given === undefined || given === null) return undefined;
  const id = isObject(given) ? given['id'] : given;
  if (typeof id === 'string') return id;
  throw invalid('conversation', 'conversation must be an id, or an object with one.');
}

/** One text whether it was never there, is another key's, or its time is over. */
export function unknownResponse(param: string): GatewayError {
  return new GatewayError(
    'NOT_FOUND',
    'There is no response of this id. It may have expired, or was made with store: false: send the whole conversation.',
    { param, providerCode: 'previous_response_not_found' },
  );
}

/** As {@link unknownResponse}, for a conversation. */
export function unknownConversation(param: string): GatewayError {
  return new GatewayError('NOT_FOUND', 'There is no conversation of this id. It may have expired.', {
    param,
  });
}

/** As {@link unknownResponse}, for an item. */
export function unknownItem(param: string): GatewayError {
  return new GatewayError('NOT_FOUND', 'There is no item of this id. Send the item itself.', { param });
}
