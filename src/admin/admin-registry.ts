import type { RegistryAdmin } from '../registry/registry-admin';

/** DI token of the registry as the admin API acts on it. */
export const AdminRegistry = Symbol('AdminRegistry');

/** The registry, bound to the admin API: it is who is named in the audit table. */
export type AdminRegistry = RegistryAdmin;
