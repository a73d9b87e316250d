import { execFileSync, spawnSync } from 'node:child_process';
import { describeWhen } from '../observation/describe-when';

/** A `describe` that runs only where there is openssl to make a certificate with. */
export const describeWithOpenssl = describeWhen(
  () => spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0,
  'openssl',
);

/** Where a key and its certificate go. */
export interface CertificateFiles {
  readonly keyFile: string;
  readonly certificateFile: string;
}

/** Makes a key, and a certificate that nobody knows for two days. @param hosts the names that it is for, besides localhost */
export function makeCertificate({ keyFile, certificateFile }: CertificateFiles, ...hosts: string[]): void {
  const names = ['localhost', ...hosts].map((host) => `DNS:${host}`).join(',');
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=localhost', '-addext', `subjectAltName=${names}`];
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', keyFile, '-out', certificateFile], {
    stdio: 'ignore',
  });
}
