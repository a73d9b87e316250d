import type { OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings';
import type { Database } from '../database/database';
import type { DatabaseOwner, DatabaseUse, Schema } from '../database/database-owner';
import { messageOf } from '../database/failure-code';
import type { CaptureRules, RegistryView, VirtualKeyEntry } from '../registry/memory/registry-view';
import { objectIn } from '../registry/json-text';
import type { DataKey } from '../registry/vault/data-key';
import { KeptContent } from './kept-content';
import { capturesMigration } from './migrations/3001-captures';
import { Redaction } from './redaction';

interface CapturesTable {
  call_id: string;
  key_id: string;
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
const CAPTURES_SCHEMA: Schema<CapturesTables> = { migrations: [capturesMigration] };

/** The name of the key under which all of it is sealed. */
const KEY_NAME = 'captures';
const WRITE_MS = 200;
const RETENTION_MS = 60_000;
const DAY_MS = 86_400_000;
const ROWS_AT_ONCE = 100;
/** What waits for the database, in characters; beyond it content is not captured, and the log says so. */
const MAX_WAITING = 16 * 1024 * 1024;

/** What a call said; all of it null where nothing is kept. */
export interface Captured {
  readonly call_id: string;
  readonly captured_at: string | null;
  readonly expires_at: string | null;
  /** The request's body, and the answer as the gateway had it: JSON, or the events of a stream. */
  readonly request: string | null;
  readonly answer: string | null;
}

interface Waiting {
  readonly callId: string;
  readonly keyId: string;
  readonly at: number;
  readonly expiresAt: number;
  readonly text: string;
}

/** The content of calls whose key or group opted in: redacted, sealed, written behind the calls, and deleted when its time is over. */
export class Captures implements OnApplicationShutdown {
  readonly #use: DatabaseUse<CapturesTables>;
  readonly #timers: readonly NodeJS.Timeout[];
  #waiting: Waiting[] = [];
  #size = 0;
  #writing: Promise<void> = Promise.resolve();
  #trouble = false;

  constructor(
    private readonly settings: Pick<Settings, 'captureAllowed'>,
    owner: DatabaseOwner,
    private readonly registry: Pick<RegistryView, 'group'>,
    private readonly dataKey: (name: string) => Promise<DataKey>,
    private readonly log: Logger,
  ) {
    this.#use = owner.use(CAPTURES_SCHEMA);
    this.#timers = [
      setInterval(() => void this.written(), WRITE_MS).unref(),
      setInterval(() => void this.#quietly(this.#deleteOld()), RETENTION_MS).unref(),
    ];
  }

  async onApplicationShutdown(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.written();
    await this.#use.end();
  }

  /** Where the content of a call by a key is to be gathered; undefined where it is not. */
  begin(key: VirtualKeyEntry): KeptContent | undefined {
    if (!this.settings.captureAllowed) return undefined;
    const rules = this.#rulesOf(key);
    return rules === undefined || rules.mode === 'none' ? undefined : new KeptContent(rules);
  }

  /** Keeps what was gathered of a call. */
  keep(callId: string, keyId: string, request: Buffer, content: KeptContent): void {
    const { redact, days } = content.rules;
    const redaction = new Redaction(redact);
    const text = JSON.stringify({
      request: redaction.apply(KeptContent.textOf(request)),
      answer: redaction.apply(content.answer),
    });
    if (this.#size + text.length > MAX_WAITING) {
      this.#noteTrouble('Captured content was lost: too much waits for the database.');
      return;
    }
    const at = Date.now();
    this.#waiting.push({ callId, keyId, at, expiresAt: at + days * DAY_MS, text });
    this.#size += text.length;
  }

  /** What a call said. @throws DatabaseError or GatewayError while the database is away */
  async read(callId: string): Promise<Captured> {
    await this.written();
    const database = await this.#use.open();
    const row = await database.read((db) =>
      db.selectFrom('captures').selectAll().where('call_id', '=', callId).executeTakeFirst(),
    );
    if (row === undefined || Number(row.expires_at) <= Date.now()) {
      return { call_id: callId, captured_at: null, expires_at: null, request: null, answer: null };
    }
    const opened = (await this.dataKey(KEY_NAME)).open(row.sealed, placeOf(callId));
    const { request, answer } = objectIn(opened ?? null) ?? {};
    return {
      call_id: callId,
      captured_at: new Date(Number(row.captured_at)).toISOString(),
      expires_at: new Date(Number(row.expires_at)).toISOString(),
      request: typeof request === 'string' ? request : '',
      answer: typeof answer === 'string' ? answer : '',
    };
  }

  /** Resolves when what was kept before is written, or could not be. */
  written(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#quietly(this.#write()));
    return this.#writing;
  }

  /** The key's own, else those of its group or of the nearest one above that has some. */
  #rulesOf(key: VirtualKeyEntry): CaptureRules | undefined {
    return (
      key.rules?.capture ??
      (key.groupId === undefined ? undefined : this.registry.group(key.groupId)?.rules?.capture)
    );
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, ROWS_AT_ONCE);
      const [database, key] = [await this.#use.open(), await this.dataKey(KEY_NAME)];
      const rows = batch.map(({ callId, keyId, at, expiresAt, text }) => ({
        call_id: callId,
        key_id: keyId,
        captured_at: at,
        expires_at: expiresAt,
        sealed: key.seal(text, placeOf(callId)),
      }));
      await database.write(
        (db) =>
          db
            .insertInto('captures')
            .values(rows)
            .onConflict((conflict) => conflict.doNothing())
            .execute(),
        { durable: false },
      );
      this.#waiting = this.#waiting.slice(batch.length);
      this.#size -= batch.reduce((sum, { text }) => sum + text.length, 0);
      this.#trouble = false;
    }
  }

  async #deleteOld(): Promise<void> {
    const database: Database<CapturesTables> = await this.#use.open();
    await database.write((db) => db.deleteFrom('captures').where('expires_at', '<=', Date.now()).execute());
  }

  async #quietly(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (failure) {
      this.#noteTrouble('Captured content cannot be written now.', failure);
    }
  }

  #noteTrouble(what: string, cause?: unknown): void {
    if (this.#trouble) return;
    this.#trouble = true;
    this.log.error({ alert: true, ...(cause !== undefined && { reason: messageOf(cause) }) }, what);
  }
}

function placeOf(callId: string): readonly string[] {
  return ['captures', callId, 'sealed'];
}
