import { Inject, Injectable } from '@nestjs/common';
import type { DoorRequest } from '../../calls/call-request';
import { Settings } from '../../config/settings';
import { PartSeal } from '../../wire/canonical/part-seal';
import { OpenAiResponsesWire } from '../../wire/openai-responses/openai-responses.wire';
import { demandOf } from '../../admission/call-demand';
import { conversationOf, isStored } from './conversation';
import { ResponseStore } from './response-store';
import type { ResponsesRequest } from './responses-request';

/** What a Responses request asks of a model. */
export const RESPONSES_DEMAND = demandOf(['max_output_tokens']);
/** The door's name in logs and metrics. */
export const RESPONSES_ROUTE = '/v1/responses';

/** Where a turn finds the answers that it may go on from, and where its own is kept. */
export interface TurnScope {
  /** Whose answers they may be. */
  readonly readable: readonly string[];
  /** Who keeps an answer that is to be stored. */
  readonly stored: string;
  /** Who keeps one that is not, and is told of it; undefined where nobody does. */
  readonly unstored: { readonly owner: string; readonly onKept: (id: string) => void } | undefined;
}

/** A turn that is about to be asked. */
export interface ResponseTurn {
  readonly wire: OpenAiResponsesWire;
  readonly door: DoorRequest & { readonly wire: OpenAiResponsesWire };
}

/** Makes a Responses request one of the door's calls: joined with what it goes on from, its answer kept. */
@Injectable()
export class ResponseTurns {
  constructor(
    @Inject(Settings) private readonly settings: Settings,
    @Inject(PartSeal) private readonly seal: PartSeal,
    private readonly store: ResponseStore,
  ) {}

  /**
   * @param given the request's bytes
   * @throws GatewayError INVALID_REQUEST naming the field; NOT_FOUND for an answer to go on from that is not in the scope
   */
  begin({ body: asked, model: named }: ResponsesRequest, given: Buffer, scope: TurnScope): ResponseTurn {
    const { body, own, previous, keptAt } = conversationOf(this.store, scope.readable, asked);
    const stored = isStored(this.settings.responsesStore, asked);
    const owner = stored ? scope.stored : scope.unstored?.owner;
    const model = named ?? this.settings.defaultModel;
    const wire = new OpenAiResponsesWire({
      asked,
      body,
      seal: this.seal,
      stored,
      model,
      onWritten: ({ id, json, kept, keptAt: at }) => {
        if (owner === undefined) return;
        this.store.put(owner, { id, json, input: own, output: kept, keptAt: at }, previous, scope.readable);
        if (!stored) scope.unstored?.onKept(id);
      },
    });
    const raw = previous === undefined ? given : Buffer.from(JSON.stringify(body));
    const continued = keptAt === undefined ? undefined : { at: keptAt, raw: given, body: asked };
    const door = { wire, route: RESPONSES_ROUTE, raw, body, model, usageWanted: true, continued };
    return { wire, door };
  }

  /** Forgets an answer that was not stored. */
  forget(owner: string, id: string): void {
    this.store.delete(owner, id);
  }
}
