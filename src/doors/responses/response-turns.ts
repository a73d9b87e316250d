import { Inject, Injectable } from '@nestjs/common';
import type { DoorRequest } from '../../calls/call-request';
import { KeptAnswers } from '../../calls/kept-answers';
import { Conversations } from '../../answers/conversation';
import type { Readers } from '../../answers/kept-response';
import { ResponseStore } from '../../answers/response-store';
import { Settings } from '../../config/settings';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { PartSeal } from '../../wire/canonical/part-seal';
import { OpenAiResponsesWire } from '../../wire/openai-responses/openai-responses.wire';
import type { WrittenResponse } from '../../wire/openai-responses/written-response';
import { demandOf } from '../../admission/call-demand';
import type { CallDemand } from '../../admission/call-demand';
import { conversationOf, isStored } from './conversation';
import type { Conversation } from './conversation';
import type { ResponsesRequest } from './responses-request';
import { checkOutputs } from './tool-outputs';

/** What a Responses request asks of a model. */
export const RESPONSES_DEMAND: CallDemand = {
  ...demandOf(['max_output_tokens']),
  outlives: (body) => isObject(body) && body['background'] === true,
};
/** The door's name in logs and metrics. */
export const RESPONSES_ROUTE = '/v1/responses';

/** Where a turn finds the answers that it may go on from, and where its own is kept. */
export interface TurnScope extends Readers {
  /** Told of an answer that the session keeps for itself. */
  readonly onKept?: (id: string) => void;
}

/** A turn that is about to be asked. */
export interface ResponseTurn {
  readonly wire: OpenAiResponsesWire;
  readonly door: DoorRequest & { readonly wire: OpenAiResponsesWire };
  /** All items that the model is told. */
  readonly items: readonly unknown[];
  /** Seals for this caller. */
  readonly seal: PartSeal;
  /** Keeps the answer as it is now, in the place of what was kept of it before. */
  readonly keep: (json: string, isRunning: boolean) => void;
}

/** Makes a Responses request one of the door's calls: joined with what it goes on from, its answer kept. */
@Injectable()
export class ResponseTurns {
  constructor(
    @Inject(Settings) private readonly settings: Settings,
    @Inject(PartSeal) private readonly seal: PartSeal,
    private readonly responses: ResponseStore,
    private readonly conversations: Conversations,
    private readonly kept: KeptAnswers,
  ) {}

  /**
   * @param given the request's bytes
   * @throws GatewayError INVALID_REQUEST naming the field; NOT_FOUND for what is to be gone on from and is not in the scope
   */
  async begin(
    { body: asked, model: named, background }: ResponsesRequest,
    given: Buffer,
    scope: TurnScope,
  ): Promise<ResponseTurn> {
    const { responses, conversations } = this;
    const seal = this.seal.of(scope.keyId);
    const joined = await conversationOf({ responses, conversations, seal, readers: scope }, asked);
    const { body, keptAt, own } = joined;
    if (Array.isArray(body['input']) && body['prompt'] === undefined) checkOutputs(body['input'], own.length);
    const model = named ?? this.settings.defaultModel;
    const stored = isStored(this.settings.responsesStore, asked);
    const isKept = stored || scope.session !== undefined || joined.conversation !== undefined;
    const onWritten = (response: WrittenResponse): void => {
      this.#keep(background ? detached(response, wire.id) : response, stored, joined, scope);
    };
    const wire: OpenAiResponsesWire = new OpenAiResponsesWire({
      asked,
      body,
      seal,
      kept: this.kept.partsOf(scope.keyId),
      stored,
      model,
      background,
      onWritten: isKept ? onWritten : undefined,
    });
    const keep = (json: string, isRunning: boolean): void => {
      const kept = { id: wire.id, json, input: joined.own, output: [], isRunning };
      this.responses.put(scope, kept, joined.from, true);
    };
    const raw = joined.joined ? Buffer.from(JSON.stringify(body)) : given;
    const continued = keptAt === undefined ? undefined : { at: keptAt, raw: given, body: asked };
    const door = { wire, route: RESPONSES_ROUTE, raw, body, model, usageWanted: true, continued };
    return { wire, door, items: Array.isArray(body['input']) ? body['input'] : joined.own, seal, keep };
  }

  /** Forgets an answer that a session keeps for itself. */
  forget(session: string, id: string): void {
    this.responses.forget(session, id);
  }

  #keep(
    { id, json, kept, keptAt }: WrittenResponse,
    stored: boolean,
    { own, from, conversation }: Conversation,
    scope: TurnScope,
  ): void {
    if (conversation !== undefined)
      this.conversations.appendLater(scope.keyId, conversation, [...own, ...kept]);
    this.responses.put(scope, { id, json, input: own, output: kept, keptAt }, from, stored);
    if (!stored) scope.onKept?.(id);
  }
}

/** An answer under the id that its caller got before there was any. Its provider knows it by another one. */
function detached({ json, kept }: WrittenResponse, id: string): WrittenResponse {
  const response = { ...(JSON.parse(json) as JsonObject), id, background: true };
  return { id, json: JSON.stringify(response), kept };
}
