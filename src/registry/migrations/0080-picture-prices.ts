import { sql } from 'kysely';
import type { Migration } from '../../database/migration';

/** `image` is the price of one picture now, and that of the tokens of pictures in prompts is called `image_input`. */
export const picturePricesMigration: Migration = {
  number: 80,
  name: 'picture-prices',
  up: async (db) => {
    for (const table of ['prices', 'provider_models']) {
      await sql`update ${sql.table(table)} set prices = replace(prices, '"image":', '"image_input":')
        where prices like '%"image":%'`.execute(db);
    }
  },
};
