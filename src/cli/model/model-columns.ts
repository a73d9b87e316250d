import type { ProviderModelRecord } from '../../registry/registry-records';
import { shortNumber } from '../terminal';
import type { Column } from '../terminal';

/** How models are shown in a table. */
export const MODEL_COLUMNS: readonly Column<ProviderModelRecord>[] = [
  { title: 'MODEL', value: ({ connection_name, name }) => `${connection_name}/${name}` },
  { title: 'REMOTE NAME', value: ({ remote_name }) => remote_name },
  { title: 'DEPLOYMENT', value: ({ deployment }) => deployment ?? '-' },
  { title: 'CONTEXT', value: ({ context_length }) => shortNumber(context_length) },
  { title: 'MAX OUTPUT', value: ({ max_output_tokens }) => shortNumber(max_output_tokens) },
  { title: 'ID', value: ({ id }) => id },
];
