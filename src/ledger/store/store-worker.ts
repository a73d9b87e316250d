/** The ledger's store in a thread of its own: what SQLite waits for there holds up no call. */
// First of all: what is loaded next takes a quarter of a second.
import './give-way';
import { parentPort, workerData } from 'node:worker_threads';
import { shareLookups } from '../../dns/shared-lookups';
import { QUERIES } from '../reports/queries';
import { LedgerStore } from './ledger-store';
import type { StoreOptions } from './ledger-store';
import type { FromStore, ToStore } from './store-messages';

shareLookups();
const port = parentPort;
if (port === null) throw new Error('The store runs in a worker thread.');
const tell = (message: FromStore): void => {
  port.postMessage(message);
};
// It is this service that made the thread, with options of this type.
const store = new LedgerStore(workerData as StoreOptions, tell);

async function answer(message: ToStore): Promise<unknown> {
  switch (message.kind) {
    case 'query': {
      const query = QUERIES[message.name] as (database: unknown, input: unknown) => Promise<unknown>;
      return query(await store.database(), message.input);
    }
    case 'ship':
      return store.shipNow();
    case 'stop':
      return store.stop(message.isFinal);
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
store.start();
