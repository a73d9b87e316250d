import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { atOrBelow } from '../database/at-or-below';
import type { Database } from '../database/database';
import { invalid } from '../errors/invalid-field';
import { objectIn } from '../registry/json-text';
import type { Page } from '../registry/registry-admin';
import type { ContentRead } from '../registry/registry';
import type { DataKey } from '../registry/vault/data-key';
import { CAPTURES_KEY, capturePlace } from './captures-tables';
import type { CapturesTables } from './captures-tables';

/** What a call said; all of it null where nothing is kept. */
export interface Captured {
  readonly call_id: string;
  readonly captured_at: string | null;
  readonly expires_at: string | null;
  /** The request's body, and the answer as the gateway had it: JSON, or the events of a stream. */
  readonly request: string | null;
  readonly answer: string | null;
}

/** A call whose content is kept: whose it was and how it ended, and nothing of what it said. */
export interface CaptureLine {
  readonly call_id: string;
  /** RFC 3339, in UTC. */
  readonly captured_at: string;
  readonly expires_at: string;
  /** The key's name at the time of the call. */
  readonly key: string;
  readonly key_id: string;
  /** The group's path at the time of the call; the empty text is the root. */
  readonly group: string;
  readonly door: string;
  readonly model_asked: string;
  readonly status: number;
  readonly ended: string;
}

/** Which captured calls are wanted; what is not given does not matter. Times are milliseconds since 1970. */
export interface CaptureFilter {
  readonly since?: number;
  readonly until?: number;
  /** Id or name of a key. */
  readonly key?: string;
  /** The id of a key, and not a name that another key may have. */
  readonly keyId?: string;
  /** The path of a group; those below it count too. */
  readonly group?: string;
}

const CURSOR = /^(\d{1,15})\.([0-9a-f-]{36})$/;

const LISTED = [
  'call_id',
  'captured_at',
  'expires_at',
  'key_id',
  'key_name',
  'group_path',
  'door',
  'model',
  'status',
  'ended',
] as const;

/** Reads captured content. Methods reject with DatabaseError, or GatewayError, while the database is away. */
export class CapturedCalls {
  constructor(
    private readonly open: () => Promise<Database<CapturesTables>>,
    private readonly dataKey: (name: string) => Promise<DataKey>,
    private readonly noteRead: (read: ContentRead) => Promise<void>,
  ) {}

  /**
   * The calls whose content is kept, the newest first.
   * @param cursor `next_cursor` of the page before
   * @throws GatewayError INVALID_REQUEST with `param` for another cursor
   */
  async list(filter: CaptureFilter, limit: number, cursor?: string): Promise<Page<CaptureLine>> {
    const after = cursor === undefined ? undefined : positionOf(cursor);
    const database = await this.open();
    const rows = await database.read((db) =>
      db
        .selectFrom('captures')
        .select(LISTED)
        .where((row) => condition(row, filter, after))
        .orderBy('captured_at', 'desc')
        .orderBy('call_id', 'desc')
        .limit(limit + 1)
        .execute(),
    );
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      next_cursor: last === undefined ? null : `${last.captured_at}.${last.call_id}`,
      data: shown.map((row) => ({
        call_id: row.call_id,
        captured_at: timeText(row.captured_at),
        expires_at: timeText(row.expires_at),
        key: row.key_name,
        key_id: row.key_id,
        group: row.group_path,
        door: row.door,
        model_asked: row.model,
        status: row.status,
        ended: row.ended,
      })),
    };
  }

  /** What a call said. It is noted first that it is read: what cannot be noted is not shown. */
  async read(callId: string): Promise<Captured> {
    const database = await this.open();
    const row = await database.read((db) =>
      db.selectFrom('captures').selectAll().where('call_id', '=', callId).executeTakeFirst(),
    );
    if (row === undefined || Number(row.expires_at) <= Date.now()) {
      return { call_id: callId, captured_at: null, expires_at: null, request: null, answer: null };
    }
    await this.noteRead({ callId, keyId: row.key_id, key: row.key_name, group: row.group_path });
    const opened = (await this.dataKey(CAPTURES_KEY)).open(row.sealed, capturePlace(callId));
    const { request, answer } = objectIn(opened ?? null) ?? {};
    return {
      call_id: callId,
      captured_at: timeText(row.captured_at),
      expires_at: timeText(row.expires_at),
      request: typeof request === 'string' ? request : '',
      answer: typeof answer === 'string' ? answer : '',
    };
  }
}

interface Position {
  readonly at: number;
  readonly callId: string;
}

function condition(
  row: ExpressionBuilder<CapturesTables, 'captures'>,
  { since, until, key, keyId, group }: CaptureFilter,
  after: Position | undefined,
): Expression<SqlBool> {
  const all: Expression<SqlBool>[] = [row('expires_at', '>', Date.now())];
  if (since !== undefined) all.push(row('captured_at', '>=', since));
  if (until !== undefined) all.push(row('captured_at', '<', until));
  if (key !== undefined) all.push(row.or([row('key_id', '=', key), row('key_name', '=', key)]));
  if (keyId !== undefined) all.push(row('key_id', '=', keyId));
  if (group !== undefined) all.push(atOrBelow(group));
  if (after !== undefined) {
    // The first part lets the index be read from there on.
    all.push(row('captured_at', '<=', after.at));
    all.push(row.or([row('captured_at', '<', after.at), row('call_id', '<', after.callId)]));
  }
  return row.and(all);
}

function positionOf(cursor: string): Position {
  const [, at, callId] = CURSOR.exec(cursor) ?? [];
  if (at !== undefined && callId !== undefined) return { at: Number(at), callId };
  throw invalid('cursor', "The cursor must be the 'next_cursor' of the page before.");
}

/** PostgreSQL tells its large integers as texts. */
function timeText(ms: number | string): string {
  return new Date(Number(ms)).toISOString();
}
