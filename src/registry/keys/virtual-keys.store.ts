import type { Kysely } from 'kysely';
import type { Tables, VirtualKeysTable } from '../tables';
import { GatewayError } from '../../errors/gateway-error';
import {
  checkedFlag,
  checkedFutureTime,
  checkedName,
  checkedNumber,
  isReference,
  storedTime,
} from '../field-checks';
import { requireGroup } from '../groups/groups.store';
import { pageOf, windowOf } from '../pages';
import { newId } from '../record-id';
import type { DocumentKey as AdoptedKey } from '../transfer/registry-document';
import type { NewVirtualKey, Page, PageRequest, VirtualKeyPatch } from '../registry-admin';
import { changedFields } from '../registry-change';
import type { RegistryContext } from '../registry-context';
import type { MadeVirtualKey, VirtualKeyRecord } from '../registry-records';
import { assignmentsOf, removeAssignments, usedBy } from '../removal';
import {
  checkedRules,
  NO_RULES,
  patchedRules,
  refuseCapture,
  refuseUnclearRedaction,
  rulesText,
} from '../rules/owner-rules.record';
import {
  checkedDigest,
  checkedKey,
  checkedPrefix,
  newVirtualKey,
  storedForm,
  virtualKeyAudit,
  virtualKeyRecord,
} from './virtual-key.record';

/** The longest that a key may stay valid after its rotation: a year. */
const MAX_GRACE_S = 366 * 86_400;

/** Virtual keys as they are stored: their digests, never the keys. */
export class VirtualKeysStore {
  constructor(private readonly context: RegistryContext) {}

  async list(page?: PageRequest): Promise<Page<VirtualKeyRecord>> {
    const window = windowOf(page);
    const rows = await this.context.read((db) =>
      db
        .selectFrom('virtual_keys')
        .selectAll()
        .where('id', '>', window.after)
        .orderBy('id')
        .limit(window.limit + 1)
        .execute(),
    );
    return pageOf(rows.map(virtualKeyRecord), window, ({ id }) => id);
  }

  async get(ref: string): Promise<VirtualKeyRecord> {
    return virtualKeyRecord(await this.context.read((db) => requireKey(db, ref)));
  }

  create(input: NewVirtualKey): Promise<MadeVirtualKey> {
    const name = checkedName(input.name);
    const key = input.key === undefined ? newVirtualKey() : checkedKey(input.key);
    const expires_at = checkedFutureTime(input.expires_at ?? null, 'expires_at');
    const enabled = checkedFlag(input.enabled ?? true, 'enabled');
    refuseCapture(input, this.context.captureAllowed);
    refuseUnclearRedaction(input);
    const rules = rulesText(checkedRules(input));
    return this.context.change(async ({ db, at, note }) => {
      await refuseTakenName(db, name);
      const { digest, prefix } = storedForm(key);
      if (this.context.isOfSettings(key)) throw keyIsTaken();
      await refuseTakenKey(db, digest);
      const group_id = await groupOf(db, input.group ?? null);
      const row: VirtualKeysTable = {
        id: newId('vkey'),
        name,
        digest,
        prefix,
        previous_digest: null,
        previous_until: null,
        enabled: enabled ? 1 : 0,
        expires_at,
        group_id,
        rules,
        last_used_at: null,
        created_at: at,
        updated_at: at,
      };
      await db.insertInto('virtual_keys').values(row).execute();
      const after = virtualKeyAudit(row);
      note({ action: 'create', entity: 'virtual_key', entityId: row.id, entityName: name, after });
      return { ...virtualKeyRecord(row), key };
    });
  }

  /**
   * Stores a key of which only the digest is known, as another registry has it; one of that name becomes it.
   * @throws GatewayError INVALID_REQUEST or CONFLICT
   */
  adopt(input: AdoptedKey): Promise<VirtualKeyRecord> {
    const name = checkedName(input.name);
    const enabled = checkedFlag(input.enabled, 'enabled');
    const fields = {
      name,
      digest: checkedDigest(input.digest, 'digest'),
      prefix: checkedPrefix(input.prefix),
      previous_digest:
        input.previous_digest === null ? null : checkedDigest(input.previous_digest, 'previous_digest'),
      previous_until: storedTime(input.previous_until, 'previous_until'),
      enabled: enabled ? 1 : 0,
      expires_at: storedTime(input.expires_at, 'expires_at'),
    };
    refuseCapture(input.rules ?? {}, this.context.captureAllowed);
    const given = input.rules && rulesText(checkedRules({ ...NO_RULES, ...input.rules }));
    return this.context.change(async ({ db, at, note }) => {
      const present = await db
        .selectFrom('virtual_keys')
        .selectAll()
        .where('name', '=', name)
        .executeTakeFirst();
      const group_id = input.group === undefined ? undefined : await groupOf(db, input.group);
      if (present?.digest !== fields.digest) await refuseTakenKey(db, fields.digest, present?.id);
      if (present === undefined) {
        const made = {
          group_id: group_id ?? null,
          rules: given ?? null,
          last_used_at: null,
          created_at: at,
          updated_at: at,
        };
        const row = { id: newId('vkey'), ...fields, ...made };
        await db.insertInto('virtual_keys').values(row).execute();
        const names = { entityId: row.id, entityName: name };
        note({ action: 'create', entity: 'virtual_key', ...names, after: virtualKeyAudit(row) });
        return virtualKeyRecord(row);
      }
      const next = {
        ...present,
        ...fields,
        ...(group_id !== undefined && { group_id }),
        ...(given !== undefined && { rules: given }),
        updated_at: at,
      };
      await db.updateTable('virtual_keys').set(next).where('id', '=', present.id).execute();
      const changed = changedFields(virtualKeyAudit(present), virtualKeyAudit(next));
      const names = { entityId: present.id, entityName: name };
      note({ action: 'update', entity: 'virtual_key', ...names, ...changed });
      return virtualKeyRecord(next);
    });
  }

  update(ref: string, patch: VirtualKeyPatch): Promise<VirtualKeyRecord> {
    refuseCapture(patch, this.context.captureAllowed);
    refuseUnclearRedaction(patch);
    const name = patch.name === undefined ? undefined : checkedName(patch.name);
    const enabled = patch.enabled === undefined ? undefined : checkedFlag(patch.enabled, 'enabled');
    const expires_at =
      patch.expires_at === undefined ? undefined : checkedFutureTime(patch.expires_at, 'expires_at');
    return this.context.change(async ({ db, at, note }) => {
      const row = await requireKey(db, ref);
      if (name !== undefined && name !== row.name) await refuseTakenName(db, name);
      const next: VirtualKeysTable = {
        ...row,
        name: name ?? row.name,
        enabled: enabled === undefined ? row.enabled : Number(enabled),
        expires_at: expires_at === undefined ? row.expires_at : expires_at,
        group_id: patch.group === undefined ? row.group_id : await groupOf(db, patch.group),
        rules: patchedRules(row.rules, patch),
        updated_at: at,
      };
      const { name: newName, enabled: newEnabled, expires_at: newExpiry, group_id, rules } = next;
      await db
        .updateTable('virtual_keys')
        .set({ name: newName, enabled: newEnabled, expires_at: newExpiry, group_id, rules, updated_at: at })
        .where('id', '=', row.id)
        .execute();
      const changed = changedFields(virtualKeyAudit(row), virtualKeyAudit(next));
      const names = { entityId: row.id, entityName: next.name };
      if (changed !== undefined) note({ action: 'update', entity: 'virtual_key', ...names, ...changed });
      return virtualKeyRecord(next);
    });
  }

  rotate(
    ref: string,
    options: { readonly grace_seconds?: number; readonly key?: string } = {},
  ): Promise<MadeVirtualKey> {
    const graceS = checkedNumber(options.grace_seconds ?? 0, 'grace_seconds', { min: 0, max: MAX_GRACE_S });
    const key = options.key === undefined ? newVirtualKey() : checkedKey(options.key);
    return this.context.change(async ({ db, at, note }) => {
      const row = await requireKey(db, ref);
      const form = storedForm(key);
      if (this.context.isOfSettings(key)) throw keyIsTaken();
      await refuseTakenKey(db, form.digest);
      const changes = {
        ...form,
        previous_digest: graceS > 0 ? row.digest : null,
        previous_until: graceS > 0 ? new Date(Date.parse(at) + graceS * 1000).toISOString() : null,
        updated_at: at,
      };
      await db.updateTable('virtual_keys').set(changes).where('id', '=', row.id).execute();
      const next = { ...row, ...changes };
      note({
        action: 'rotate',
        entity: 'virtual_key',
        entityId: row.id,
        entityName: row.name,
        before: { prefix: row.prefix },
        after: { prefix: next.prefix, previous_key_until: next.previous_until },
      });
      return { ...virtualKeyRecord(next), key };
    });
  }

  remove(ref: string, force: boolean): Promise<void> {
    return this.context.change(async (change) => {
      const row = await requireKey(change.db, ref);
      const assignments = await assignmentsOf(change.db, 'virtual_key_id', [row.id]);
      if (assignments.length > 0 && !force) {
        const aliases = assignments.map(({ alias }) => alias);
        throw usedBy(`The virtual key '${row.name}'`, 'assignment', aliases);
      }
      await removeAssignments(change, assignments);
      await change.db
        .deleteFrom('budgets')
        .where('owner_kind', '=', 'key')
        .where('owner_id', '=', row.id)
        .execute();
      await change.db.deleteFrom('virtual_keys').where('id', '=', row.id).execute();
      const before = virtualKeyAudit(row);
      change.note({
        action: 'remove',
        entity: 'virtual_key',
        entityId: row.id,
        entityName: row.name,
        before,
      });
    });
  }
}

/** The stored key of an id or name. @throws GatewayError NOT_FOUND */
export async function requireKey(db: Kysely<Tables>, ref: string): Promise<VirtualKeysTable> {
  const query = db.selectFrom('virtual_keys').selectAll();
  const row = isReference(ref)
    ? ((await query.where('id', '=', ref).executeTakeFirst()) ??
      (await query.where('name', '=', ref).executeTakeFirst()))
    : undefined;
  if (row !== undefined) return row;
  throw new GatewayError('NOT_FOUND', `There is no virtual key '${ref}'.`);
}

async function groupOf(db: Kysely<Tables>, ref: string | null): Promise<string | null> {
  return ref === null || ref === '' ? null : (await requireGroup(db, ref)).id;
}

async function refuseTakenName(db: Kysely<Tables>, name: string): Promise<void> {
  const other = await db.selectFrom('virtual_keys').select('id').where('name', '=', name).executeTakeFirst();
  if (other === undefined) return;
  throw new GatewayError('CONFLICT', `There is a virtual key '${name}' already.`, { param: 'name' });
}

/** Also a key that is still accepted after its rotation is somebody's. */
async function refuseTakenKey(db: Kysely<Tables>, digest: string, except?: string): Promise<void> {
  const others = await db
    .selectFrom('virtual_keys')
    .select('id')
    .where((column) => column.or([column('digest', '=', digest), column('previous_digest', '=', digest)]))
    .execute();
  if (others.some(({ id }) => id !== except)) throw keyIsTaken();
}

function keyIsTaken(): GatewayError {
  return new GatewayError(
    'CONFLICT',
    'This key is in use already, or was before a rotation; choose another one.',
    { param: 'key' },
  );
}
