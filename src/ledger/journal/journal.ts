import { closeSync, fdatasync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { Logger } from 'pino';
import { StartRefused } from '../../database/start-refused';
import { messageOf } from '../../database/failure-code';
import { OnceAMinute } from '../../log/once-a-minute';
import { FrameBuffer, HEADER_BYTES, JOURNAL_VERSION, segmentHeader, versionIn } from './frame';
import { JournalLock } from './journal-lock';
import { segmentOf, segmentsIn } from './segments';
import type { Segment } from './segments';

/** When what was written is forced to the disk; a process that is killed loses nothing either way. */
export type FsyncMode = 'interval' | 'always' | 'off';

/**
 * What goes into the journal. Its text is asked for when it is written: the records of one turn of the event loop one after
 * the other, in a fifth of the time that they take each on its own between other work.
 */
export interface JournalRecord {
  text(): string;
}

/** What a {@link Journal} is made with. */
export interface JournalOptions {
  readonly folder: string;
  readonly fsync: FsyncMode;
  /** Bytes of all segments together at most. */
  readonly maxBytes: number;
  readonly log: Pick<Logger, 'error' | 'warn'>;
}

const MAX_SEGMENT_BYTES = 8 * 1024 * 1024;
/** A segment is at most this share of the journal, so that a small one can be emptied in parts too. */
const SEGMENT_SHARE = 1 / 8;
const FSYNC_INTERVAL_MS = 1_000;
/** Between two attempts to write where the disk does not take it. */
const RETRY_MS = 1_000;

/**
 * The journal of this process: records are appended to segment files, all of one turn of the event loop in one write. A
 * write that has returned survives the end of the process. Nothing here waits for the disk: it is forced to take what was
 * written on a thread of libuv.
 */
export class Journal {
  readonly #frames = new FrameBuffer();
  #pending: JournalRecord[] = [];
  readonly #maxSegmentBytes: number;
  #lock: JournalLock | undefined;
  #fd: number | undefined;
  #segment: Segment;
  #segmentBytes = 0;
  /** Bytes of the segments on disk. */
  #bytes = 0;
  #scheduled = false;
  #waiting: { readonly written: Promise<void>; readonly resolve: () => void } | undefined;
  #unrecorded = 0;
  readonly #losses = new OnceAMinute();
  /** Looks whether the disk takes something again; set while it does not. */
  #retry: NodeJS.Timeout | undefined;
  #dirty = false;
  #syncing = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly options: JournalOptions,
    lock: JournalLock,
    last: number,
  ) {
    this.#lock = lock;
    this.#maxSegmentBytes = Math.min(MAX_SEGMENT_BYTES, options.maxBytes * SEGMENT_SHARE);
    this.#segment = segmentOf(options.folder, last);
  }

  /**
   * Opens the journal with a new segment.
   * @throws StartRefused when the folder cannot be written, or another process has it
   */
  static open(options: JournalOptions): Journal {
    const { folder } = options;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const lock = JournalLock.take(folder);
      try {
        const before = segmentsIn(folder);
        for (const segment of before) refuseNewer(segment);
        const journal = new Journal(options, lock, before.at(-1)?.number ?? 0);
        journal.#openSegment();
        journal.#startSyncing();
        return journal;
      } catch (failure) {
        lock.release();
        throw failure;
      }
    } catch (failure) {
      if (failure instanceof StartRefused) throw failure;
      throw new StartRefused(
        `The journal's folder ${folder} cannot be written (${messageOf(failure)}): make it writable, free some space ` +
          'there, or set LLM_PROXY__LEDGER_JOURNAL_DIR to another one.',
      );
    }
  }

  /** The segment that is being written. */
  get current(): number {
    return this.#segment.number;
  }

  /** Whether there is no record in any segment. */
  get isEmpty(): boolean {
    return this.#bytes <= HEADER_BYTES && this.#pending.length === 0;
  }

  /** Bytes of all segments. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Records that found no room, or that the disk did not take. */
  get unrecorded(): number {
    return this.#unrecorded;
  }

  /** Why no further record can be written; undefined where one can. */
  get trouble(): 'full' | 'disk' | undefined {
    if (this.#bytes >= this.options.maxBytes) return 'full';
    return this.#retry === undefined ? undefined : 'disk';
  }

  /** How many bytes there are, as the one who deletes segments has found. */
  setBytes(bytes: number): void {
    this.#bytes = bytes;
  }

  /** Goes on in another segment if this one has records, so that it can be deleted when they are in the store. */
  beginSegment(): void {
    if (this.#fd === undefined || this.#segmentBytes <= HEADER_BYTES) return;
    try {
      this.#openSegment();
    } catch {
      // The next record tries it again.
    }
  }

  /** Adds a record, which is written before the event loop turns. */
  append(record: JournalRecord): void {
    if (this.trouble === 'full') return void this.#lose(1, 'it is full');
    this.#pending.push(record);
    this.#schedule();
  }

  /** Resolves when everything that was added has been written, or could not be. */
  written(): Promise<void> {
    if (this.#pending.length === 0) return Promise.resolve();
    if (this.#waiting === undefined) {
      let resolve = (): void => undefined;
      const written = new Promise<void>((done) => {
        resolve = done;
      });
      this.#waiting = { written, resolve };
    }
    return this.#waiting.written;
  }

  /** Writes what was added, and gives the folder free. */
  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#retry);
    this.#flush();
    if (this.#fd !== undefined) {
      closeSync(this.#fd);
      // One without a record is of no use, and keeps a release from starting that cannot read its version.
      if (this.#segmentBytes <= HEADER_BYTES) rmSync(this.#segment.file, { force: true });
    }
    this.#fd = undefined;
    this.#lock?.release();
    this.#lock = undefined;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    if (this.#pending.length === 0) return;
    const records = this.#addPending();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    const failure = this.#write();
    this.#frames.clear();
    if (failure !== undefined) this.#lose(records, messageOf(failure));
    if (waiting === undefined) return;
    if (this.options.fsync !== 'always' || this.#fd === undefined) return void waiting.resolve();
    fdatasync(this.#fd, waiting.resolve);
  };

  /** @returns how many records are in the frames */
  #addPending(): number {
    const pending = this.#pending;
    this.#pending = [];
    let added = 0;
    for (const record of pending) {
      try {
        if (this.#frames.add(record.text())) added++;
        else this.#lose(1, 'a record is too long');
      } catch (failure) {
        this.#lose(1, messageOf(failure));
      }
    }
    return added;
  }

  /** @returns why it could not be written */
  #write(): unknown {
    if (this.#retry !== undefined) return new Error('the disk takes nothing');
    const { bytes } = this.#frames;
    try {
      if (this.#fd === undefined || this.#segmentBytes + bytes.length > this.#maxSegmentBytes)
        this.#openSegment();
      if (this.#fd === undefined) return undefined;
      for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
      this.#segmentBytes += bytes.length;
      this.#bytes += bytes.length;
      this.#dirty = true;
      return undefined;
    } catch (failure) {
      // A part of a record may be at the segment's end: what comes next goes into another one.
      if (this.#fd !== undefined) closeSync(this.#fd);
      this.#fd = undefined;
      this.#retryLater();
      return failure;
    }
  }

  /** Calls may be refused meanwhile, so that none of them would try. */
  #retryLater(): void {
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      try {
        this.#openSegment();
      } catch {
        this.#retryLater();
      }
    }, RETRY_MS);
    this.#retry.unref();
  }

  #openSegment(): void {
    const { fsync } = this.options;
    if (this.#fd !== undefined) {
      const before = this.#fd;
      this.#fd = undefined;
      if (fsync === 'off') closeSync(before);
      else fdatasync(before, () => closeSync(before));
    }
    this.#segment = segmentOf(this.options.folder, this.#segment.number + 1);
    const fd = openSync(this.#segment.file, 'ax', 0o600);
    try {
      const header = segmentHeader();
      writeSync(fd, header);
      this.#segmentBytes = header.length;
      this.#bytes += header.length;
    } catch (failure) {
      closeSync(fd);
      rmSync(this.#segment.file, { force: true });
      throw failure;
    }
    this.#fd = fd;
  }

  #startSyncing(): void {
    if (this.options.fsync !== 'interval') return;
    this.#timer = setInterval(() => {
      if (!this.#dirty || this.#syncing || this.#fd === undefined) return;
      this.#dirty = false;
      this.#syncing = true;
      fdatasync(this.#fd, () => {
        this.#syncing = false;
      });
    }, FSYNC_INTERVAL_MS);
    this.#timer.unref();
  }

  #lose(records: number, reason: string): void {
    this.#unrecorded += records;
    if (this.#losses.due() === undefined) return;
    this.options.log.error(
      { alert: true, reason, unrecorded: this.#unrecorded },
      'Calls are served that the ledger does not record: the journal takes nothing.',
    );
  }
}

/** @throws StartRefused for a segment that a newer release has written */
function refuseNewer({ file }: Segment): void {
  const header = Buffer.alloc(HEADER_BYTES);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(fd);
  }
  const version = versionIn(header) ?? 0;
  if (version <= JOURNAL_VERSION) return;
  throw new StartRefused(
    `The journal ${file} has version ${version}, and this release reads up to version ${JOURNAL_VERSION}: start the ` +
      'release that wrote it and stop it again while its database is there, which empties the journal.',
  );
}
