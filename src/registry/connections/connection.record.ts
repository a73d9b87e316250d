import type { ConnectionsTable } from '../tables';
import { objectIn } from '../json-text';
import { readOptions } from './connection-entry';
import type { ConnectionRecord, ConnectionTest } from '../registry-records';

/** A stored connection as it is shown; the credential stays out. */
export function connectionRecord(row: ConnectionsTable): ConnectionRecord {
  return {
    id: row.id,
    name: row.name,
    provider: row.provider,
    endpoint: row.endpoint,
    options: readOptions(row.options) ?? {},
    has_credential: row.credential !== null,
    enabled: row.enabled === 1,
    source: 'database',
    last_test: readTest(row.last_test),
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

function readTest(text: string | null): ConnectionTest | null {
  const { at, ok, message } = objectIn(text) ?? {};
  const valid = typeof at === 'string' && typeof ok === 'boolean' && typeof message === 'string';
  return valid ? { at, ok, message } : null;
}

/** What the audit table says of a connection: header values may be confidential, a credential is. */
export function connectionAudit(row: ConnectionsTable): Readonly<Record<string, unknown>> {
  const { headers, ...options } = readOptions(row.options) ?? {};
  return {
    name: row.name,
    provider: row.provider,
    endpoint: row.endpoint,
    options: headers === undefined ? options : { ...options, headers: Object.keys(headers) },
    credential: row.credential === null ? null : '[REDACTED]',
    enabled: row.enabled === 1,
  };
}
