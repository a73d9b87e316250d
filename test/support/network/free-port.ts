import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to a program that asks for any (Linux from 32768, others from 49152): a program that starts
 * needs seconds on a busy machine, and meanwhile its port could be given to another test's server.
 */
const FIRST = 12_000;
const BEYOND = 32_000;

/** A port of 127.0.0.1 that is free, for programs that cannot be asked for port 0. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, BEYOND);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
