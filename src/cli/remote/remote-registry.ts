import type {
  AssignmentPatch,
  Assignments,
  AuditFilter,
  BudgetPatch,
  Budgets,
  Collection,
  ConnectionPatch,
  Connections,
  GroupPatch,
  Groups,
  NewAssignment,
  NewBudget,
  NewConnection,
  NewGroup,
  NewPrice,
  NewProviderModel,
  NewRoute,
  NewVirtualKey,
  Page,
  PageRequest,
  Prices,
  ProviderModelPatch,
  ProviderModels,
  RegistryAdmin,
  RoutePatch,
  Routes,
  VirtualKeyPatch,
  VirtualKeys,
} from '../../registry/registry-admin';
import type {
  AssignmentRecord,
  AuditRecord,
  BudgetRecord,
  ConnectionRecord,
  ConnectionTest,
  GroupRecord,
  MadeVirtualKey,
  PriceRecord,
  ProviderModelRecord,
  RouteRecord,
  VirtualKeyRecord,
} from '../../registry/registry-records';
import type { ImportedChange, ImportOptions } from '../../registry/transfer/imported-change';
import type { RegistryDocument } from '../../registry/transfer/registry-document';
import { AdminClient } from './admin-client';
import type { Service } from './admin-client';
import {
  isAssignment,
  isAudit,
  isBudget,
  isConnection,
  isConnectionTest,
  isDocument,
  isGroup,
  isImport,
  isMadeVirtualKey,
  isPrice,
  isProviderModel,
  isRoute,
  isVirtualKey,
} from './record-shapes';
import type { Shape } from './record-shapes';

/** The registry of a running service, by its admin API. What it rejects with is what the service's own would. */
export class RemoteRegistry implements RegistryAdmin {
  readonly connections: Connections;
  readonly models: ProviderModels;
  readonly virtualKeys: VirtualKeys;
  readonly assignments: Assignments;
  readonly prices: Prices;
  readonly groups: Groups;
  readonly budgets: Budgets;
  readonly routes: Routes;
  readonly #client: AdminClient;

  /** @throws UsageError when the address is not one of a service */
  constructor(service: Service) {
    const client = new AdminClient(service);
    this.#client = client;
    this.connections = new RemoteConnections(client);
    this.models = new RemoteCollection<ProviderModelRecord, NewProviderModel, ProviderModelPatch>(
      client,
      'models',
      isProviderModel,
      isProviderModel,
    );
    this.virtualKeys = new RemoteVirtualKeys(client);
    this.prices = new RemoteCollection<PriceRecord, NewPrice, never>(client, 'prices', isPrice, isPrice);
    this.groups = new RemoteCollection<GroupRecord, NewGroup, GroupPatch>(client, 'groups', isGroup, isGroup);
    this.budgets = new RemoteBudgets(client);
    this.routes = new RemoteCollection<RouteRecord, NewRoute, RoutePatch>(client, 'routes', isRoute, isRoute);
    this.assignments = new RemoteCollection<AssignmentRecord, NewAssignment, AssignmentPatch>(
      client,
      'assignments',
      isAssignment,
      isAssignment,
    );
  }

  export(options: { readonly passphrase?: string } = {}): Promise<RegistryDocument> {
    return this.#client.one({ method: 'POST', path: ['registry', 'export'], body: options }, isDocument);
  }

  async import(
    document: unknown,
    { dryRun = false, passphrase }: ImportOptions = {},
  ): Promise<readonly ImportedChange[]> {
    const body = { document, ...(passphrase !== undefined && { passphrase }) };
    const query = dryRun ? { dry_run: true } : {};
    const request = { method: 'POST', path: ['registry', 'import'], query, body } as const;
    return (await this.#client.one(request, isImport)).changes;
  }

  audit(page: PageRequest & AuditFilter = {}): Promise<Page<AuditRecord>> {
    return this.#client.page({ method: 'GET', path: ['audit'], query: { ...page } }, isAudit);
  }
}

class RemoteCollection<Stored, New, Patch, Made = Stored> implements Collection<Stored, New, Patch, Made> {
  constructor(
    protected readonly client: AdminClient,
    protected readonly name: string,
    private readonly stored: Shape<Stored>,
    private readonly made: Shape<Made>,
  ) {}

  list(page: PageRequest & { readonly virtual_key?: string } = {}): Promise<Page<Stored>> {
    return this.client.page({ method: 'GET', path: [this.name], query: { ...page } }, this.stored);
  }

  get(ref: string): Promise<Stored> {
    return this.client.one({ method: 'GET', path: [this.name, ref] }, this.stored);
  }

  create(input: New): Promise<Made> {
    return this.client.one({ method: 'POST', path: [this.name], body: input }, this.made);
  }

  update(ref: string, patch: Patch): Promise<Stored> {
    return this.client.one({ method: 'PATCH', path: [this.name, ref], body: patch }, this.stored);
  }

  remove(ref: string, { force }: { readonly force?: boolean } = {}): Promise<void> {
    return this.client.nothing({ method: 'DELETE', path: [this.name, ref], query: { force } });
  }
}

class RemoteConnections
  extends RemoteCollection<ConnectionRecord, NewConnection, ConnectionPatch>
  implements Connections
{
  constructor(client: AdminClient) {
    super(client, 'connections', isConnection, isConnection);
  }

  override create(
    input: NewConnection,
    { test }: { readonly test?: boolean } = {},
  ): Promise<ConnectionRecord> {
    const query = test === true ? { test } : {};
    return this.client.one({ method: 'POST', path: ['connections'], query, body: input }, isConnection);
  }

  test(ref: string): Promise<ConnectionTest> {
    return this.client.one({ method: 'POST', path: [this.name, ref, 'test'] }, isConnectionTest);
  }

  async discover(ref: string): Promise<readonly ProviderModelRecord[]> {
    const request = { method: 'POST', path: [this.name, ref, 'discover'] } as const;
    return (await this.client.page(request, isProviderModel)).data;
  }
}

class RemoteBudgets extends RemoteCollection<BudgetRecord, NewBudget, BudgetPatch> implements Budgets {
  constructor(client: AdminClient) {
    super(client, 'budgets', isBudget, isBudget);
  }

  reset(id: string): Promise<BudgetRecord> {
    return this.client.one({ method: 'POST', path: [this.name, id, 'reset'] }, isBudget);
  }
}

class RemoteVirtualKeys
  extends RemoteCollection<VirtualKeyRecord, NewVirtualKey, VirtualKeyPatch, MadeVirtualKey>
  implements VirtualKeys
{
  constructor(client: AdminClient) {
    super(client, 'virtual-keys', isVirtualKey, isMadeVirtualKey);
  }

  rotate(
    ref: string,
    options: { readonly grace_seconds?: number; readonly key?: string } = {},
  ): Promise<MadeVirtualKey> {
    return this.client.one(
      { method: 'POST', path: [this.name, ref, 'rotate'], body: options },
      isMadeVirtualKey,
    );
  }
}
