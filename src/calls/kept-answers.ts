import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import type { JsonObject } from '../json/json-object';
import { oldestKey } from '../memory/oldest-key';
import type { KeptParts } from '../wire/kept/kept-parts';
import type { KeptFields } from '../wire/openai-chat/provider-fields/kept-fields';

/** A conversation that rests longer is answered without what was kept of it. */
const MAX_AGE_MS = 60 * 60 * 1_000;
/** No single answer takes more of the memory than this share. */
const MAX_SHARE = 1 / 8;
/** What an entry takes beside its text, about. */
const ENTRY_BYTES = 256;
/** A character of a text may take so many bytes. */
const CHARACTER_BYTES = 2;

interface Entry {
  readonly json: string;
  readonly bytes: number;
  readonly keptAt: number;
}

/**
 * What providers need back of answers that call tools, by the caller's key and the ids of the calls, for clients that drop
 * it. In the memory of this process, within a number of bytes: what was used longest ago goes first.
 */
@Injectable()
export class KeptAnswers {
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(@Inject(Settings) { keptAnswersBytes }: Pick<Settings, 'keptAnswersBytes'>) {
    this.#maxBytes = keptAnswersBytes;
  }

  /** What is kept for one caller; undefined where nothing ever is. */
  ofCaller(keyId: string): KeptFields | undefined {
    if (this.#maxBytes === 0) return undefined;
    return {
      keep: (callIds, fields) => {
        this.#keep(keyId, callIds, fields);
      },
      of: (callId) => this.#of(nameOf(keyId, callId)),
    };
  }

  /** The same for the doors of other wires, whose parts have another form. */
  partsOf(keyId: string): KeptParts | undefined {
    if (this.#maxBytes === 0) return undefined;
    return {
      keep: (callIds, parts) => {
        this.#keep(keyId, callIds.map(asParts), parts);
      },
      of: (callId) => this.#of(nameOf(keyId, asParts(callId))),
    };
  }

  #keep(keyId: string, callIds: readonly string[], fields: JsonObject): void {
    const json = JSON.stringify(fields);
    for (const callId of callIds) {
      const name = nameOf(keyId, callId);
      const bytes = (json.length + name.length) * CHARACTER_BYTES + ENTRY_BYTES;
      if (bytes > this.#maxBytes * MAX_SHARE) return;
      this.#remove(name);
      this.#entries.set(name, { json, bytes, keptAt: performance.now() });
      this.#bytes += bytes;
    }
    while (this.#bytes > this.#maxBytes) {
      const oldest = oldestKey(this.#entries);
      if (oldest === undefined) return;
      this.#remove(oldest);
    }
  }

  #of(name: string): JsonObject | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    this.#entries.delete(name);
    if (performance.now() - entry.keptAt > MAX_AGE_MS) {
      this.#bytes -= entry.bytes;
      return undefined;
    }
    this.#entries.set(name, entry);
    return JSON.parse(entry.json) as JsonObject;
  }

  #remove(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    this.#bytes -= entry.bytes;
  }
}

/** No id of a key holds a line break. */
function nameOf(keyId: string, callId: string): string {
  return `${keyId}\n${callId}`;
}

/** Chat Completions keep another form under the id alone. */
function asParts(callId: string): string {
  return `\n${callId}`;
}
