import { Inject, Injectable } from '@nestjs/common';
import type { InternalCaller, VirtualCaller } from '../auth/caller';
import { rulesOf } from '../admission/rules/rules-of';
import { knownContextLength, knownMaxOutput } from '../catalogue/known-models';
import { DOOR_NAMES } from '../config/door-names';
import { BudgetStates } from '../admission/budget-states';
import type { BudgetStanding } from '../admission/budget-states';
import { Budgets } from '../ledger/budgets/budgets';
import { PriceBook } from '../ledger/prices/price-book';
import type { ModelPrices } from '../ledger/prices/token-prices';
import { RegistryView } from '../registry/memory/registry-view';
import type { OwnerRulesEntry, ProviderModelEntry, VirtualKeyEntry } from '../registry/memory/registry-view';
import type { PricesSet } from '../config/price-set';
import type { OwnAlias, OwnBudget, OwnKey, OwnLimit } from './own-key';

/** Says what a key may do and has left: of itself and of the groups that it is in, and of nobody else. */
@Injectable()
export class OwnKeyReport {
  constructor(
    @Inject(RegistryView) private readonly registry: Pick<RegistryView, 'group'>,
    private readonly budgets: Budgets,
    private readonly states: BudgetStates,
    private readonly prices: PriceBook,
  ) {}

  async of(caller: InternalCaller | VirtualCaller): Promise<OwnKey> {
    const { keyId: id, name, kind } = caller;
    const common = { object: 'key', id, name, kind } as const;
    if (caller.kind === 'internal') {
      const none = { group: null, expires_at: null, limits: [], doors: null, budgets: [], aliases: [] };
      return { ...common, ...none };
    }
    const { key } = caller;
    const budgets = this.budgets.of(key);
    const standings = await this.states.of(budgets);
    const rules = rulesOf(key, this.registry);
    return {
      ...common,
      group: key.groupId === undefined ? null : (this.registry.group(key.groupId)?.path ?? null),
      expires_at: timeOf(key.expiresAt ?? Infinity),
      limits: rules.flatMap(ownLimits),
      doors: ownDoors(rules),
      budgets: standings.map(ownBudget),
      aliases: key.aliases().flatMap((alias) => this.#alias(key, alias)),
    };
  }

  #alias(key: VirtualKeyEntry, alias: string): OwnAlias[] {
    const assignments = key.assignments(alias);
    const first = assignments.find(({ model }) => model.connection.enabled) ?? assignments[0];
    if (first === undefined) return [];
    const { model, requestsPerSecond, tokensPerSecond } = first;
    const { connection, contextLength, remoteName, maxOutputTokens } = model;
    return [
      {
        alias,
        is_available: connection.enabled,
        context_length: contextLength ?? knownContextLength(connection.provider, remoteName) ?? null,
        max_output_tokens: maxOutputTokens ?? knownMaxOutput(connection.provider, remoteName) ?? null,
        prices: this.#prices(model),
        requests_per_second: requestsPerSecond === 0 ? null : requestsPerSecond,
        tokens_per_second: tokensPerSecond === 0 ? null : tokensPerSecond,
      },
    ];
  }

  #prices({ connection, name, remoteName }: ProviderModelEntry): PricesSet | null {
    const place = {
      deployment: `${connection.name}/${name}`,
      provider: connection.provider,
      model: remoteName,
    };
    const prices = this.prices.pricesOf(place, Date.now());
    return prices === undefined ? null : shownPrices(prices);
  }
}

function ownLimits({ limits, concurrent }: OwnerRulesEntry): OwnLimit[] {
  return [
    ...limits.map(({ name, amount }): OwnLimit => {
      const [of, counts, , per] = name.split('-') as ['key' | 'group', 'requests' | 'tokens', 'per', Period];
      return { of, limit: `${counts}_per_${per}`, amount };
    }),
    ...concurrent.map(({ owner, max }): OwnLimit => ({ of: owner, limit: 'max_concurrent', amount: max })),
  ];
}

type Period = 'second' | 'minute' | 'day';

/** Those that every rule allows. */
function ownDoors(rules: readonly OwnerRulesEntry[]): readonly string[] | null {
  const allowed = rules.flatMap(({ doors }) => doors);
  return allowed.length === 0 ? null : DOOR_NAMES.filter((door) => allowed.every((set) => set.has(door)));
}

function ownBudget({ budget, limit, use }: BudgetStanding): OwnBudget {
  const { owner, unit, period, rolling, hard, aliases } = budget;
  return {
    of: owner,
    unit,
    amount: limit,
    used: use.used,
    reserved: use.reserved,
    remaining: use.remaining,
    period,
    rolling,
    hard,
    aliases: aliases === undefined ? null : aliases.map(({ text }) => text),
    renews_at: use.renews_at,
  };
}

/** Those that are known, by the names that own prices have. */
function shownPrices(prices: ModelPrices): PricesSet {
  const named: Readonly<Record<keyof PricesSet, number | undefined>> = {
    input: prices.input,
    output: prices.output,
    cached_input: prices.cached,
    cache_write: prices.cacheWrite,
    cache_write_1h: prices.cacheWrite1h,
    reasoning: prices.reasoning,
    audio_input: prices.audioInput,
    audio_output: prices.audioOutput,
    image_input: prices.imageInput,
    image_output: prices.imageOutput,
    image: prices.image,
    search: prices.search,
    second: prices.second,
    character: prices.character,
    call: prices.call,
  };
  return Object.fromEntries(Object.entries(named).filter(([, price]) => price !== undefined));
}

function timeOf(at: number): string | null {
  return Number.isFinite(at) ? new Date(at).toISOString() : null;
}
