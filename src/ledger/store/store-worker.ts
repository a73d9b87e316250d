/** The ledger's store in a thread of its own: what SQLite waits for there holds up no call. */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { QUERIES } from '../reports/queries';
import { LedgerStore } from './ledger-store';
import type { StoreOptions } from './ledger-store';
import type { FromStore, ToStore } from './store-messages';

const port = parentPort;
if (port === null) throw new Error('The store runs in a worker thread.');
const tell = (message: FromStore): void => {
  port.postMessage(message);
};
// It is this service that made the thread, with options of this type.
const store = new LedgerStore(workerData as StoreOptions, tell);

/** As of nice(1): a third of a core that calls want too. */
const NICENESS = 5;

/**
 * Calls come first where both want the same core: a batch of a second's calls takes longer than a caller should wait for its
 * first token. Linux has a priority for each thread (https://man7.org/linux/man-pages/man2/setpriority.2.html), elsewhere it
 * stays as it is.
 */
function giveWay(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), NICENESS);
  } catch {
    // Not on Linux, or not allowed.
  }
}

async function answer(message: ToStore): Promise<unknown> {
  switch (message.kind) {
    case 'query': {
      const query = QUERIES[message.name] as (database: unknown, input: unknown) => Promise<unknown>;
      return query(await store.database(), message.input);
    }
    case 'ship':
      return store.shipNow();
    case 'stop':
      return store.stop();
  }
}

port.on('message', (message: ToStore) => {
  const { id } = message;
  answer(message).then(
    (output) => {
      tell({ kind: 'answer', id, output });
    },
    (failure: unknown) => {
      const { name, message: words } =
        failure instanceof Error ? failure : { name: 'Error', message: String(failure) };
      tell({ kind: 'failure', id, name, message: words });
    },
  );
});
giveWay();
store.start();
