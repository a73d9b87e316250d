import { AsyncResource } from 'node:async_hooks';
import dns from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP } from 'node:net';

type Done = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;
type Look = (hostname: string, options: LookupOptions, done: Done) => void;
type AnyLook = (hostname: string, ...rest: readonly unknown[]) => void;

/** A module whose lookups can be shared: `node:dns`, or one of a test. */
export interface Lookups {
  lookup: AnyLook;
}

/**
 * From now on who asks for a name that is being looked up waits for that answer, in this thread and for everything in it: calls,
 * databases, the limits server. A server that does not answer is asked again each second, and each question would take
 * a thread until the system gives up.
 */
export function shareLookups(module: Lookups = dns as unknown as Lookups): void {
  const look = module.lookup;
  const running = new Map<string, Done[]>();

  const shared: Look = (hostname, options, done) => {
    // Nothing is asked for an address.
    if (isIP(hostname) !== 0) return void look(hostname, options, done);
    const name = JSON.stringify([hostname, Object.entries(options).sort()]);
    const waiting = running.get(name);
    // Each goes on in the context in which it asked.
    const own = AsyncResource.bind(done);
    if (waiting !== undefined) return void waiting.push(own);
    const all = [own];
    running.set(name, all);
    const answered: Done = (error, address, family) => {
      running.delete(name);
      for (const each of all) each(error, Array.isArray(address) ? [...address] : address, family);
    };
    try {
      look(hostname, options, answered);
    } catch (failure) {
      running.delete(name);
      throw failure;
    }
  };

  module.lookup = Object.defineProperties((hostname: string, ...rest: readonly unknown[]): void => {
    const [options, done] = rest.length > 1 ? rest : [{}, rest[0]];
    const given = typeof options === 'number' ? { family: options } : options;
    // What is wrong with the arguments is said as ever.
    if (
      typeof hostname !== 'string' ||
      typeof given !== 'object' ||
      given === null ||
      typeof done !== 'function'
    )
      return void look(hostname, ...rest);
    shared(hostname, given, done as Done);
  }, Object.getOwnPropertyDescriptors(look));
}
