import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Engine } from '../../database/database';
import type { PlainValue } from '../../database/repeated-query';
import { ChunkedInsert } from './chunked-insert';
import { SUM_COLUMNS } from './hour-sums';
import { CALL_COLUMNS } from './ledger-row';
import { SUM_DIMENSIONS, SUM_MEASURES } from './ledger-tables';
import type { LedgerTables } from './ledger-tables';

const REFUSAL_COLUMNS = ['id', 'hour', 'key_id', 'code', 'count'];

/** What is put into the ledger's tables. For one database: the engines have statements of their own. */
export class LedgerInserts {
  /** Calls of which none may be there. */
  readonly newCalls: ChunkedInsert;
  /** Returns the ids of calls that were not there. */
  readonly missingCalls: ChunkedInsert;
  /** Adds to what is there. */
  readonly sums: ChunkedInsert;
  readonly refusals: ChunkedInsert;

  constructor(engine: Engine) {
    const calls = insertInto('ledger_calls', CALL_COLUMNS);
    const sums = insertInto('ledger_hours', SUM_COLUMNS);
    const refusals = insertInto('ledger_refusals', REFUSAL_COLUMNS);
    const added = SUM_MEASURES.map(
      (name) => sql`${sql.ref(name)} = ${sql.ref(`ledger_hours.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
    );
    this.newCalls = new ChunkedInsert(engine, (rows) => sql`${calls(rows)} on conflict do nothing`);
    this.missingCalls = new ChunkedInsert(
      engine,
      (rows) => sql`${calls(rows)} on conflict do nothing returning call_id`,
    );
    this.sums = new ChunkedInsert(
      engine,
      (rows) => sql`${sums(rows)} on conflict (${refs(SUM_DIMENSIONS)}) do update set ${sql.join(added)}`,
    );
    this.refusals = new ChunkedInsert(engine, (rows) => sql`${refusals(rows)} on conflict do nothing`);
  }
}

function insertInto(
  table: keyof LedgerTables,
  columns: readonly string[],
): (rows: readonly (readonly PlainValue[])[]) => RawBuilder<unknown> {
  return (rows) =>
    sql`insert into ${sql.table(table)} (${refs(columns)}) values ${sql.join(rows.map((row) => sql`(${sql.join(row)})`))}`;
}

function refs(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((name) => sql.ref(name)));
}
