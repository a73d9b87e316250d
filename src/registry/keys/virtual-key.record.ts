import { hash, randomBytes } from 'node:crypto';
import type { VirtualKeysTable } from '../tables';
import { notAllowed } from '../field-checks';
import type { VirtualKeyRecord } from '../registry-records';
import { NO_RULES, rulesAudit, rulesIn } from '../rules/owner-rules.record';

const KEY_BYTES = 32;
/** What is shown of a key: enough to tell it from others, and of a short one too little to guess the rest. */
const PREFIX_LENGTH = 8;
const PREFIX_SHARE = 1 / 3;
/** Printable ASCII without spaces, as it has to be in a header; long enough that it cannot be guessed by trying. */
const OWN_KEY = /^[\x21-\x7e]{12,512}$/;

const DIGEST = /^[A-Za-z0-9+/]{43}=$/;
const PREFIX = /^[\x21-\x7e]{0,8}$/;

/** A stored virtual key as it is shown. */
export function virtualKeyRecord(row: VirtualKeysTable): VirtualKeyRecord {
  const graceLasts = row.previous_until !== null && Date.parse(row.previous_until) > Date.now();
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    enabled: row.enabled === 1,
    expires_at: row.expires_at,
    group_id: row.group_id,
    ...(rulesIn(row.rules) ?? NO_RULES),
    previous_key_until: graceLasts ? row.previous_until : null,
    last_used_at: row.last_used_at,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** What the audit table says of a virtual key. */
export function virtualKeyAudit(row: VirtualKeysTable): Readonly<Record<string, unknown>> {
  const { name, prefix, expires_at, group_id } = row;
  return {
    name,
    prefix,
    enabled: row.enabled === 1,
    expires_at,
    ...(group_id !== null && { group_id }),
    ...rulesAudit(row.rules),
  };
}

/** A new key, which no one can guess: 256 random bits. */
export function newVirtualKey(): string {
  return `vk-${randomBytes(KEY_BYTES).toString('base64url')}`;
}

/** A key of its owner's choice. @throws GatewayError INVALID_REQUEST with `param: key` */
export function checkedKey(value: unknown): string {
  if (typeof value === 'string' && OWN_KEY.test(value)) return value;
  throw notAllowed('key', 'The key must be 12 to 512 printable characters without spaces.');
}

/** A stored digest: SHA-256 in base64. @throws GatewayError INVALID_REQUEST */
export function checkedDigest(value: string, param: string): string {
  if (DIGEST.test(value) && Buffer.from(value, 'base64').toString('base64') === value) return value;
  throw notAllowed(param, `The ${param} must be a SHA-256 in base64.`);
}

/** How a key begins, as it is shown. @throws GatewayError INVALID_REQUEST */
export function checkedPrefix(value: string): string {
  if (PREFIX.test(value)) return value;
  throw notAllowed('prefix', `The prefix must be at most ${PREFIX_LENGTH} printable characters.`);
}

/** What of a key is stored: its SHA-256 in base64, as a presented key is looked up, and how it begins. */
export function storedForm(key: string): { readonly digest: string; readonly prefix: string } {
  const shown = Math.min(PREFIX_LENGTH, Math.floor(key.length * PREFIX_SHARE));
  return { digest: hash('sha256', key, 'base64'), prefix: key.slice(0, shown) };
}
