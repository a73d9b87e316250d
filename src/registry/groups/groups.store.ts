import type { Kysely, Transaction } from 'kysely';
import { GatewayError } from '../../errors/gateway-error';
import { checkedFlag, checkedName, isReference, notAllowed } from '../field-checks';
import { textsIn } from '../json-text';
import { withFormerPath } from './former-paths';
import { pageOf, windowOf } from '../pages';
import { newId } from '../record-id';
import type { GroupPatch, NewGroup, Page, PageRequest } from '../registry-admin';
import { changedFields } from '../registry-change';
import type { RegistryChange } from '../registry-change';
import type { RegistryContext } from '../registry-context';
import type { GroupRecord } from '../registry-records';
import { assignmentsOf, removeAssignments, usedBy } from '../removal';
import {
  checkedRules,
  NO_RULES,
  patchedRules,
  refuseCapture,
  refuseUnclearRedaction,
  rulesAudit,
  rulesIn,
  rulesText,
} from '../rules/owner-rules.record';
import type { GroupsTable, Tables } from '../tables';

const MAX_TEXT = 512;
const MAX_TAGS = 32;
const MAX_DEPTH = 16;

/** Groups of keys: a tree, in which a group is known by its path (`acme/search/prod`). */
export class GroupsStore {
  constructor(private readonly context: RegistryContext) {}

  async list(page?: PageRequest): Promise<Page<GroupRecord>> {
    const window = windowOf(page);
    const rows = await this.context.read((db) =>
      db
        .selectFrom('key_groups')
        .selectAll()
        .where('id', '>', window.after)
        .orderBy('id')
        .limit(window.limit + 1)
        .execute(),
    );
    return pageOf(rows.map(groupRecord), window, ({ id }) => id);
  }

  async get(ref: string): Promise<GroupRecord> {
    return groupRecord(await this.context.read((db) => requireGroup(db, ref)));
  }

  create(input: NewGroup): Promise<GroupRecord> {
    const name = checkedName(input.name);
    const description = checkedDescription(input.description ?? '');
    const tags = checkedTags(input.tags ?? []);
    const enabled = checkedFlag(input.enabled ?? true, 'enabled');
    refuseCapture(input, this.context.captureAllowed);
    refuseUnclearRedaction(input);
    const rules = rulesText(checkedRules(input));
    return this.context.change(async ({ db, at, note }) => {
      const parent = await parentOf(db, input.parent ?? null);
      const path = await freePath(db, parent, name);
      const row: GroupsTable = {
        id: newId('group'),
        parent_id: parent?.id ?? null,
        name,
        path,
        description,
        tags,
        enabled: Number(enabled),
        rules,
        former_paths: null,
        created_at: at,
        updated_at: at,
      };
      await db.insertInto('key_groups').values(row).execute();
      const names = { entityId: row.id, entityName: path };
      note({ action: 'create', entity: 'group', ...names, after: groupAudit(row) });
      return groupRecord(row);
    });
  }

  /** With `parent` the group moves there, with all that is below it; null makes it one of the first level. */
  update(ref: string, patch: GroupPatch): Promise<GroupRecord> {
    refuseCapture(patch, this.context.captureAllowed);
    refuseUnclearRedaction(patch);
    const name = patch.name === undefined ? undefined : checkedName(patch.name);
    const description = patch.description === undefined ? undefined : checkedDescription(patch.description);
    const tags = patch.tags === undefined ? undefined : checkedTags(patch.tags);
    const enabled = patch.enabled === undefined ? undefined : checkedFlag(patch.enabled, 'enabled');
    return this.context.change(async (change) => {
      const { db, at, note } = change;
      const row = await requireGroup(db, ref);
      const parent =
        patch.parent === undefined ? await parentOf(db, row.parent_id) : await parentOf(db, patch.parent);
      const newName = name ?? row.name;
      const wanted = parent === undefined ? newName : `${parent.path}/${newName}`;
      const isMoved = wanted !== row.path;
      if (isMoved) {
        if (parent !== undefined && (parent.id === row.id || parent.path.startsWith(`${row.path}/`))) {
          const message = `The group '${row.path}' cannot be moved below '${parent.path}', which is itself or below it.`;
          throw new GatewayError('CONFLICT', message, { param: 'parent' });
        }
        await freePath(db, parent, newName);
      }
      const next: GroupsTable = {
        ...row,
        parent_id: parent?.id ?? null,
        name: newName,
        path: wanted,
        description: description ?? row.description,
        tags: tags ?? row.tags,
        enabled: enabled === undefined ? row.enabled : Number(enabled),
        rules: patchedRules(row.rules, patch),
        former_paths: isMoved ? withFormerPath(row.former_paths, row.path, at) : row.former_paths,
        updated_at: at,
      };
      await db.updateTable('key_groups').set(next).where('id', '=', row.id).execute();
      if (isMoved) await movePaths(change, row.path, wanted);
      const changed = changedFields(groupAudit(row), groupAudit(next));
      const names = { entityId: row.id, entityName: next.path };
      if (changed !== undefined) note({ action: 'update', entity: 'group', ...names, ...changed });
      return groupRecord(next);
    });
  }

  /** With `force` its keys and groups go to its parent. */
  remove(ref: string, force: boolean): Promise<void> {
    return this.context.change(async (change) => {
      const { db, at, note } = change;
      const row = await requireGroup(db, ref);
      const keys = await db
        .selectFrom('virtual_keys')
        .select('name')
        .where('group_id', '=', row.id)
        .limit(20)
        .execute();
      const groups = await db.selectFrom('key_groups').selectAll().where('parent_id', '=', row.id).execute();
      const forced = `they go ${row.parent_id === null ? 'to the first level, where no group limits them' : 'to its parent'}`;
      if (!force && keys.length > 0) {
        throw usedBy(
          `The group '${row.path}'`,
          'virtual key',
          keys.map(({ name }) => name),
          forced,
        );
      }
      if (!force && groups.length > 0) {
        throw usedBy(
          `The group '${row.path}'`,
          'group',
          groups.map(({ path }) => path),
          forced,
        );
      }
      const moved = await db
        .selectFrom('virtual_keys')
        .select(['id', 'name'])
        .where('group_id', '=', row.id)
        .execute();
      await db
        .updateTable('virtual_keys')
        .set({ group_id: row.parent_id })
        .where('group_id', '=', row.id)
        .execute();
      for (const { id, name } of moved) {
        note({
          action: 'update',
          entity: 'virtual_key',
          entityId: id,
          entityName: name,
          after: { group: row.parent_id },
        });
      }
      const parent = await parentOf(db, row.parent_id);
      for (const group of groups) {
        const path = await freePath(db, parent, group.name);
        await db
          .updateTable('key_groups')
          .set({
            parent_id: row.parent_id,
            path,
            former_paths: withFormerPath(group.former_paths, group.path, at),
          })
          .where('id', '=', group.id)
          .execute();
        await movePaths(change, group.path, path);
      }
      await removeAssignments(change, await assignmentsOf(db, 'group_id', [row.id]));
      await db
        .deleteFrom('budgets')
        .where('owner_kind', '=', 'group')
        .where('owner_id', '=', row.id)
        .execute();
      await db.deleteFrom('key_groups').where('id', '=', row.id).execute();
      const names = { entityId: row.id, entityName: row.path };
      note({ action: 'remove', entity: 'group', ...names, before: groupAudit(row) });
    });
  }
}

/** A stored group as it is shown. */
function groupRecord(row: GroupsTable): GroupRecord {
  const { id, parent_id, name, path, description, created_at, updated_at } = row;
  const tags = textsIn(row.tags) ?? [];
  const rules = rulesIn(row.rules) ?? NO_RULES;
  const enabled = row.enabled === 1;
  return { id, parent_id, name, path, description, tags, enabled, ...rules, created_at, updated_at };
}

function groupAudit(row: GroupsTable): Readonly<Record<string, unknown>> {
  const { path, description, tags, enabled } = groupRecord(row);
  return { path, description, tags, enabled, ...rulesAudit(row.rules) };
}

/** The stored group of an id or path. @throws GatewayError NOT_FOUND */
export async function requireGroup(db: Kysely<Tables>, ref: string): Promise<GroupsTable> {
  const query = db.selectFrom('key_groups').selectAll();
  const row = isReference(ref)
    ? ((await query.where('id', '=', ref).executeTakeFirst()) ??
      (await query.where('path', '=', ref).executeTakeFirst()))
    : undefined;
  if (row !== undefined) return row;
  throw new GatewayError('NOT_FOUND', `There is no group '${ref}'.`, { param: 'group' });
}

async function parentOf(db: Kysely<Tables>, ref: string | null): Promise<GroupsTable | undefined> {
  return ref === null || ref === '' ? undefined : requireGroup(db, ref);
}

async function freePath(db: Kysely<Tables>, parent: GroupsTable | undefined, name: string): Promise<string> {
  const path = parent === undefined ? name : `${parent.path}/${name}`;
  if (path.split('/').length > MAX_DEPTH || path.length > MAX_TEXT) {
    throw notAllowed(
      'parent',
      `A group has at most ${MAX_DEPTH} levels, and a path of ${MAX_TEXT} characters.`,
    );
  }
  const other = await db.selectFrom('key_groups').select('id').where('path', '=', path).executeTakeFirst();
  if (other === undefined) return path;
  throw new GatewayError('CONFLICT', `There is a group '${path}' already.`, { param: 'name' });
}

/** Gives every group below one that has moved its new path. */
async function movePaths({ db, at }: RegistryChange, from: string, to: string): Promise<void> {
  for (const { id, path, former_paths } of await below(db, from)) {
    await db
      .updateTable('key_groups')
      .set({
        path: `${to}${path.slice(from.length)}`,
        former_paths: withFormerPath(former_paths, path, at),
      })
      .where('id', '=', id)
      .execute();
  }
}

async function below(db: Transaction<Tables>, path: string): Promise<readonly GroupsTable[]> {
  // What begins with the path and a slash: a slash is followed by 0 among texts.
  return db
    .selectFrom('key_groups')
    .selectAll()
    .where('path', '>', `${path}/`)
    .where('path', '<', `${path}0`)
    .execute()
    .then((rows) => rows.filter((row) => row.path.startsWith(`${path}/`)));
}

function checkedDescription(value: unknown): string {
  if (typeof value === 'string' && value.length <= MAX_TEXT) return value;
  throw notAllowed('description', `The description must be a text of at most ${MAX_TEXT} characters.`);
}

function checkedTags(value: unknown): string {
  const tags = Array.isArray(value) ? value : [undefined];
  const fit =
    tags.length <= MAX_TAGS && tags.every((tag) => typeof tag === 'string' && /^[\w.:-]{1,64}$/.test(tag));
  if (fit) return JSON.stringify([...new Set(tags)]);
  throw notAllowed('tags', `The tags must be up to ${MAX_TAGS} words of 1 to 64 letters, digits or . _ : -`);
}
