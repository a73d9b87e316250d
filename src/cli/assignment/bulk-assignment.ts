import type { AssignmentOwner, AssignmentPatch, RegistryAdmin } from '../../registry/registry-admin';
import type { AssignmentRecord, ProviderModelRecord } from '../../registry/registry-records';
import { namePattern } from '../../config/name-pattern';
import { everyRecord } from '../every-record';
import { UsageError } from '../usage-error';

/** Which models a virtual key or a group is to have. */
export interface WantedModels {
  readonly owner: AssignmentOwner;
  /** Id or name of the connection whose models are meant; every connection's without it. */
  readonly connection?: string;
  /** Names of models, or patterns with `*`. */
  readonly patterns: readonly string[];
}

/** What came of it. */
export interface BulkAssignment {
  readonly made: readonly AssignmentRecord[];
  /** How many models the key had under their own names already. */
  readonly present: number;
}

/**
 * Assigns each model that is wanted under its own name; what the key has already stays as it is. Nothing is assigned
 * unless every name and pattern means some model.
 * @throws UsageError naming the names and patterns that mean none; GatewayError as the registry does
 */
export async function assignEach(
  registry: RegistryAdmin,
  { owner: given, connection, patterns }: WantedModels,
  fields: Omit<AssignmentPatch, 'alias'>,
): Promise<BulkAssignment> {
  const { assignments, connections, models } = registry;
  const only = connection === undefined ? undefined : (await connections.get(connection)).id;
  const owner = await known(registry, given);
  const all: ProviderModelRecord[] = [];
  for await (const model of everyRecord((page) => models.list(page)))
    if (only === undefined || model.connection_id === only) all.push(model);
  const matchers = patterns.map(namePattern);
  const idle = matchers.filter(({ matches }) => !all.some(({ name }) => matches(name)));
  if (idle.length > 0) {
    const where = connection === undefined ? 'no connection' : `the connection ${connection} does not`;
    const names = idle.map(({ text }) => text).join(', ');
    const verb = connection === undefined ? 'has' : 'have';
    throw new UsageError(`${where} ${verb} a model ${names}: see "llm-proxy model list".`);
  }
  const present = new Set<string>();
  const list = everyRecord((page) => assignments.list({ ...page, ...owner }));
  for await (const { model_name, alias } of list) present.add(`${model_name} ${alias}`);
  const wanted = all.filter(({ name }) => matchers.some(({ matches }) => matches(name)));
  const made: AssignmentRecord[] = [];
  for (const { id, connection_name, name } of wanted) {
    if (present.has(`${connection_name}/${name} ${name}`)) continue;
    made.push(await assignments.create({ ...owner, model: id, alias: name, ...fields }));
  }
  return { made, present: wanted.length - made.length };
}

/** The owner by its id. @throws GatewayError NOT_FOUND */
async function known(
  { virtualKeys, groups }: RegistryAdmin,
  { virtual_key = '', group }: AssignmentOwner,
): Promise<AssignmentOwner> {
  return group === undefined
    ? { virtual_key: (await virtualKeys.get(virtual_key)).id }
    : { group: (await groups.get(group)).id };
}
