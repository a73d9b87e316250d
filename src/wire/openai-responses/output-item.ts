import type { JsonObject } from '../../json/json-object';

/** An item of an answer, in this wire's form. */
export type Item = JsonObject;
export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** Where an item is in the answer. */
export interface ItemPlace {
  readonly id: string;
  /** Its index in `output`. */
  readonly index: number;
}

/** An item of an answer that is still made. */
export interface OpenItem {
  /** The item as it is now. */
  item(status: ItemStatus): Item;
  /** Writes the events with which the item ends. Once. */
  close(status: 'completed' | 'incomplete'): void;
}

/** The fields that an item's own events have in common, as JSON text. */
export function placeFields({ id, index }: ItemPlace): string {
  return `"item_id":${JSON.stringify(id)},"output_index":${index}`;
}

/** The fields of the events with which an item begins and ends, as JSON text. */
export function itemFields(index: number, item: Item): string {
  return `"output_index":${index},"item":${JSON.stringify(item)}`;
}
