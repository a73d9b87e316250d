import type { Schema } from '../database/database-owner';
import { registryMigration } from './migrations/0001-registry';
import { answerModelMigration } from './migrations/0010-answer-model';
import { moneyMigration } from './migrations/0020-money';
import { dataKeysMigration } from './migrations/0030-data-keys';
import { ownerRulesMigration } from './migrations/0040-owner-rules';
import { onExhaustedMigration } from './migrations/0050-on-exhausted';
import { routesMigration } from './migrations/0060-routes';
import { formerPathsMigration } from './migrations/0070-former-paths';
import { picturePricesMigration } from './migrations/0080-picture-prices';
import type { Tables } from './tables';

/** What the registry keeps in the database. */
export const REGISTRY_SCHEMA: Schema<Tables> = {
  migrations: [
    registryMigration,
    answerModelMigration,
    moneyMigration,
    dataKeysMigration,
    ownerRulesMigration,
    onExhaustedMigration,
    routesMigration,
    formerPathsMigration,
    picturePricesMigration,
  ],
};
