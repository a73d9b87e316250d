import type { AssignedRow, VirtualKeyRow } from '../keys/key-entry';
import { modelEntry } from '../models/model-slot';
import type { ProviderModelRow } from '../models/model-slot';
import { rulesIn } from '../rules/owner-rules.record';
import type { ConnectionEntry, ProviderModelEntry } from './registry-view';

/** Told of every row that cannot be used as it is: a sentence that names it and says how to correct it. */
export type OnFlaw = (entity: string, name: string, flaw: string) => void;

/**
 * What is wrong with an assignment's row; undefined when nothing is. SQLite keeps a text in a column of numbers, and a
 * limit that is no number would limit nothing: such an assignment is not to be used.
 */
export function assignmentFlaw(row: AssignedRow): string | undefined {
  const valid =
    isLimit(row.tps, row.burst) &&
    isLimit(row.tokens_per_second, row.token_burst) &&
    isCount(row.priority) &&
    isCount(row.weight);
  if (valid) return undefined;
  return (
    `The limits or the order of assignments ${row.id} are not valid, so it is not used: set them again ` +
    `(PATCH /admin/assignments/${row.id}), or restore the row from a backup.`
  );
}

/** What is wrong with a virtual key's row, which is accepted no more then; undefined when nothing is. */
export function keyFlaw({ id, expires_at, rules }: VirtualKeyRow): string | undefined {
  if (rulesIn(rules) === undefined) {
    return (
      `The limits of virtual_keys ${id} are not valid, so the key is refused: set them again ` +
      `(PATCH /admin/virtual-keys/${id}), or restore the row from a backup.`
    );
  }
  if (expires_at === null || !Number.isNaN(Date.parse(expires_at))) return undefined;
  return (
    `The expiry of virtual_keys ${id} is no time, so the key is refused: set it again ` +
    `(PATCH /admin/virtual-keys/${id}), or restore the row from a backup.`
  );
}

/** The entries of a connection's models. A size that is no number counts as unknown. */
export function modelEntries(
  rows: readonly ProviderModelRow[],
  connection: ConnectionEntry,
  onFlaw: OnFlaw,
): ProviderModelEntry[] {
  return rows.map((row) => {
    const context_length = isSize(row.context_length) ? row.context_length : null;
    const max_output_tokens = isSize(row.max_output_tokens) ? row.max_output_tokens : null;
    if (context_length !== row.context_length || max_output_tokens !== row.max_output_tokens) {
      const flaw =
        `The sizes of provider_models ${row.id} are not valid and count as unknown: set them again ` +
        `(PATCH /admin/models/${row.id}), or restore the row from a backup.`;
      onFlaw('model', `${connection.name}/${row.name}`, flaw);
    }
    return modelEntry({ ...row, context_length, max_output_tokens }, connection);
  });
}

function isLimit(rate: number | null, burst: number | null): boolean {
  return rate === null || (isPositive(rate) && burst !== null && isPositive(burst));
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

function isSize(value: number | null): boolean {
  return value === null || isCount(value);
}
