import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../../src/bootstrap/create-app';
import { listenOptions } from '../../../src/bootstrap/server-options';
import type { ConnectionLimits } from '../../../src/bootstrap/server-options';
import { TEST_KEY, gatewayEnvironment } from './gateway-environment';
import type { GatewayOptions } from './gateway-environment';
import { LogLines } from '../observation/log-lines';
import { HANG_MS, within } from '../observation/until';

/** A running service under test. */
export interface Gateway {
  /** `http://127.0.0.1:<port>`, without a path. */
  readonly url: string;
  readonly port: number;
  /** A valid internal key. */
  readonly key: string;
  readonly log: LogLines;
  /** Stops it and waits until it has stopped. */
  close(): Promise<void>;
}

/** A service in the test's own process. */
export interface InProcessGateway extends Gateway {
  readonly app: Awaited<ReturnType<typeof createApp>>;
  /** Its open connections from callers: `writableLength` tells what waits to be written. */
  readonly connections: ReadonlySet<Socket>;
}

/** What only a service in this process can be given. */
export interface InProcessOptions extends GatewayOptions {
  /** How patient its server is with slow connections. */
  readonly connectionLimits?: Partial<ConnectionLimits>;
}

/**
 * Starts the service in this process, on 127.0.0.1 and a free port. Only the given environment counts, neither
 * process.env nor `.env`.
 * @throws SettingsError when the settings are not good
 */
export async function startGateway({
  connectionLimits = {},
  ...options
}: InProcessOptions = {}): Promise<InProcessGateway> {
  const log = new LogLines();
  const dataDir = mkdtempSync(join(tmpdir(), 'llm-proxy-data-'));
  const settings = { DATA_DIR: dataDir, ...options.settings };
  const app = await createApp(gatewayEnvironment({ ...options, settings }), {
    logStream: log,
    connectionLimits,
  });
  const server = app.getHttpServer();
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  await app.listen(listenOptions(0, '127.0.0.1'));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    key: TEST_KEY,
    log,
    app,
    connections,
    close: async () => {
      await within(app.close(), { what: 'the service to close', timeoutMs: 2 * HANG_MS });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
