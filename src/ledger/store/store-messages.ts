import type { QueryName } from '../reports/queries';
import type { StoreNews } from './ledger-store';

/** What the worker is told. */
export type ToStore =
  | { readonly kind: 'query'; readonly id: number; readonly name: QueryName; readonly input: unknown }
  | { readonly kind: 'ship'; readonly id: number }
  | { readonly kind: 'stop'; readonly id: number; readonly isFinal: boolean };

/** What the worker tells. */
export type FromStore =
  | StoreNews
  | { readonly kind: 'answer'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly name: string; readonly message: string };
