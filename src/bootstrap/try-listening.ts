import { once } from 'node:events';
import { createServer } from 'node:net';
import type { ListenOptions } from 'node:net';

/**
 * Listens, and stops at once: where that fails, the start can end before anything of it has touched the database. A newer
 * release brings it forward, of which one that still runs on it, and holds the port, may not know.
 * @throws Error as `listen` does: EADDRINUSE, EACCES, EADDRNOTAVAIL
 */
export async function tryListening(options: ListenOptions): Promise<void> {
  const server = createServer();
  server.listen(options);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}
