import type { Schema } from '../database/database-owner';
import { capturesMigration } from './migrations/3001-captures';
import { captureFactsMigration } from './migrations/3002-capture-facts';

/** A row: whose call it was, and what it said. Times are milliseconds since 1970. */
interface CapturesTable {
  call_id: string;
  key_id: string;
  key_name: string;
  group_path: string;
  door: string;
  /** As it was asked for. */
  model: string;
  status: number;
  ended: string;
  captured_at: number | string;
  expires_at: number | string;
  /** JSON of request and answer, sealed. */
  sealed: string;
}

/** The table by its name. */
export interface CapturesTables {
  captures: CapturesTable;
}

/** What captured content keeps in the database. */
export const CAPTURES_SCHEMA: Schema<CapturesTables> = {
  migrations: [capturesMigration, captureFactsMigration],
};

/** The name of the key under which all of it is sealed. */
export const CAPTURES_KEY = 'captures';

/** Where a call's content is: it opens nowhere else. */
export function capturePlace(callId: string): readonly string[] {
  return ['captures', callId, 'sealed'];
}
