import { GatewayError } from '../../errors/gateway-error';
import { UNSAID } from './settings';
import type { SettingName, Settings } from './settings';

/**
 * What a provider does with the settings of a request. What it takes is sent in the provider's own way. What it refuses
 * would change the answer's meaning if it were left out. Everything else has no counterpart there, leaves the answer's
 * meaning as it was, and is dropped by name.
 */
export interface SettingRules {
  readonly takes: ReadonlySet<SettingName>;
  readonly refuses: ReadonlySet<SettingName>;
  /** Fields of the provider's own, and of the caller's wire, that the provider's mapping reads. */
  readonly takesOwn: ReadonlySet<string>;
  /** Fields by the caller's own name that are refused, with the values that mean the same as none. */
  readonly refusesOwn: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * Names of a conversation's beginning that Google keeps (https://ai.google.dev/gemini-api/docs/caching): another provider does
 * not know what it says, and would answer without it.
 */
const KEPT_AT_GOOGLE: SettingRules['refusesOwn'] = { cachedContent: [], cached_content: [] };

/** What no mapping has a counterpart for, and what would change the answer's form or miss its context if it were left out. */
export const REFUSED_OWN_BY_ALL: SettingRules['refusesOwn'] = {
  audio: [],
  web_search_options: [],
  ...KEPT_AT_GOOGLE,
};

/** Names of settings that a provider does not take: kept for the caller, or refused where the operator wants that. */
export class DroppedSettings {
  readonly #names = new Set<string>();

  /**
   * @param settings of the request that is written
   * @param strict whether a setting that would be dropped is refused instead (`LLM_PROXY__STRICT_PARAMS`)
   */
  constructor(
    private readonly settings: Settings,
    private readonly strict: boolean,
  ) {}

  /** The caller's names, each once, in the order in which they were dropped. */
  get names(): readonly string[] {
    return [...this.#names];
  }

  /** A setting has no effect. @throws GatewayError INVALID_REQUEST naming it, where the operator wants that */
  drop(setting: SettingName): void {
    const name = this.nameOf(setting);
    if (name !== UNSAID) this.dropOwn(name);
  }

  /** The same for a field by the caller's name. @throws GatewayError as {@link drop} */
  dropOwn(name: string): void {
    if (this.strict) throw unsupported(name);
    this.#names.add(name);
  }

  /** What the caller calls a setting. */
  nameOf(setting: SettingName): string {
    return this.settings.names[setting] ?? setting;
  }
}

/**
 * Holds the settings of a request against a provider's rules.
 * @throws GatewayError INVALID_REQUEST naming a setting that is refused, and in strict mode one that would be dropped
 */
export function checkSettings(settings: Settings, rules: SettingRules, dropped: DroppedSettings): void {
  const { own, names: _names, ...common } = settings;
  for (const [name, value] of Object.entries(common)) {
    if (value === undefined) continue;
    const setting = name as SettingName;
    if (rules.takes.has(setting)) continue;
    if (rules.refuses.has(setting)) throw unsupported(dropped.nameOf(setting));
    dropped.drop(setting);
  }
  for (const [name, value] of Object.entries(own)) {
    if (value === null || value === undefined || rules.takesOwn.has(name)) continue;
    // It was read, and has been looked at as the setting that it is.
    if (name === settings.names.reasoning) continue;
    const neutral = Object.hasOwn(rules.refusesOwn, name) ? rules.refusesOwn[name] : undefined;
    if (neutral !== undefined && !neutral.includes(value)) throw unsupported(name);
    if (neutral === undefined) dropped.dropOwn(name);
  }
}

/** @throws GatewayError INVALID_REQUEST for the name of what Google alone keeps */
export function refuseKeptAtGoogle(name: string): void {
  if (Object.hasOwn(KEPT_AT_GOOGLE, name)) throw unsupported(name);
}

function unsupported(name: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', `${name} is not supported by this model's provider.`, {
    param: name,
    providerCode: 'unsupported_parameter',
  });
}
