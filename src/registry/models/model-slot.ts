import { limitsEntry } from './model-limits';
import { textsIn } from '../json-text';
import { pricesIn } from '../prices/price.record';
import type { ProviderModelsTable } from '../tables';
import type { ConnectionEntry, ProviderModelEntry } from '../memory/registry-view';

/** The columns that an entry is made of. */
export type ProviderModelRow = Pick<
  ProviderModelsTable,
  | 'id'
  | 'connection_id'
  | 'name'
  | 'remote_name'
  | 'deployment'
  | 'context_length'
  | 'max_output_tokens'
  | 'capabilities'
  | 'prices'
  | 'limits'
>;

/**
 * What a model is now. Assignments hold the slot, so that a change of a connection with a million assignments replaces
 * one entry for each of its models.
 */
export interface ModelSlot {
  current: ProviderModelEntry;
}

/** The capability of a model that is asked by OpenAI's Responses, whatever its connection says. */
const RESPONSES = 'responses';

function isAskedByResponses(capabilities: string): boolean {
  return capabilities.includes(RESPONSES) && textsIn(capabilities)?.includes(RESPONSES) === true;
}

const NO_CAPABILITIES = '[]';

/** What a model can do, as far as somebody told: by which API it is asked tells nothing of that. */
function abilitiesIn(capabilities: string): readonly string[] | undefined {
  if (capabilities === NO_CAPABILITIES) return undefined;
  const abilities = textsIn(capabilities)?.filter((one) => one !== RESPONSES) ?? [];
  return abilities.length === 0 ? undefined : abilities;
}

/** Makes the entry of a stored model. */
export function modelEntry(row: ProviderModelRow, connection: ConnectionEntry): ProviderModelEntry {
  return {
    id: row.id,
    connection,
    name: row.name,
    remoteName: row.remote_name,
    deployment: row.deployment ?? undefined,
    contextLength: row.context_length ?? undefined,
    maxOutputTokens: row.max_output_tokens ?? undefined,
    prices: row.prices === null ? undefined : pricesIn(row.prices),
    api: isAskedByResponses(row.capabilities) ? 'responses' : undefined,
    limits: row.limits === null ? undefined : limitsEntry(row.limits),
    capabilities: abilitiesIn(row.capabilities),
  };
}
