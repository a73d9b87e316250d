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
 * The same of a key that was presented on a connection. Nearly all requests on one bring the key of the request before, which
 * need not be hashed again (docs/adr/0014).
 */
export function digestOn(connection: Socket, key: string): string {
  const last = known.get(connection);
  return last !== undefined && areSame(last.key, key) ? last.digest : digestOf(key);
}

/** The key that was presented on a connection is somebody's. */
export function rememberOn(connection: Socket, key: string, digest: string): void {
  if (known.get(connection)?.digest === digest) return;
  // A part of a text keeps the whole of it, here the header: only the key itself is to be kept.
  const own = Buffer.from(key, 'latin1').toString('latin1');
  known.set(connection, { key: own, digest });
}

/** What was presented on a connection is nobody's, or no longer. */
export function forgetOn(connection: Socket): void {
  known.delete(connection);
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
