import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

/** TLS options, or false for none. */
export type TlsMode = ConnectionOptions | false;

/** Parameters of an address that say how to encrypt; `pg` reads some of them otherwise than libpq. */
const PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'];

/** How to reach a PostgreSQL server. */
export interface PostgresAddress {
  /** The address without the parameters for TLS. */
  readonly url: string;
  /** In the order in which they are tried; the next one only where the server cannot or will not have the one before. */
  readonly tls: readonly TlsMode[];
}

/**
 * Reads `sslmode` as libpq does (https://www.postgresql.org/docs/current/libpq-ssl.html): `prefer` where none is given;
 * `require` checks nothing, but the certificate where `sslrootcert` is given; `verify-ca` checks the certificate,
 * `verify-full` the name too. Where libpq would look for root.crt in the home directory, Node's list of authorities is
 * used for `verify-full`.
 * @throws Error when a file cannot be read
 */
export function postgresAddress(given: string): PostgresAddress {
  const url = new URL(given);
  const [mode = 'prefer', rootFile, certFile, keyFile] = PARAMETERS.map(
    (name) => url.searchParams.get(name) ?? undefined,
  );
  for (const name of PARAMETERS) url.searchParams.delete(name);
  const address = url.href;
  // A socket of the file system is not encrypted.
  if (url.hostname === '' || url.searchParams.get('host')?.startsWith('/') === true) {
    return { url: address, tls: [false] };
  }
  const files: ConnectionOptions = {
    ...(rootFile === undefined || rootFile === 'system' ? {} : { ca: readFileSync(rootFile) }),
    ...(certFile === undefined ? {} : { cert: readFileSync(certFile) }),
    ...(keyFile === undefined ? {} : { key: readFileSync(keyFile) }),
    // `pg` names the host to TLS only where it is no address.
    host: url.hostname.replace(/^\[|\]$/g, ''),
  };
  const unchecked: TlsMode = { ...files, rejectUnauthorized: false };
  const authority: TlsMode = { ...files, checkServerIdentity: () => undefined };
  switch (mode) {
    case 'disable':
      return { url: address, tls: [false] };
    case 'allow':
      return { url: address, tls: [false, unchecked] };
    case 'require':
      return { url: address, tls: [rootFile === undefined ? unchecked : authority] };
    case 'verify-ca':
      return { url: address, tls: [authority] };
    case 'verify-full':
      return { url: address, tls: [files] };
    default:
      return { url: address, tls: [unchecked, false] };
  }
}
