import { Inject, Injectable } from '@nestjs/common';
import type { Deployment } from '../../catalogue/deployment';
import { Settings } from '../../config/settings';
import { Budgets } from '../../ledger/budgets/budgets';
import { CallCost } from '../../ledger/budgets/call-cost';
import { Ledger } from '../../ledger/ledger';
import type { JournalRecord } from '../../ledger/journal/journal';
import type { AskedCall, AttemptUse, TokenClasses } from '../../ledger/ledger-record';
import { askedTier } from '../../ledger/prices/asked-tier';
import { askedText, begunText, endedText } from '../../ledger/record-text';
import { CostMetrics } from '../../metrics/cost-metrics';
import { RegistryView } from '../../registry/memory/registry-view';
import { clientOf, userOf } from '../attribution';
import { placeOf, rounded, tokensOf, unlikeKey, usesOf } from '../attempt-uses';
import type { CallListener } from '../call-listener';
import type { CallRecord } from '../call-record';
import { bytesIn } from '../call-request';
import type { CallRequest } from '../call-request';
import { mayUse } from '../call-demand-tokens';
import { costHeaders } from '../cost-headers';

/** Puts each call into the ledger: once before the first upstream is asked, and once when it has ended. */
@Injectable()
export class CallLedgerListener implements CallListener {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    private readonly cost: CallCost,
    private readonly costMetrics: CostMetrics,
    @Inject(RegistryView) private readonly registry: Pick<RegistryView, 'group'>,
    @Inject(Settings) private readonly settings: Pick<Settings, 'ledgerUserHeaders' | 'costHeaders'>,
    private readonly budgets: Budgets,
  ) {}

  begun(call: CallRecord, [first]: readonly Deployment[], answers: boolean): Promise<void> | undefined {
    if (first === undefined) return undefined;
    call.isBegun = true;
    const { admission } = call.request;
    if (this.settings.costHeaders && admission !== undefined) {
      admission.streamHeaders = this.#headers(call.request, undefined);
    }
    return this.ledger.isOn ? this.ledger.begun(new BegunCall(this, call, first, answers)) : undefined;
  }

  /** The part of both records that tells who asked for what. */
  asked(call: CallRecord): string {
    const { request, streamed } = call;
    return (call.askedText ??= askedText(
      askedCall(request, streamed, {
        userHeaders: this.settings.ledgerUserHeaders,
        groupPath: this.#groupOf(request),
        // Budgets and the ledger go by one clock, or a restart would count calls for another period.
        clockOffsetMs: this.budgets.clockOffsetMs,
      }),
    ));
  }

  /** Settles the call with its budgets. @returns what it was charged, in US dollars; undefined where that is not known */
  #charge(call: CallRecord, uses: readonly AttemptUse[]): number | undefined {
    const { request, ending, facts } = call;
    const { caller, admission, body, model } = request;
    const charge = this.cost.afterwards(uses, Date.now(), askedTier(body) ?? '');
    const group = caller.kind === 'virtual' ? this.#groupOf(request) : undefined;
    this.costMetrics.ended(
      group,
      { model, caller, isAnswered: facts.upstreamStatus === 200 },
      charge.isPriced ? charge.usd : undefined,
    );
    admission?.budget?.settle(charge);
    if (this.settings.costHeaders) call.costHeaders = this.#headers(request, charge);
    if (caller.kind !== 'virtual') return undefined;
    // An answer that was made before says nothing of what the next one takes.
    if (ending === 'whole' && call.notes.replayed === undefined) {
      const alias = admission?.downgradedTo ?? model;
      this.cost.learn(
        caller.key,
        alias,
        charge,
        call.answering?.deployment.id,
        facts.usage?.completionTokens,
      );
    }
    return charge.isPriced || charge.usd > 0 ? charge.usd : undefined;
  }

  /** @param charge undefined while that is not known */
  #headers(
    { caller, model, admission }: CallRequest,
    charge: ReturnType<CallCost['afterwards']> | undefined,
  ): Readonly<Record<string, string>> {
    const budgets =
      caller.kind === 'virtual' ? this.budgets.of(caller.key, admission?.downgradedTo ?? model) : [];
    return costHeaders(charge, budgets.length === 0 ? [] : this.budgets.states(budgets));
  }

  #groupOf({ caller }: CallRequest): string {
    if (caller.kind !== 'virtual' || caller.key.groupId === undefined) return '';
    return this.registry.group(caller.key.groupId)?.path ?? '';
  }

  ended(call: CallRecord): void {
    const { request } = call;
    if (!call.isBegun) {
      // Refused before an upstream could be asked.
      request.admission?.budget?.release();
      this.ledger.refused(request.caller.keyId, call.code ?? call.ending);
      return;
    }
    const uses = usesOf(call);
    const charged = this.#charge(call, uses);
    if (this.ledger.isOn) this.ledger.ended(new EndedCall(this, call, uses, charged));
  }
}

/** The record of a call that is about to ask its first upstream. */
class BegunCall implements JournalRecord {
  constructor(
    private readonly ledger: CallLedgerListener,
    private readonly call: CallRecord,
    private readonly first: Deployment,
    private readonly answers: boolean,
  ) {}

  text(): string {
    const { raw, body, model, admission } = this.call.request;
    return begunText(this.ledger.asked(this.call), {
      first: placeOf(this.first, model),
      mayUse: mayUse(raw, body, this.answers),
      mayCharge: admission?.budget?.charge.usd,
    });
  }
}

/** The record of a call that has ended. */
class EndedCall implements JournalRecord {
  constructor(
    private readonly ledger: CallLedgerListener,
    private readonly call: CallRecord,
    private readonly uses: readonly AttemptUse[],
    private readonly chargedUsd: number | undefined,
  ) {}

  text(): string {
    const { call } = this;
    const { request, answering, facts } = call;
    const { deployment, connection, provider } = placeOf(answering?.deployment, request.model);
    return endedText(this.ledger.asked(call), {
      deployment,
      connection,
      provider,
      firstTokenMs: rounded(call.firstTokenMs),
      ms: rounded(call.durationMs) ?? 0,
      modelServed: facts.model === undefined ? undefined : unlikeKey(facts.model).slice(0, MAX_NAME),
      status: call.status,
      code: call.code,
      ended: call.ending,
      attempts: this.uses,
      chargedUsd: this.chargedUsd,
      replayed: call.notes.replayed && 'idempotency',
      saved: savedBy(call),
      bytesOut: call.bytes,
    });
  }
}

const MAX_NAME = 256;

/** What a request does not tell by itself. */
interface AskedAround {
  readonly userHeaders: readonly string[];
  readonly groupPath: string;
  readonly clockOffsetMs: number;
}

function askedCall(
  request: CallRequest,
  streamed: boolean,
  { userHeaders, groupPath, clockOffsetMs }: AskedAround,
): AskedCall {
  const { trace, caller, agent, callerHeaders, body, tags, model, admission } = request;
  const shown = unlikeKey(model);
  const user = userOf(callerHeaders, body, userHeaders);
  const client = clientOf(callerHeaders['user-agent']);
  return {
    id: trace.callId,
    at: Math.round(Date.now() - performance.now() + request.startedAt + clockOffsetMs),
    requestId: trace.requestId,
    traceId: trace.traceId,
    keyId: caller.keyId,
    keyName: caller.name,
    group: groupPath,
    user: user === undefined ? undefined : unlikeKey(user),
    session: agent.session === undefined ? undefined : unlikeKey(agent.session),
    tags: tags?.map(unlikeKey),
    door: request.route,
    wire: request.wire.name,
    streamed,
    alias: caller.kind === 'virtual' ? (admission?.downgradedTo ?? shown) : undefined,
    modelAsked: shown,
    tier: askedTier(body),
    client: client === undefined ? undefined : unlikeKey(client),
    bytesIn: bytesIn(request),
  };
}

/** What an answer that was made before would have used. */
function savedBy({ notes, facts }: CallRecord): Partial<TokenClasses> | undefined {
  return notes.replayed === undefined || facts.usage === undefined ? undefined : tokensOf(facts.usage);
}
