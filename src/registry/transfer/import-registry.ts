import { checkedPeriod, checkedUnit } from '../budgets/budget.record';
import { BudgetsStore } from '../budgets/budgets.store';
import { GroupsStore } from '../groups/groups.store';
import { PricesStore } from '../prices/prices.store';
import { NO_RULES } from '../rules/owner-rules.record';
import { AssignmentsStore } from '../assignments/assignments.store';
import { ConnectionsStore } from '../connections/connections.store';
import { notAllowed } from '../field-checks';
import { ProviderModelsStore } from '../models/provider-models.store';
import type { RegistryChange } from '../registry-change';
import type { RegistryContext } from '../registry-context';
import type { BudgetRaise } from '../registry-records';
import { RoutesStore } from '../routes/routes.store';
import { VirtualKeysStore } from '../keys/virtual-keys.store';
import { nameOfAssignment, nameOfBudget, nameOfModel, nameOfPrice, readStored } from './export-registry';
import type { StoredRegistry } from './export-registry';
import type { ImportedChange, ImportOptions } from './imported-change';
import { readDocument } from './read-document';
import type { DocumentAssignment, DocumentConnection, RegistryDocument } from './registry-document';
import { DocumentSealer } from './sealing';

const WITHOUT_CREDENTIAL =
  'stored disabled, because its credential is not in the document: give it ("connection update --api-key-stdin"), then enable it';

/** What of a budget can be changed. */
const CHANGEABLE = ['amount', 'on_exhausted', 'raise', 'reset_at'] as const;

/** Ends the transaction of an import that is only tried. */
class OnlyTried extends Error {
  constructor(readonly changes: readonly ImportedChange[]) {
    super('Only tried.');
  }
}

/**
 * Brings the registry to what a document says, in one transaction. Records are known by their names; what the document
 * does not name stays. The same document twice changes nothing.
 * @throws GatewayError as the registry does for each record that it does not take
 */
export async function importRegistry(
  context: RegistryContext,
  given: unknown,
  { passphrase, dryRun = false }: ImportOptions = {},
): Promise<readonly ImportedChange[]> {
  const document = readDocument(given);
  const sealer = await sealerOf(document, passphrase);
  try {
    return await context.change(async (change) => {
      const within = {
        ...context,
        read: inside(change),
        change: (work) => work(change),
      } satisfies RegistryContext;
      const changes = await new Import(within, document, sealer, await readStored(change.db, context)).run();
      if (dryRun) throw new OnlyTried(changes);
      return changes;
    });
  } catch (problem) {
    if (problem instanceof OnlyTried) return problem.changes;
    throw problem;
  }
}

function inside({ db }: RegistryChange): RegistryContext['read'] {
  return (work) => work(db);
}

async function sealerOf(
  { sealed, connections }: RegistryDocument,
  passphrase: string | undefined,
): Promise<DocumentSealer | undefined> {
  if (sealed === null) {
    if (!connections.some(({ credential }) => credential !== undefined)) return undefined;
    throw notAllowed('sealed', 'The document has credentials, and does not say with what they are sealed.');
  }
  if (passphrase === undefined) {
    throw notAllowed('passphrase', 'The credentials of the document are sealed: its passphrase is needed.');
  }
  return DocumentSealer.of(passphrase, sealed.salt);
}

class Import {
  readonly #changes: ImportedChange[] = [];

  constructor(
    private readonly context: RegistryContext,
    private readonly document: RegistryDocument,
    private readonly sealer: DocumentSealer | undefined,
    private readonly stored: StoredRegistry,
  ) {}

  async run(): Promise<readonly ImportedChange[]> {
    await this.#connections();
    await this.#models();
    await this.#groups();
    await this.#keys();
    await this.#assignments();
    await this.#budgets();
    await this.#prices();
    await this.#routes();
    return this.#changes;
  }

  async #connections(): Promise<void> {
    const store = new ConnectionsStore(this.context);
    const present = new Map(this.stored.connections.map((one) => [one.document.name, one]));
    for (const wanted of this.document.connections) {
      const { name, provider, endpoint, options, enabled } = wanted;
      const credential = this.#credentialOf(wanted);
      const before = present.get(name);
      if (before === undefined) {
        const missing = wanted.has_credential && credential === undefined;
        const fields = { name, provider, endpoint, options, enabled: enabled && !missing };
        await store.create(
          { ...fields, ...(credential !== undefined && { credential }) },
          { unchecked: missing },
        );
        this.#note('create', 'connection', name, [], missing ? WITHOUT_CREDENTIAL : null);
        continue;
      }
      if (provider !== before.document.provider) {
        const problem = `The connection '${name}' is one to ${before.document.provider} here; another provider needs another name.`;
        throw notAllowed('provider', problem);
      }
      const patch = {
        ...(endpoint !== before.document.endpoint && { endpoint }),
        ...(!same(options, before.document.options) && { options }),
        ...(enabled !== before.document.enabled && { enabled }),
        ...(credential !== undefined && credential !== before.entry.credential()?.reveal() && { credential }),
      };
      // Without its credential it stays disabled, as the import before has left it.
      const waits = wanted.has_credential && credential === undefined && !before.document.has_credential;
      if (waits) Reflect.deleteProperty(patch, 'enabled');
      if (Object.keys(patch).length === 0) continue;
      await store.update(name, patch);
      this.#note('update', 'connection', name, Object.keys(patch), waits ? WITHOUT_CREDENTIAL : null);
    }
  }

  async #models(): Promise<void> {
    const store = new ProviderModelsStore(this.context);
    const present = new Map(this.stored.models.map((one) => [nameOfModel(one), one]));
    for (const wanted of this.document.models) {
      const name = nameOfModel(wanted);
      const before = present.get(name);
      const fields = before === undefined ? [] : differing(wanted, before);
      if (before === undefined) await store.create(wanted);
      else if (fields.length > 0) await store.update(name, pick(wanted, fields));
      this.#noteEach(before, 'model', name, fields);
    }
  }

  /** Groups above others come first: a parent has to be there. */
  async #groups(): Promise<void> {
    const store = new GroupsStore(this.context);
    const present = new Map(this.stored.groups.map((one) => [one.path, one]));
    const wantedOnes = [...this.document.groups].sort((one, other) => (one.path < other.path ? -1 : 1));
    for (const wanted of wantedOnes) {
      const { path, description, tags, enabled, rules } = wanted;
      const before = present.get(path);
      const fields = before === undefined ? [] : differing(wanted, before);
      const slash = path.lastIndexOf('/');
      const place = { name: path.slice(slash + 1), ...(slash > 0 && { parent: path.slice(0, slash) }) };
      const values = { description, tags, enabled, ...NO_RULES, ...rules };
      if (before === undefined) await store.create({ ...place, ...values });
      else if (fields.length > 0) await store.update(path, values);
      this.#noteEach(before, 'group', path, fields);
    }
  }

  async #keys(): Promise<void> {
    const store = new VirtualKeysStore(this.context);
    const present = new Map(this.stored.virtual_keys.map((one) => [one.name, one]));
    for (const wanted of this.document.virtual_keys) {
      const before = present.get(wanted.name);
      const fields = before === undefined ? [] : differing(wanted, before);
      if (before === undefined || fields.length > 0) await store.adopt(wanted);
      this.#noteEach(before, 'virtual_key', wanted.name, fields);
    }
  }

  async #assignments(): Promise<void> {
    const store = new AssignmentsStore(this.context);
    const present = new Map(this.stored.assignments.map((one) => [nameOfAssignment(one), one]));
    for (const wanted of this.document.assignments) {
      const name = nameOfAssignment(wanted);
      const before = present.get(name);
      // A burst that a document leaves out is the default for its rate, and no change of what is there.
      const fields =
        before === undefined
          ? []
          : differing(wanted, before).filter((field) => !isDefaultBurst(field, wanted));
      const { virtual_key, group, ...values } = wanted;
      const owner = {
        ...(virtual_key !== null && { virtual_key }),
        ...(group !== null && { group }),
      };
      if (before === undefined) await store.create({ ...values, ...owner });
      else if (fields.length > 0) {
        await store.update(await store.idOf({ ...values, ...owner }), pick(wanted, withBursts(fields)));
      }
      this.#noteEach(before, 'assignment', name, fields);
    }
  }

  /**
   * A budget is known by whose it is, its unit, its period, its aliases, and whether it refuses; of several of one kind the
   * first is the first.
   */
  async #budgets(): Promise<void> {
    const store = new BudgetsStore(this.context);
    const present = Map.groupBy(this.stored.budgets, nameOfBudget);
    const seen = new Map<string, number>();
    for (const given of this.document.budgets) {
      const wanted = hasEnded(given.raise) ? { ...given, raise: null } : given;
      const name = nameOfBudget(wanted);
      const at = seen.get(name) ?? 0;
      seen.set(name, at + 1);
      const before = present.get(name)?.[at];
      const fields = before === undefined ? [] : differing(wanted, before);
      const { virtual_key, group, unit, period, ...values } = wanted;
      const owner = { ...(virtual_key !== null && { key: virtual_key }), ...(group !== null && { group }) };
      const kind = { unit: checkedUnit(unit), period: checkedPeriod(period) };
      if (before === undefined) await store.adopt({ ...values, ...kind, ...owner });
      else if (fields.length > 0)
        await store.adoptChange(await store.idOf(wanted, at), pick(wanted, CHANGEABLE));
      this.#noteEach(before, 'budget', name, fields);
    }
  }

  /** A price is added, never changed: of one target and date the one that came last counts. */
  async #prices(): Promise<void> {
    const store = new PricesStore(this.context);
    const present = new Map(this.stored.prices.map((one) => [nameOfPrice(one), one]));
    for (const wanted of this.document.prices) {
      const name = nameOfPrice(wanted);
      const before = present.get(name);
      const fields = before === undefined ? [] : differing(wanted, before);
      if (before === undefined || fields.length > 0) await store.create(wanted);
      this.#noteEach(before, 'price', name, fields);
    }
  }

  async #routes(): Promise<void> {
    const store = new RoutesStore(this.context);
    const present = new Map(this.stored.routes.map((one) => [one.name, one]));
    for (const wanted of this.document.routes) {
      const before = present.get(wanted.name);
      const fields = before === undefined ? [] : differing(wanted, before);
      if (before === undefined) await store.create(wanted);
      else if (fields.length > 0) await store.update(wanted.name, pick(wanted, fields));
      this.#noteEach(before, 'route', wanted.name, fields);
    }
  }

  #credentialOf(wanted: DocumentConnection): string | undefined {
    return wanted.credential === undefined
      ? undefined
      : this.sealer?.open(wanted.credential, wanted).reveal();
  }

  #noteEach(
    before: object | undefined,
    entity: ImportedChange['entity'],
    name: string,
    fields: readonly string[],
  ): void {
    if (before === undefined) this.#note('create', entity, name, [], null);
    else if (fields.length > 0) this.#note('update', entity, name, fields, null);
  }

  #note(
    action: ImportedChange['action'],
    entity: ImportedChange['entity'],
    name: string,
    fields: readonly string[],
    remark: string | null,
  ): void {
    this.#changes.push({ action, entity, name, fields, remark });
  }
}

function differing<T extends object>(wanted: T, before: T): (keyof T & string)[] {
  const names = Object.keys(wanted).filter((name): name is keyof T & string => name in before);
  return names.filter((name) => !same(wanted[name], before[name]));
}

function hasEnded(raise: BudgetRaise | null | undefined): boolean {
  return raise !== null && raise !== undefined && Date.parse(raise.until) <= Date.now();
}

function pick<T extends object, K extends keyof T>(record: T, names: readonly K[]): Pick<T, K> {
  const picked: Partial<T> = {};
  for (const name of names) picked[name] = record[name];
  return picked as Pick<T, K>;
}

type AssignmentField = keyof DocumentAssignment;

/** A rate goes with its burst: given alone, it would take one by default along. */
function withBursts(fields: readonly AssignmentField[]): AssignmentField[] {
  const bursts: Partial<Record<AssignmentField, AssignmentField>> = {
    tps: 'burst',
    tokens_per_second: 'token_burst',
  };
  return [...new Set([...fields, ...fields.flatMap((field) => bursts[field] ?? [])])];
}

function isDefaultBurst(
  field: string,
  wanted: { readonly burst: number | null; readonly token_burst: number | null },
): boolean {
  return (
    (field === 'burst' && wanted.burst === null) || (field === 'token_burst' && wanted.token_burst === null)
  );
}

/** Whether two values are the same, whatever the order of an object's fields. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, ordered(one)]),
  );
}
