import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartRefused } from '../../database/start-refused';

/**
 * Keeps a journal's folder for one process. The lock is one of SQLite's on a file: the operating system lets go of it
 * however the process ends, and it holds between containers that share a volume, where process ids mean nothing.
 */
export class JournalLock {
  private constructor(private readonly connection: DatabaseSync) {}

  /** @throws StartRefused naming the process that has the folder */
  static take(folder: string): JournalLock {
    const owner = join(folder, 'owner');
    const connection = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
    try {
      connection.exec('pragma journal_mode = memory; begin exclusive');
    } catch {
      connection.close();
      throw new StartRefused(
        `The journal in ${folder} is in use by another process (pid ${pidIn(owner)}): stop that one, or set ` +
          'LLM_PROXY__LEDGER_JOURNAL_DIR to a folder of its own for each process.',
      );
    }
    writeFileSync(owner, `${process.pid}\n`, { mode: 0o600 });
    return new JournalLock(connection);
  }

  release(): void {
    this.connection.close();
  }
}

function pidIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
