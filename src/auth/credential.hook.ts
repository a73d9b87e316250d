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

/**
 * Makes the `onRequest` hook that resolves the credential, before a byte of the body is read. It refuses nobody: the
 * guard does, which knows the public routes; the body parser leaves a stranger's body unread.
 */
export function credentialHook(keys: KeyRing, settings: Settings) {
  return (request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const { raw } = request;
    const key = presentedKey(raw.headers, raw.url);
    const find = (digest: string): Caller | undefined => keys.find(digest, isAdminPath(raw.url));
    request.caller = key === undefined ? undefined : ownerOn(raw.socket, key, find);
    request.address = clientAddress(raw, settings.trustedProxies);
    done();
  };
}
