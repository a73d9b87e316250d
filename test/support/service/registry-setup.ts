import { Registry } from '../../../src/registry/registry';
import type { NewAssignment, NewConnection, RegistryAdmin } from '../../../src/registry/registry-admin';
import type { Gateway, InProcessGateway } from './gateway';

/** The registry of a gateway in this process, as an owner has it. */
export function registryOf(gateway: InProcessGateway): RegistryAdmin {
  return gateway.app.get(Registry).as('test');
}

/** A virtual key that calls a gateway, in the form in which test clients take one. */
export interface Tenant extends Gateway {
  readonly keyId: string;
}

/** Makes a virtual key; what it presents is in `key`. */
export async function addTenant(gateway: InProcessGateway, name: string): Promise<Tenant> {
  const { id, key } = await registryOf(gateway).virtualKeys.create({ name });
  return { ...gateway, key, keyId: id };
}

/** Makes a connection with one model. */
export async function addConnection(
  gateway: InProcessGateway,
  connection: NewConnection,
  ...models: readonly string[]
): Promise<string> {
  const registry = registryOf(gateway);
  const { id } = await registry.connections.create(connection);
  for (const name of models) await registry.models.create({ connection: id, name });
  return id;
}

/** Lets a key use a model (`connection/model`). */
export async function assign(
  gateway: InProcessGateway,
  { keyId }: Tenant,
  model: string,
  options: Omit<NewAssignment, 'virtual_key' | 'model'>,
): Promise<void> {
  await registryOf(gateway).assignments.create({ virtual_key: keyId, model, ...options });
}
