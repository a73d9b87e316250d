import type { ProviderModelsTable } from '../tables';
import { limitsIn } from './model-limits';
import { checkedNumber, checkedProviderText, notAllowed } from '../field-checks';
import { isObject, objectIn, textsIn } from '../json-text';
import type { ProviderModelRecord, TokenPrices } from '../registry-records';

/** A stored model with its connection's name. */
export interface ProviderModelWithConnection extends ProviderModelsTable {
  readonly connection_name: string;
}

const PRICE_CLASSES = ['input', 'output', 'cached_input', 'cache_write'] as const;
const CAPABILITY = /^[a-z][a-z0-9_-]{0,63}$/;
const MAX_CAPABILITIES = 64;
const MAX_TOKENS = 1_000_000_000;
/** US dollars for a million tokens. */
const MAX_PRICE = 1_000_000;

/** A stored model as it is shown. */
export function providerModelRecord(row: ProviderModelWithConnection): ProviderModelRecord {
  return {
    id: row.id,
    connection_id: row.connection_id,
    connection_name: row.connection_name,
    name: row.name,
    remote_name: row.remote_name,
    deployment: row.deployment,
    context_length: row.context_length,
    max_output_tokens: row.max_output_tokens,
    capabilities: textsIn(row.capabilities) ?? [],
    prices: pricesIn(row.prices),
    limits: limitsIn(row.limits),
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** What the audit table says of a model. */
export function providerModelAudit(row: ProviderModelsTable): Readonly<Record<string, unknown>> {
  const { name, remote_name, deployment, context_length, max_output_tokens } = row;
  const capabilities = textsIn(row.capabilities) ?? [];
  return {
    name,
    remote_name,
    deployment,
    context_length,
    max_output_tokens,
    capabilities,
    prices: pricesIn(row.prices),
    limits: limitsIn(row.limits),
  };
}

/** Azure's name of a deployment; null for none. */
export function checkedDeployment(value: unknown): string | null {
  return value === null ? null : checkedProviderText(value, 'deployment');
}

/** A number of tokens; null where it is not known. */
export function checkedTokens(value: unknown, param: string): number | null {
  return value === null ? null : checkedNumber(value, param, { min: 1, max: MAX_TOKENS, whole: true });
}

/** Words such as `tools`, as they are stored. */
export function checkedCapabilities(value: unknown): string {
  const words = Array.isArray(value) ? value : [undefined];
  const fit =
    words.length <= MAX_CAPABILITIES &&
    words.every((word) => typeof word === 'string' && CAPABILITY.test(word));
  if (fit) return JSON.stringify([...new Set(words)]);
  throw notAllowed('capabilities', 'The capabilities must be words such as tools, vision or embeddings.');
}

/** Prices, as they are stored; null for none. */
export function checkedPrices(value: unknown): string | null {
  if (value === null) return null;
  if (!isObject(value)) throw notAllowed('prices', 'The prices must be an object.');
  const classes: readonly string[] = PRICE_CLASSES;
  for (const [name, price] of Object.entries(value)) {
    if (!classes.includes(name)) {
      throw notAllowed(`prices.${name}`, `There is no price '${name}'; there are ${classes.join(', ')}.`);
    }
    checkedNumber(price, `prices.${name}`, { min: 0, max: MAX_PRICE });
  }
  return JSON.stringify(value);
}

function pricesIn(text: string | null): TokenPrices | null {
  const stored = objectIn(text);
  if (stored === undefined) return null;
  const known = PRICE_CLASSES.flatMap((name) => {
    const price = stored[name];
    return typeof price === 'number' ? [[name, price] as const] : [];
  });
  return Object.fromEntries(known);
}
