import { GatewayError } from '../../errors/gateway-error';
import { isReference } from '../field-checks';
import { pageOf, windowOf } from '../pages';
import { newId } from '../record-id';
import type { NewPrice, Page, PageRequest } from '../registry-admin';
import type { RegistryContext } from '../registry-context';
import type { PriceRecord } from '../registry-records';
import { checkedPriceSet, checkedStart, checkedTarget, priceRecord } from './price.record';

/** Own prices. They are added and removed, never changed: what was charged by one stays explained. */
export class PricesStore {
  constructor(private readonly context: RegistryContext) {}

  async list(page?: PageRequest): Promise<Page<PriceRecord>> {
    const window = windowOf(page);
    const rows = await this.context.read((db) =>
      db
        .selectFrom('prices')
        .selectAll()
        .where('id', '>', window.after)
        .orderBy('id')
        .limit(window.limit + 1)
        .execute(),
    );
    return pageOf(rows.map(priceRecord), window, ({ id }) => id);
  }

  /** @throws GatewayError INVALID_REQUEST with `param` */
  create(input: NewPrice): Promise<PriceRecord> {
    const target = checkedTarget(input.target);
    const valid_from = checkedStart(input.valid_from ?? null);
    const prices = checkedPriceSet(input.prices);
    return this.context.change(async ({ db, at, note }) => {
      const row = { id: newId('price'), target, valid_from, prices, created_at: at };
      await db.insertInto('prices').values(row).execute();
      const record = priceRecord(row);
      const after = { target, valid_from, prices: record.prices };
      note({ action: 'create', entity: 'price', entityId: row.id, entityName: target, after });
      return record;
    });
  }

  /** @param ref its id, or what it is for: the latest one then. @throws GatewayError NOT_FOUND */
  remove(ref: string): Promise<void> {
    return this.context.change(async ({ db, note }) => {
      const query = db.selectFrom('prices').selectAll();
      const row = isReference(ref)
        ? ((await query.where('id', '=', ref).executeTakeFirst()) ??
          (await query.where('target', '=', ref).orderBy('id', 'desc').executeTakeFirst()))
        : undefined;
      if (row === undefined) throw new GatewayError('NOT_FOUND', `There is no price '${ref}'.`);
      const { id } = row;
      await db.deleteFrom('prices').where('id', '=', id).execute();
      const { target, valid_from, prices } = priceRecord(row);
      const before = { target, valid_from, prices };
      note({ action: 'remove', entity: 'price', entityId: id, entityName: target, before });
    });
  }
}
