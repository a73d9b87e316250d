import type { ImportedChange } from '../../registry/transfer/imported-change';

/** A change of an import, as a line: `+ connection OpenAI-Main`, `~ virtual_key Web (expires_at)`. */
export function changeLine({ action, entity, name, fields, remark }: ImportedChange): string {
  const what = fields.length === 0 ? '' : ` (${fields.join(', ')})`;
  return `${action === 'create' ? '+' : '~'} ${entity} ${name}${what}${remark === null ? '' : `: ${remark}`}`;
}
