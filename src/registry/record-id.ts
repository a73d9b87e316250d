import { randomBytes } from 'node:crypto';

/** What the id of a kind of record begins with. */
export type IdPrefix = 'conn' | 'model' | 'vkey' | 'asg' | 'price' | 'group' | 'budget' | 'route';

const TIME_DIGITS = 9;
const RANDOM_BYTES = 8;
const ID = /^(?:conn|model|vkey|asg|price|group|budget)_[0-9a-z]{25}$/;

let lastTime = 0;

/** A new id, `vkey_0mi2f…`: later ones sort behind earlier ones, so that lists by id are in the order of creation. */
export function newId(prefix: IdPrefix): string {
  // Those of one millisecond keep their order too.
  lastTime = Math.max(Date.now(), lastTime + 1);
  const time = lastTime.toString(36).padStart(TIME_DIGITS, '0');
  return `${prefix}_${time}${randomBytes(RANDOM_BYTES).toString('hex')}`;
}

/** Whether a text could be an id; such a text cannot be a name. */
export function looksLikeId(text: string): boolean {
  return ID.test(text);
}

/** Whether an id is a group's. */
export function isGroupId(id: string): boolean {
  return id.startsWith('group_');
}
