import type { Deployment } from '../catalogue/deployment';
import type { AttemptUse, TokenClasses } from '../ledger/ledger-record';
import { askedTier } from '../ledger/prices/asked-tier';
import { tierOfTime } from '../ledger/prices/off-peak';
import { REDACTED_WORD, isLikeKey } from '../log/like-a-key';
import type { Attempt } from '../routing/attempt';
import type { TokenUsage } from '../wire/canonical/token-usage';
import type { CallRecord } from './call-record';

/** Where something was used. */
export type Place = Pick<AttemptUse, 'deployment' | 'connection' | 'provider' | 'model'>;

/** Characters of a model's name that a provider tells. */
const MAX_MODEL = 128;

/** A caller may put a key where a name belongs. */
export function unlikeKey(text: string): string {
  return isLikeKey(text) ? REDACTED_WORD : text;
}

/** Where an attempt was made. A deployment is called after its model, in whose place a caller may have put a key. */
export function placeOf(deployment: Deployment | undefined, asked: string): Place {
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

/** What was used where: by each attempt, and for its answer by other models of its provider. */
export function usesOf({ attempts, request }: CallRecord): readonly AttemptUse[] {
  const tier = askedTier(request.body) ?? '';
  return attempts
    .filter(({ isMade }) => isMade)
    .flatMap((attempt) => attemptUses(attempt, request.model, tier));
}

function attemptUses(attempt: Attempt, asked: string, wantedTier: string): readonly AttemptUse[] {
  const { outcome, ms, used } = attempt;
  const { billedAs, others = [] } = used ?? {};
  const place = placeOf(attempt.deployment, asked);
  const tier =
    used === undefined
      ? wantedTier
      : (tierOfTime(place.provider, Date.now()) ?? used.serviceTier ?? wantedTier);
  const told = {
    ...(used?.estimated === true && { estimated: true as const }),
    ...(tier !== wantedTier && { tier }),
  };
  const tokens = used === undefined ? {} : tokensOf(used);
  const own = { ...place, outcome, ms: rounded(ms) ?? 0 };
  if (billedAs === undefined && others.length === 0) return [{ ...own, tokens, ...told }];
  const useOf = (model: string, of: TokenUsage): AttemptUse => ({
    ...placeOfOther(place, model),
    ...{ outcome, ms: 0, tokens: tokensOf(of), ...told },
  });
  return [
    billedAs === undefined ? { ...own, tokens, ...told } : { ...own, tokens: {} },
    ...(billedAs === undefined || used === undefined ? [] : [useOf(billedAs, used)]),
    ...others.map(({ model, usage }) => useOf(model, usage)),
  ];
}

/** Another model of the same connection. */
function placeOfOther({ connection, provider }: Place, named: string): Place {
  const model = unlikeKey(named).slice(0, MAX_MODEL);
  return { deployment: `${connection}/${model}`, connection, provider, model };
}

/** Classes of which there are any; input and output also where they are 0, because a provider has said so. */
export function tokensOf(usage: TokenUsage): Partial<TokenClasses> {
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
  add('imageOutput', usage.imageOutputTokens);
  add('images', usage.images);
  add('audioSeconds', usage.audioSeconds);
  add('characters', usage.characters);
  return tokens;
}

/** To a tenth. */
export function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 10) / 10;
}
