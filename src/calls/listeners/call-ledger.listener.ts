import { Inject, Injectable } from '@nestjs/common';
import type { Deployment } from '../../catalogue/deployment';
import { Settings } from '../../config/settings';
import { CallCost } from '../../ledger/budgets/call-cost';
import { Ledger } from '../../ledger/ledger';
import { askedText } from '../../ledger/ledger-record';
import type { AskedCall, AttemptUse, TokenClasses } from '../../ledger/ledger-record';
import { REDACTED_WORD, isLikeKey } from '../../log/like-a-key';
import { CostMetrics } from '../../metrics/cost-metrics';
import { RegistryView } from '../../registry/memory/registry-view';
import type { Attempt } from '../../routing/attempt';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import { clientOf, tierOf, userOf } from '../attribution';
import type { CallListener } from '../call-listener';
import type { CallRecord } from '../call-record';
import type { CallRequest } from '../call-request';
import { mayUse } from '../call-demand-tokens';

/** Puts each call into the ledger: once before the first upstream is asked, and once when it has ended. */
@Injectable()
export class CallLedgerListener implements CallListener {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    private readonly cost: CallCost,
    private readonly costMetrics: CostMetrics,
    @Inject(RegistryView) private readonly registry: Pick<RegistryView, 'group'>,
    @Inject(Settings) private readonly settings: Pick<Settings, 'ledgerUserHeaders'>,
  ) {}

  begun(call: CallRecord, [first]: readonly Deployment[], answers: boolean): Promise<void> | undefined {
    if (first === undefined) return undefined;
    const { request } = call;
    const { raw, body, model } = request;
    call.askedText = askedText(
      askedCall(request, call.streamed, this.settings.ledgerUserHeaders, this.#groupOf(request)),
    );
    return this.ledger.begun(call.askedText, {
      kind: 'begun',
      first: placeOf(first, model),
      mayUse: mayUse(raw, body, answers),
      mayCharge: request.admission?.budget?.charge.usd,
    });
  }

  /** Settles the call with its budgets. @returns what it was charged, in US dollars; undefined where that is not known */
  #charge({ request, ending, facts }: CallRecord, uses: readonly AttemptUse[]): number | undefined {
    const { caller, admission, body, model } = request;
    const charge = this.cost.afterwards(uses, Date.now(), tierOf(body) ?? '');
    const group = caller.kind === 'virtual' ? this.#groupOf(request) : undefined;
    this.costMetrics.ended(
      group,
      model,
      facts.upstreamStatus === 200,
      charge.isPriced ? charge.usd : undefined,
    );
    if (caller.kind !== 'virtual') return undefined;
    admission?.budget?.settle(charge);
    if (ending === 'whole') this.cost.learn(caller.key, model, charge);
    return charge.isPriced || charge.usd > 0 ? charge.usd : undefined;
  }

  #groupOf({ caller }: CallRequest): string {
    if (caller.kind !== 'virtual' || caller.key.groupId === undefined) return '';
    return this.registry.group(caller.key.groupId)?.path ?? '';
  }

  ended(call: CallRecord): void {
    const { request, attempts, answering, facts, askedText: asked } = call;
    if (asked === undefined) {
      // Refused before an upstream could be asked.
      request.admission?.budget?.release();
      this.ledger.refused(request.caller.keyId, call.code ?? call.ending);
      return;
    }
    const { deployment, connection, provider } = placeOf(answering?.deployment, request.model);
    const uses = attempts.filter(({ isMade }) => isMade).map((attempt) => attemptUse(attempt, request.model));
    this.ledger.ended(asked, {
      kind: 'ended',
      deployment,
      connection,
      provider,
      firstTokenMs: rounded(call.firstTokenMs),
      ms: rounded(call.durationMs) ?? 0,
      modelServed: facts.model === undefined ? undefined : unlikeKey(facts.model).slice(0, MAX_NAME),
      status: call.status,
      code: call.code,
      ended: call.ending,
      attempts: uses,
      chargedUsd: this.#charge(call, uses),
      replayed: call.notes.replayed && 'idempotency',
      bytesOut: call.bytes,
    });
  }
}

const MAX_NAME = 256;

function askedCall(
  request: CallRequest,
  streamed: boolean,
  userHeaders: readonly string[],
  groupPath: string,
): AskedCall {
  const { trace, caller, agent, callerHeaders, body, tags, model } = request;
  const shown = unlikeKey(model);
  const user = userOf(callerHeaders, body, userHeaders);
  const client = clientOf(callerHeaders['user-agent']);
  return {
    id: trace.callId,
    at: Math.round(Date.now() - performance.now() + request.startedAt),
    requestId: trace.requestId,
    traceId: trace.traceId,
    keyId: caller.keyId,
    keyName: caller.name,
    group: groupPath,
    user: user === undefined ? undefined : unlikeKey(user),
    session: agent.session === undefined ? undefined : unlikeKey(agent.session),
    tags,
    door: request.route,
    wire: request.wire.name,
    streamed,
    alias: caller.kind === 'virtual' ? shown : undefined,
    modelAsked: shown,
    tier: tierOf(body),
    client: client === undefined ? undefined : unlikeKey(client),
    bytesIn: request.raw.length,
  };
}

/** A caller may put a key where a name belongs. */
function unlikeKey(text: string): string {
  return isLikeKey(text) ? REDACTED_WORD : text;
}

type Place = Pick<AttemptUse, 'deployment' | 'connection' | 'provider' | 'model'>;

/** Where an attempt was made. A deployment is called after its model, in whose place a caller may have put a key. */
function placeOf(deployment: Deployment | undefined, asked: string): Place {
  const upstream = deployment?.adapter.upstream ?? '';
  const connection = deployment?.connection?.name ?? upstream;
  const isHidden = isLikeKey(asked);
  return {
    deployment: isHidden ? `${connection}/${REDACTED_WORD}` : (deployment?.id ?? ''),
    connection,
    provider: deployment?.connection?.provider ?? upstream,
    model: isHidden ? REDACTED_WORD : (deployment?.remoteModel ?? ''),
  };
}

function attemptUse(attempt: Attempt, asked: string): AttemptUse {
  const { outcome, ms, used } = attempt;
  return {
    ...placeOf(attempt.deployment, asked),
    outcome,
    ms: rounded(ms) ?? 0,
    tokens: used === undefined ? {} : tokensOf(used),
    ...(used?.estimated === true && { estimated: true }),
  };
}

/** Classes of which there are any; input and output also where they are 0, because a provider has said so. */
function tokensOf(usage: TokenUsage): Partial<TokenClasses> {
  const tokens: { -readonly [Name in keyof TokenClasses]?: number } = {
    input: usage.promptTokens,
    output: usage.completionTokens,
  };
  const add = (name: keyof TokenClasses, count: number | undefined): void => {
    if (count !== undefined && count > 0) tokens[name] = count;
  };
  add('cached', usage.cachedTokens);
  add('cacheWrite', usage.cacheWriteTokens);
  add('cacheWrite1h', usage.cacheWrite1hTokens);
  add('reasoning', usage.reasoningTokens);
  add('audioInput', usage.audioInputTokens);
  add('audioOutput', usage.audioOutputTokens);
  add('image', usage.imageTokens);
  add('searches', usage.searches);
  return tokens;
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 10) / 10;
}
