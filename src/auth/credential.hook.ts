import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { Settings } from '../config/settings';
import type { Caller } from './caller';
import { clientAddress } from './client-address';
import { ownerOn } from './key-digest';
import type { KeyRing } from './key-ring';
import { presentedKey } from './presented-key';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; undefined while no valid key was presented. */
    caller: Caller | undefined;
    /** Where the request came from, seen through trusted proxies. */
    address: string;
  }
}

/** Where the admin key counts. */
function isAdminPath(url: string | undefined): boolean {
  return url?.startsWith('/admin/') ?? false;
}

/** Who presents a key that is valid now; undefined where nobody does. */
export function callerOf({ headers, url, socket }: IncomingMessage, keys: KeyRing): Caller | undefined {
  const key = presentedKey(headers, url);
  const find = (digest: string): Caller | undefined => keys.find(digest, isAdminPath(url));
  return key === undefined ? undefined : ownerOn(socket, key, find);
}

/**
 * Makes the `onRequest` hook that resolves the credential, before a byte of the body is read. It refuses nobody: the
 * guard does, which knows the public routes; the body parser leaves a stranger's body unread.
 */
export function credentialHook(keys: KeyRing, settings: Settings) {
  return (request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const { raw } = request;
    request.caller = callerOf(raw, keys);
    request.address = clientAddress(raw, settings.trustedProxies);
    done();
  };
}
