/**
 * The parts of undici that connections to upstreams need. Its index loads fetch, WebSocket, caches and mocks too, which
 * took 10 MiB of an idle service; they are the same classes. What the index adds to them (`request`, `connect`) is there once
 * it is loaded, by what needs it.
 */
import buildConnector from 'undici/lib/core/connect.js';
import errors from 'undici/lib/core/errors.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import Pool from 'undici/lib/dispatcher/pool.js';

export { buildConnector, Dispatcher, errors, Pool };
