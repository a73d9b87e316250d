import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ProviderFile, ProviderFileContext } from './provider-file';
import { checkProviderFile, readProviderFileText } from './read-provider-file';

/** When a provider file is looked at, in milliseconds. */
export interface WatcherPace {
  /** When it was left alone for so long: who writes it may still be at it. */
  readonly settleMs: number;
  /** … but no later than this after the first sign of a change. */
  readonly maxSettleMs: number;
  /** Changes that nobody reports (network drives, a symlink's far end) are found by looking this often. */
  readonly pollMs: number;
}

const PACE: WatcherPace = { settleMs: 200, maxSettleMs: 2_000, pollMs: 2_000 };

/** What is told about a provider file. */
export interface ProviderFileListener {
  /** Another file is good: it is the one in force from now on, unless this throws. */
  onChange(file: ProviderFile): void;
  /** What is there now is not usable, and the file before stays in force. Told once for each content. Must not throw. */
  onError(error: Error): void;
}

/**
 * Keeps an eye on a provider file. It watches the folder, not the file: an editor puts a new file in the old one's place,
 * Kubernetes turns a symlink (`..data`) around, and a watch on the file itself would go on with what was taken away.
 * Holds no process alive.
 */
export class ProviderFileWatcher {
  #watcher: FSWatcher | undefined;
  #poll: NodeJS.Timeout | undefined;
  #settle: NodeJS.Timeout | undefined;
  #firstSignAt: number | undefined;
  /** Identity, size and times of the file when it was last read; undefined for a file that is not there. */
  #seen: string | undefined;
  /** The content that is in force, and the one last looked at. */
  #inForce: string | undefined;
  #lookedAt: string | undefined;
  /** One look at a time. */
  #turn: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    private readonly path: string,
    private readonly context: ProviderFileContext,
    private readonly listener: ProviderFileListener,
    private readonly pace: WatcherPace = PACE,
  ) {}

  /**
   * Reads the file and keeps watching it from then on; the listener hears of later changes alone.
   * @throws ProviderFileError when it is not usable now: nothing is watched then
   */
  async start(): Promise<ProviderFile> {
    this.#seen = await this.#signature();
    const { text, digest } = await readProviderFileText(this.path);
    const file = await checkProviderFile(text, this.path, this.context);
    this.#inForce = this.#lookedAt = digest;
    if (!this.#closed) this.#watch();
    return file;
  }

  /** Reads the file at once (SIGHUP); resolves when the listener knows of it. A content that is in force is no change. */
  reload(): Promise<void> {
    return this.#takeTurn(() => this.#look());
  }

  /** Stops; the listener hears nothing any more. */
  close(): void {
    this.#closed = true;
    this.#watcher?.close();
    clearInterval(this.#poll);
    clearTimeout(this.#settle);
  }

  #watch(): void {
    this.#poll = setInterval(() => void this.#takeTurn(() => this.#pollOnce()), this.pace.pollMs).unref();
    try {
      this.#watcher = watch(dirname(this.path), { persistent: false }, () => this.#sign());
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // No such facility, or none left (inotify has few): the poll finds changes too.
    }
  }

  async #pollOnce(): Promise<void> {
    if ((await this.#signature()) !== this.#seen) this.#sign();
  }

  /** Something in the folder has changed. */
  #sign(): void {
    if (this.#closed) return;
    const now = performance.now();
    this.#firstSignAt ??= now;
    const left = this.#firstSignAt + this.pace.maxSettleMs - now;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(
      () => {
        this.#firstSignAt = undefined;
        void this.#takeTurn(() => this.#lookIfChanged());
      },
      Math.max(0, Math.min(this.pace.settleMs, left)),
    ).unref();
  }

  /** Another file of the folder may have been meant. */
  async #lookIfChanged(): Promise<void> {
    if ((await this.#signature()) !== this.#seen) await this.#look();
  }

  async #look(): Promise<void> {
    this.#seen = await this.#signature();
    const read = await readProviderFileText(this.path).catch(toError);
    if (read instanceof Error) {
      // Of what cannot be read, the reason takes the place of the content: it is told once too.
      if (this.#isNews(read.message)) this.#tell(read);
      return;
    }
    if (!this.#isNews(read.digest) || read.digest === this.#inForce) return;
    try {
      const file = await checkProviderFile(read.text, this.path, this.context);
      if (this.#closed) return;
      this.listener.onChange(file);
      this.#inForce = read.digest;
    } catch (problem) {
      this.#tell(toError(problem));
    }
  }

  #isNews(content: string): boolean {
    if (content === this.#lookedAt) return false;
    this.#lookedAt = content;
    return true;
  }

  #tell(error: Error): void {
    if (!this.#closed) this.listener.onError(error);
  }

  async #signature(): Promise<string | undefined> {
    try {
      const { dev, ino, size, mtimeNs, ctimeNs } = await stat(this.path, { bigint: true });
      return [dev, ino, size, mtimeNs, ctimeNs].join(':');
    } catch {
      return undefined;
    }
  }

  #takeTurn(step: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(() => (this.#closed ? undefined : step()));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function toError(problem: unknown): Error {
  return problem instanceof Error ? problem : new Error(String(problem));
}
