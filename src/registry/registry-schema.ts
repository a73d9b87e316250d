import type { Schema } from '../database/database-owner';
import { registryMigration } from './migrations/0001-registry';
import type { Tables } from './tables';

/** What the registry keeps in the database. */
export const REGISTRY_SCHEMA: Schema<Tables> = { migrations: [registryMigration] };
