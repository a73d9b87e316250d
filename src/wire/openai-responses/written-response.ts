import type { Item } from './output-item';

/** An answer that is over. */
export interface WrittenResponse {
  readonly id: string;
  /** The response object as JSON text. */
  readonly json: string;
  /** Its items with all that the next turn needs. */
  readonly kept: readonly Item[];
  /** The deployment that keeps it too; undefined where none does. */
  readonly keptAt?: string | undefined;
}
