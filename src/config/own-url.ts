/**
 * Where the service is reached from its own machine: what listens on every address, of IPv4 or of both kinds (`::`), by
 * IPv4's loopback, which every machine has.
 */
export function ownUrl(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const address = everywhere ? '127.0.0.1' : host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
