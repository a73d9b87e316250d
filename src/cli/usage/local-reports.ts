import { processEnvironment } from '../../config/environment';
import { readSettings } from '../../config/read-settings';
import { PriceBook } from '../../ledger/prices/price-book';
import { QUERIES } from '../../ledger/reports/queries';
import type { QueryInput, QueryName, QueryOutput } from '../../ledger/reports/queries';
import { UsageReports } from '../../ledger/reports/usage-report';
import { openLedger } from '../../ledger/store/ledger-schema';
import { useLocalRegistry } from '../local-registry';
import type { UsageSource } from './usage-source';

/** Runs some work on the ledger that the settings name. @throws DatabaseError when it cannot be opened */
export async function useLocalReports<T>(work: (source: UsageSource) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDir } = readSettings(processEnvironment());
  const database = await openLedger({ databaseUrl: databaseUrl?.reveal(), dataDir });
  const query = <Name extends QueryName>(name: Name, input: QueryInput<Name>): Promise<QueryOutput<Name>> => {
    const run = QUERIES[name] as (of: unknown, asked: unknown) => Promise<QueryOutput<Name>>;
    return run(database, input);
  };
  try {
    return await useLocalRegistry(
      ({ view }) => {
        const reports = new UsageReports({ query }, new PriceBook(view));
        return work({
          usage: (groupBy, filter) => reports.usage(groupBy, filter),
          calls: (filter) => reports.export(filter),
        });
      },
      { inMemory: true },
    );
  } finally {
    await database.close();
  }
}
