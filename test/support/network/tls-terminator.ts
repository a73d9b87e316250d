import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { makeCertificate } from './self-signed';

/** TLS with a certificate that nobody knows, in front of a port of 127.0.0.1. */
export interface TlsTerminator {
  readonly port: number;
  /** The file of its certificate, for `NODE_EXTRA_CA_CERTS`. */
  readonly certificateFile: string;
  close(): Promise<void>;
}

/** Starts one on 127.0.0.1 and a free port. @param host the name, besides localhost, that its certificate is made for */
export async function startTlsTerminator(destinationPort: number, host: string): Promise<TlsTerminator> {
  const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-tls-'));
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  makeCertificate({ keyFile, certificateFile }, host);
  const sockets = new Set<TLSSocket>();
  const key = readFileSync(keyFile);
  const server = createServer({ key, cert: readFileSync(certificateFile) }, (caller) => {
    sockets.add(caller);
    const destination = connect(destinationPort, '127.0.0.1');
    caller.on('error', () => destination.destroy());
    caller.once('close', () => {
      sockets.delete(caller);
      destination.destroy();
    });
    destination.on('error', () => caller.destroy());
    caller.pipe(destination).pipe(caller);
  }).listen(0, '127.0.0.1');
  server.on('tlsClientError', () => undefined);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    certificateFile,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
