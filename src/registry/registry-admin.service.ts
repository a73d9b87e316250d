import { AssignmentsStore } from './assignments/assignments.store';
import { listAudit } from './audit/audit.store';
import { ConnectionTester } from './connections/connection-tester';
import { ConnectionsStore } from './connections/connections.store';
import { ProviderModelsStore } from './models/provider-models.store';
import type { RegistryAdmin } from './registry-admin';
import type { RegistryContext } from './registry-context';
import { exportRegistry } from './transfer/export-registry';
import { importRegistry } from './transfer/import-registry';
import { BudgetsStore } from './budgets/budgets.store';
import { GroupsStore } from './groups/groups.store';
import { PricesStore } from './prices/prices.store';
import { RoutesStore } from './routes/routes.store';
import { VirtualKeysStore } from './keys/virtual-keys.store';

/** Makes the administration of a registry for the actor that the context is bound to. */
export function registryAdmin(context: RegistryContext): RegistryAdmin {
  const connections = new ConnectionsStore(context);
  const models = new ProviderModelsStore(context);
  const virtualKeys = new VirtualKeysStore(context);
  const assignments = new AssignmentsStore(context);
  const prices = new PricesStore(context);
  const groups = new GroupsStore(context);
  const budgets = new BudgetsStore(context);
  const routes = new RoutesStore(context);
  const tester = new ConnectionTester(context, connections, models);
  return {
    connections: {
      list: async (page) => connections.list(page),
      get: async (ref) => connections.get(ref),
      create: async (input, { test = false } = {}) =>
        test ? tester.create(input) : connections.create(input),
      update: async (ref, patch) => connections.update(ref, patch),
      remove: async (ref, options) => connections.remove(ref, options?.force ?? false),
      test: async (ref) => tester.test(ref),
      discover: async (ref) => tester.discover(ref),
    },
    models: {
      list: async (page) => models.list(page),
      get: async (ref) => models.get(ref),
      create: async (input) => models.create(input),
      update: async (ref, patch) => models.update(ref, patch),
      remove: async (ref, options) => models.remove(ref, options?.force ?? false),
    },
    virtualKeys: {
      list: async (page) => virtualKeys.list(page),
      get: async (ref) => virtualKeys.get(ref),
      create: async (input) => virtualKeys.create(input),
      update: async (ref, patch) => virtualKeys.update(ref, patch),
      remove: async (ref, options) => virtualKeys.remove(ref, options?.force ?? false),
      rotate: async (ref, options) => virtualKeys.rotate(ref, options),
    },
    assignments: {
      list: async (page) => assignments.list(page),
      get: async (ref) => assignments.get(ref),
      create: async (input) => assignments.create(input),
      update: async (ref, patch) => assignments.update(ref, patch),
      remove: async (ref) => assignments.remove(ref),
    },
    prices: {
      list: async (page) => prices.list(page),
      create: async (input) => prices.create(input),
      remove: async (id) => prices.remove(id),
    },
    groups: {
      list: async (page) => groups.list(page),
      get: async (ref) => groups.get(ref),
      create: async (input) => groups.create(input),
      update: async (ref, patch) => groups.update(ref, patch),
      remove: async (ref, options) => groups.remove(ref, options?.force ?? false),
    },
    budgets: {
      list: async (page) => budgets.list(page),
      get: async (id) => budgets.get(id),
      create: async (input) => budgets.create(input),
      update: async (id, patch) => budgets.update(id, patch),
      remove: async (id) => budgets.remove(id),
      reset: async (id) => budgets.reset(id),
    },
    routes: {
      list: async (page) => routes.list(page),
      get: async (ref) => routes.get(ref),
      create: async (input) => routes.create(input),
      update: async (ref, patch) => routes.update(ref, patch),
      remove: async (ref) => routes.remove(ref),
    },
    export: async (options) => exportRegistry(context, options),
    import: async (document, options) => importRegistry(context, document, options),
    audit: async (page) => listAudit(context, page),
  };
}
