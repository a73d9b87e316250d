import { existsSync } from 'node:fs';

/** How a connection to PostgreSQL is encrypted (https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION). */
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/** Files of certificates and keys. */
const FILES = ['sslrootcert', 'sslcert', 'sslkey'];
const KNOWN: ReadonlySet<string> = new Set(['sslmode', ...FILES, 'host', 'application_name', 'options']);

/**
 * Checks the query of a PostgreSQL address. What libpq knows and we do not is refused instead of ignored, and so is what
 * would change the bounds of our waits.
 * @throws Error whose message completes "LLM_PROXY__DATABASE_URL …"
 */
export function checkPostgresParameters(parameters: URLSearchParams): void {
  for (const name of parameters.keys()) {
    if (!KNOWN.has(name)) {
      throw new Error(
        `has a parameter '${name.slice(0, 40)}' that is not known here: ${[...KNOWN].join(', ')} are`,
      );
    }
    if (parameters.getAll(name).length > 1) throw new Error(`has the parameter '${name}' twice`);
  }
  const mode = parameters.get('sslmode');
  if (mode !== null && !SSL_MODES.some((known) => known === mode)) {
    throw new Error(`has an sslmode that is not one of ${SSL_MODES.join(', ')}`);
  }
  const root = parameters.get('sslrootcert');
  if (root === 'system' && mode !== null && mode !== 'verify-full') {
    throw new Error('has sslrootcert=system, which needs sslmode=verify-full');
  }
  for (const name of FILES) {
    const file = parameters.get(name);
    if (file === null || file === 'system') continue;
    if (!existsSync(file)) throw new Error(`names a file in ${name} that is not there`);
  }
  if (parameters.has('sslcert') !== parameters.has('sslkey')) {
    throw new Error('needs both sslcert and sslkey, or neither');
  }
}
