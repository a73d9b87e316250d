import type { ProviderModelsTable } from '../tables';
import { limitsIn } from './model-limits';
import { checkedNumber, checkedProviderText, notAllowed } from '../field-checks';
import { textsIn } from '../json-text';
import { checkedPrices, givenPrices, pricesIn } from '../prices/price.record';
import type { GivenPrices } from '../../config/price-set';
import type { ProviderModelRecord } from '../registry-records';

/** A stored model with its connection's name. */
export interface ProviderModelWithConnection extends ProviderModelsTable {
  readonly connection_name: string;
}

const CAPABILITY = /^[a-z][a-z0-9_-]{0,63}$/;
const MAX_CAPABILITIES = 64;
const MAX_TOKENS = 1_000_000_000;

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
    prices: shownPrices(row.prices),
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
    prices: shownPrices(row.prices),
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
export function checkedModelPrices(value: unknown): string | null {
  return value === null ? null : checkedPrices(value);
}

function shownPrices(text: string | null): GivenPrices | null {
  return text === null ? null : givenPrices(pricesIn(text));
}
