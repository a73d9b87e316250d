import type { Client, ClientConfig } from 'pg';
import { codeOf, messageOf } from '../failure-code';
import { poolConfig, SERVER_BOUNDS } from './pool';
import { postgresAddress } from './tls';

/** How connections are to be made, as a first one found out. */
export interface FoundConfig {
  readonly config: ClientConfig;
  /**
   * Whether a pooler such as PgBouncer is between, which may lend one server connection to many clients: nothing of a
   * session (LISTEN, settings) holds there.
   */
  readonly pooled: boolean;
  /** In which the database keeps texts, as the server names it. */
  readonly encoding: string;
}

const ABOUT_THE_SERVER = "select pg_backend_pid() as pid, current_setting('server_encoding') as encoding";
/** SQLSTATE with which PgBouncer refuses settings at the start of a connection. */
const PROTOCOL_VIOLATION = '08P01';
/** No entry for this host, user and encryption in pg_hba.conf. */
const INVALID_AUTHORIZATION = '28000';

/**
 * Makes a first connection, and finds out what the server takes: TLS or not, where `sslmode` leaves that open; bounds of
 * statements, which a pooler may refuse.
 * @throws what `pg` says when there is no connection
 */
export async function connectFirst(
  makeClient: new (config: ClientConfig) => Client,
  url: string,
): Promise<FoundConfig> {
  const address = postgresAddress(url);
  let bounds: Partial<typeof SERVER_BOUNDS> = SERVER_BOUNDS;
  let at = 0;
  for (;;) {
    const config = { ...poolConfig(address.url), ...bounds, ssl: address.tls[at] ?? false };
    const client = new makeClient(config);
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number; encoding: string }>(ABOUT_THE_SERVER);
      // A pooler answers for itself at the start: its number is not that of the server's process.
      const told: unknown = 'processID' in client ? client.processID : undefined;
      const pooled = bounds !== SERVER_BOUNDS || (told !== undefined && told !== rows[0]?.pid);
      return { config, pooled, encoding: rows[0]?.encoding ?? '' };
    } catch (failure) {
      if (bounds === SERVER_BOUNDS && refusesBounds(failure)) bounds = {};
      else if (at + 1 < address.tls.length && isAboutTls(failure)) at++;
      else throw failure;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function refusesBounds(failure: unknown): boolean {
  return codeOf(failure) === PROTOCOL_VIOLATION && /startup parameter/i.test(messageOf(failure));
}

function isAboutTls(failure: unknown): boolean {
  return (
    codeOf(failure) === INVALID_AUTHORIZATION || /does not support SSL connections/.test(messageOf(failure))
  );
}
