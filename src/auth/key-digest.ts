import { hash } from 'node:crypto';
import type { Socket } from 'node:net';

/** A key and its digest. */
interface KnownKey {
  readonly key: string;
  readonly digest: string;
}

/** The last key on each connection that turned out to be somebody's. It is let go of with the connection. */
const known = new WeakMap<Socket, KnownKey>();

/** The SHA-256 of a key, one byte a character: as `RegistryView.keyByDigest` takes it. */
export function digestOf(key: string): string {
  return hash('sha256', key, 'binary');
}

/**
 * Finds by its digest whose key was presented on a connection. Nearly all requests on one bring the key of the request
 * before, which need not be hashed again (docs/adr/0014); it is forgotten once it is nobody's.
 * @param find whose the key with a digest is, asked each time
 */
export function ownerOn<T>(
  connection: Socket,
  key: string,
  find: (digest: string) => T | undefined,
): T | undefined {
  const last = known.get(connection);
  const isLast = last !== undefined && areSame(last.key, key);
  const digest = isLast ? last.digest : digestOf(key);
  const owner = find(digest);
  if (owner === undefined) known.delete(connection);
  // A part of a text keeps the whole of it, here the header: only the key itself is to be kept.
  else if (!isLast) known.set(connection, { key: Buffer.from(key, 'latin1').toString('latin1'), digest });
  return owner;
}

/**
 * Whether two keys are the same, in a time that tells nothing but whether they are equally long: behind a proxy a
 * connection's requests may be those of several callers.
 */
function areSame(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}
