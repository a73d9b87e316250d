import type { Kysely } from 'kysely';
import type { BudgetsTable, GroupsTable, Tables, VirtualKeysTable } from '../tables';
import { budgetRecord } from '../budgets/budget.record';
import { textsIn } from '../json-text';
import { priceRecord } from '../prices/price.record';
import { rulesAudit } from '../rules/owner-rules.record';
import { assignmentRecord } from '../assignments/assignment.record';
import { assignmentRows, groupAssignmentRows } from '../assignments/assignments.store';
import { readConnection } from '../connections/connection-entry';
import { connectionRecord } from '../connections/connection.record';
import { STAND_IN } from '../models/file-models';
import { providerModelRecord } from '../models/provider-model.record';
import { modelRows } from '../models/provider-models.store';
import type { RegistryContext } from '../registry-context';
import type {
  AssignmentRecord,
  ConnectionRecord,
  PriceRecord,
  ProviderModelRecord,
} from '../registry-records';
import { routeRules } from '../routes/route.record';
import type { ConnectionEntry } from '../memory/registry-view';
import type {
  DocumentAssignment,
  DocumentBudget,
  DocumentConnection,
  DocumentGroup,
  DocumentKey,
  DocumentModel,
  DocumentPrice,
  DocumentRoute,
  RegistryDocument,
} from './registry-document';
import { DocumentSealer } from './sealing';

/** What is stored, by names. The provider file's connections and models are not: the file has them. */
export interface StoredRegistry {
  readonly connections: readonly { readonly entry: ConnectionEntry; readonly document: DocumentConnection }[];
  readonly models: readonly DocumentModel[];
  readonly virtual_keys: readonly DocumentKey[];
  readonly assignments: readonly DocumentAssignment[];
  readonly groups: readonly DocumentGroup[];
  readonly budgets: readonly DocumentBudget[];
  readonly prices: readonly DocumentPrice[];
  readonly routes: readonly DocumentRoute[];
}

/**
 * Writes what is stored into a document: the credentials sealed with a passphrase, or left out.
 * @throws GatewayError INVALID_REQUEST with `param: passphrase`; VaultError for a credential that does not open
 */
export async function exportRegistry(
  context: RegistryContext,
  { passphrase }: { readonly passphrase?: string } = {},
): Promise<RegistryDocument> {
  const sealer = passphrase === undefined ? undefined : await DocumentSealer.of(passphrase);
  const { connections, ...stored } = await context.read((db) => readStored(db, context));
  return {
    format: 1,
    sealed: sealer?.seal ?? null,
    connections: connections.map(({ entry, document }) => {
      const secret = sealer && entry.credential();
      return secret === undefined
        ? document
        : { ...document, credential: sealer?.close(secret, document) ?? '' };
    }),
    ...stored,
  };
}

/** Reads everything that an owner has stored. */
export async function readStored(db: Kysely<Tables>, context: RegistryContext): Promise<StoredRegistry> {
  const connections = db.selectFrom('connections').selectAll().where('provider', '!=', STAND_IN);
  const keys = db.selectFrom('virtual_keys').selectAll();
  const groups = await db.selectFrom('key_groups').selectAll().execute();
  const paths = new Map(groups.map(({ id, path }) => [id, path]));
  const keyRows = sorted(await keys.execute(), ({ name }) => name);
  const names = new Map(keyRows.map(({ id, name }) => [id, name]));
  const budgets = await db.selectFrom('budgets').selectAll().orderBy('id').execute();
  const prices = await db.selectFrom('prices').selectAll().orderBy('id').execute();
  const assigned = [...(await assignmentRows(db).execute()), ...(await groupAssignmentRows(db).execute())];
  return {
    connections: sorted(await connections.execute(), ({ name }) => name).map((row) => ({
      entry: readConnection(row, context.vault()).entry,
      document: connectionOf(connectionRecord(row)),
    })),
    models: sorted((await modelRows(db).execute()).map(providerModelRecord).map(modelOf), nameOfModel),
    virtual_keys: keyRows.map((row) => keyOf(row, paths)),
    assignments: sorted(assigned.map(assignmentRecord).map(assignmentOf), nameOfAssignment),
    groups: sorted(groups.map(groupOf), ({ path }) => path),
    budgets: sorted(
      budgets.map((row) => budgetOf(row, names.get(row.owner_id) ?? null, paths.get(row.owner_id) ?? null)),
      nameOfBudget,
    ),
    prices: sorted(prices.map(priceRecord).map(priceOf), nameOfPrice),
    routes: sorted(
      (await db.selectFrom('routes').selectAll().execute()).map(({ name, settings }) => ({
        name,
        ...routeRules(settings),
      })),
      ({ name }) => name,
    ),
  };
}

/** What tells a model of a document from the others. */
export function nameOfModel({ connection, name }: DocumentModel): string {
  return `${connection}/${name}`;
}

/** What tells an assignment of a document from the others. */
export function nameOfAssignment({ virtual_key, group, alias, model }: DocumentAssignment): string {
  return `${virtual_key ?? `${group ?? ''}/`}: ${alias} = ${model}`;
}

/** What tells a budget of a document from the others. */
export function nameOfBudget(budget: DocumentBudget): string {
  const { virtual_key, group, unit, period, rolling, hard, aliases } = budget;
  const time = `${rolling ? 'rolling ' : ''}${period}${hard ? '' : ', soft'}`;
  const of = aliases === null ? '' : ` (${[...aliases].sort().join(', ')})`;
  return `${virtual_key ?? `${group ?? ''}/`}: ${unit} a ${time}${of}`;
}

/** What tells a price of a document from the others. */
export function nameOfPrice({ target, valid_from }: DocumentPrice): string {
  return `${target} from ${valid_from ?? 'always'}`;
}

function connectionOf(record: ConnectionRecord): DocumentConnection {
  const { name, provider, endpoint, options, enabled, has_credential } = record;
  return { name, provider, endpoint, options, enabled, has_credential };
}

function modelOf(record: ProviderModelRecord): DocumentModel {
  const { connection_name, name, remote_name, deployment, context_length, max_output_tokens } = record;
  const { capabilities, prices, limits } = record;
  return {
    ...{ connection: connection_name, name, remote_name, deployment, context_length, max_output_tokens },
    ...{ capabilities, prices, limits },
  };
}

function keyOf(row: VirtualKeysTable, paths: ReadonlyMap<string, string>): DocumentKey {
  const { name, digest, prefix, previous_digest, previous_until, expires_at, group_id } = row;
  const group = group_id === null ? null : (paths.get(group_id) ?? null);
  const times = { previous_digest, previous_until, enabled: row.enabled === 1, expires_at };
  return { name, digest, prefix, ...times, group, rules: rulesAudit(row.rules) };
}

function groupOf(row: GroupsTable): DocumentGroup {
  const { path, description, enabled, rules } = row;
  const tags = textsIn(row.tags) ?? [];
  return { path, description, tags, enabled: enabled === 1, rules: rulesAudit(rules) };
}

function budgetOf(row: BudgetsTable, key: string | null, path: string | null): DocumentBudget {
  const { unit, amount, period, rolling, hard, aliases, on_exhausted, raise, reset_at } = budgetRecord(
    row,
    '',
  );
  const owner =
    row.owner_kind === 'group' ? { virtual_key: null, group: path } : { virtual_key: key, group: null };
  return {
    ...{ ...owner, unit, amount, period, rolling, hard, aliases, on_exhausted, reset_at },
    raise: raise !== null && Date.parse(raise.until) > Date.now() ? raise : null,
  };
}

function priceOf({ target, valid_from, prices }: PriceRecord): DocumentPrice {
  return { target, valid_from, prices };
}

function assignmentOf(record: AssignmentRecord): DocumentAssignment {
  const { virtual_key_name, group_path, model_name, alias, tps, burst, tokens_per_second, token_burst } =
    record;
  const { priority, weight, answer_model } = record;
  return {
    ...{
      virtual_key: virtual_key_name,
      group: group_path,
      model: model_name,
      alias,
      tps,
      burst,
      tokens_per_second,
      token_burst,
    },
    ...{ priority, weight, answer_model },
  };
}

function sorted<T>(records: readonly T[], nameOf: (record: T) => string): T[] {
  return [...records].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}
