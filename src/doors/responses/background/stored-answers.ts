import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { ResponseStore } from '../../../answers/response-store';
import { Settings } from '../../../config/settings';
import type { JsonObject } from '../../../json/json-object';
import { replayResponse } from '../../../wire/openai-responses/replay-response';
import { KEEP_ALIVE, SILENCE_MS } from './send-events';

/** How often an answer that runs in another process is looked at. */
const LOOK_MS = 1_000;
/** So long after its limit of time an answer without an end has none. */
const LATE_MS = 60_000;
const RUNNING: ReadonlySet<unknown> = new Set(['queued', 'in_progress']);
const ENDED_WITH_ITS_PROCESS = {
  code: 'server_error',
  message: 'The process that made this answer has ended. Ask again.',
};

/** Answers that are kept, also those that another process still makes. */
@Injectable()
export class StoredAnswers {
  constructor(
    private readonly store: ResponseStore,
    @Inject(Settings) private readonly settings: Pick<Settings, 'requestTimeoutMs'>,
  ) {}

  /** The response object; undefined where the key has none of this id. */
  async read(keyId: string, id: string): Promise<JsonObject | undefined> {
    const kept = await this.store.get(keyId, id);
    // Written by us.
    return kept && this.#settled(JSON.parse(kept.json) as JsonObject);
  }

  /** Its events after a number; of one that another process makes, when it is over. */
  async *events(keyId: string, id: string, after: number): AsyncGenerator<Buffer | string> {
    let response = await this.read(keyId, id);
    if (RUNNING.has(response?.['status'])) yield KEEP_ALIVE;
    for (let silentMs = 0; response !== undefined && RUNNING.has(response['status']);) {
      await sleep(LOOK_MS, undefined, { ref: false });
      silentMs += LOOK_MS;
      if (silentMs % SILENCE_MS === 0) yield KEEP_ALIVE;
      response = await this.read(keyId, id);
    }
    if (response !== undefined) yield replayResponse(response, after);
  }

  /** Writes down that an answer is wanted no longer; the process that makes it looks for that. @returns the response object */
  async cancel(keyId: string, id: string): Promise<JsonObject | undefined> {
    const response = await this.read(keyId, id);
    if (response === undefined || !RUNNING.has(response['status'])) return response;
    const history = await this.store.history({ keyId }, id);
    const cancelled = { ...response, status: 'cancelled' };
    const kept = { id, json: JSON.stringify(cancelled), input: history?.before ?? [], output: [] };
    this.store.put({ keyId }, kept, undefined, true);
    return cancelled;
  }

  #settled(response: JsonObject): JsonObject {
    const { status, created_at: createdAt } = response;
    const limitMs = this.settings.requestTimeoutMs + LATE_MS;
    const isLate = typeof createdAt === 'number' && createdAt * 1_000 + limitMs < Date.now();
    if (!RUNNING.has(status) || !isLate) return response;
    return { ...response, status: 'failed', error: ENDED_WITH_ITS_PROCESS };
  }
}
