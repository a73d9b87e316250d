import type { OnApplicationShutdown } from '@nestjs/common';
import type { Insertable } from 'kysely';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings';
import type { Database } from '../database/database';
import type { DatabaseOwner, DatabaseUse } from '../database/database-owner';
import { outageCause, troubleOf } from '../database/database-trouble';
import { messageOf } from '../database/failure-code';
import { OnceAMinute } from '../log/once-a-minute';
import { Outage } from '../log/outage';
import type { RegistryView, VirtualKeyEntry } from '../registry/memory/registry-view';
import type { Page } from '../registry/registry-admin';
import type { ContentRead } from '../registry/registry';
import { captureWithin } from '../registry/rules/owner-rules.entry';
import type { DataKey } from '../registry/vault/data-key';
import { CapturedCalls } from './captured-calls';
import type { Captured, CaptureFilter, CaptureLine } from './captured-calls';
import { CAPTURES_KEY, CAPTURES_SCHEMA, capturePlace } from './captures-tables';
import type { CapturesTables } from './captures-tables';
import { KeptContent } from './kept-content';
import { redactedStream } from './redacted-stream';
import { Redaction } from './redaction';

const WRITE_MS = 200;
const RETENTION_MS = 60_000;
const DAY_MS = 86_400_000;
/** For how many days content is kept where nobody says. */
const CAPTURE_DAYS = 7;
const ROWS_AT_ONCE = 100;
/** What waits for the database, in characters; beyond it content is not captured, and the log says so. */
const MAX_WAITING = 16 * 1024 * 1024;

/** Whose call the content is of, and how it ended. */
export interface CapturedCall {
  readonly callId: string;
  readonly key: VirtualKeyEntry;
  readonly door: string;
  /** As it was asked for. */
  readonly model: string;
  readonly status: number;
  readonly ended: string;
}

interface Waiting {
  readonly row: Omit<Insertable<CapturesTables['captures']>, 'sealed'>;
  readonly text: string;
}

/** The content of calls whose key or group opted in: redacted, sealed, written behind the calls, and deleted when its time is over. */
export class Captures implements OnApplicationShutdown {
  readonly #use: DatabaseUse<CapturesTables>;
  readonly #timers: readonly NodeJS.Timeout[];
  #waiting: Waiting[] = [];
  #size = 0;
  #writing: Promise<void> = Promise.resolve();
  readonly #outage = new Outage();
  readonly #lost = new OnceAMinute();
  readonly #calls: CapturedCalls;

  constructor(
    private readonly settings: Pick<Settings, 'captureAllowed'>,
    owner: DatabaseOwner,
    private readonly registry: Pick<RegistryView, 'group'>,
    private readonly dataKey: (name: string) => Promise<DataKey>,
    private readonly log: Logger,
    noteRead: (read: ContentRead) => Promise<void>,
  ) {
    this.#use = owner.use(CAPTURES_SCHEMA);
    this.#calls = new CapturedCalls(() => this.#use.open(), dataKey, noteRead);
    this.#timers = [
      setInterval(() => void this.written(), WRITE_MS).unref(),
      setInterval(() => void this.#deleteOld(), RETENTION_MS).unref(),
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
    const ofGroup = key.groupId === undefined ? undefined : this.registry.group(key.groupId)?.rules?.capture;
    const rules = captureWithin(key.rules?.capture, ofGroup);
    if (rules?.mode === undefined || rules.mode === 'none') return undefined;
    const { mode, days = CAPTURE_DAYS, redact } = rules;
    return new KeptContent({ mode, days, redact });
  }

  /** Keeps what was gathered of a call. */
  keep({ callId, key, ...call }: CapturedCall, request: Buffer, content: KeptContent): void {
    const { redact, days } = content.rules;
    const redaction = new Redaction(redact);
    const text = JSON.stringify({
      request: redaction.apply(KeptContent.textOf(request)),
      answer: redactedStream(content.answer, redaction),
    });
    if (this.#size + text.length > MAX_WAITING) {
      const lost = this.#lost.due();
      if (lost !== undefined)
        this.log.error({ alert: true, lost }, 'Captured content was lost: too much waits for the database.');
      return;
    }
    const at = Date.now();
    const row = {
      ...call,
      call_id: callId,
      key_id: key.id,
      key_name: key.name,
      group_path: (key.groupId === undefined ? undefined : this.registry.group(key.groupId)?.path) ?? '',
      captured_at: at,
      expires_at: at + days * DAY_MS,
    };
    this.#waiting.push({ row, text });
    this.#size += text.length;
  }

  /**
   * The calls whose content is kept, the newest first; see {@link CapturedCalls.list}.
   * @throws DatabaseError or GatewayError while the database is away
   */
  async list(filter: CaptureFilter, limit: number, cursor?: string): Promise<Page<CaptureLine>> {
    await this.written();
    return this.#calls.list(filter, limit, cursor);
  }

  /** What a call said. @throws DatabaseError or GatewayError while the database is away */
  async read(callId: string): Promise<Captured> {
    await this.written();
    return this.#calls.read(callId);
  }

  /** Resolves when what was kept before is written, or could not be. */
  written(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#quietly(this.#write()));
    return this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, ROWS_AT_ONCE);
      const [database, key] = [await this.#use.open(), await this.dataKey(CAPTURES_KEY)];
      const rows = batch.map(({ row, text }) => ({
        ...row,
        sealed: key.seal(text, capturePlace(row.call_id)),
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
      if (this.#outage.end()) this.log.warn({ alert: true }, 'Captured content is written again.');
    }
  }

  /** While the database is away, which others say, the next time will do. */
  async #deleteOld(): Promise<void> {
    try {
      const database: Database<CapturesTables> = await this.#use.open();
      await database.write((db) => db.deleteFrom('captures').where('expires_at', '<=', Date.now()).execute());
    } catch (failure) {
      this.log.warn(
        { reason: messageOf(failure) },
        'Captured content that is too old cannot be deleted now.',
      );
    }
  }

  async #quietly(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (failure) {
      const reason = messageOf(failure);
      if (!this.#outage.isNews(outageCause(troubleOf(failure), reason))) return;
      this.log.error({ alert: true, reason }, 'Captured content cannot be written now.');
    }
  }
}
