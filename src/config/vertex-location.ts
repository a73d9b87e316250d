import type { ConnectionOptions } from './connection-options';

/** Hosts of Vertex AI: that of all locations, of a region, of a multi-region. */
export const VERTEX_HOSTS = /^(?:([a-z0-9-]+)-)?aiplatform\.(?:([a-z0-9-]+)\.rep\.)?googleapis\.com$/;

const IN_PATH = /\/locations\/([^/]+)/;

/**
 * The location at which a connection of Vertex AI is served: what its options say, else its address.
 * https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations
 */
export function vertexLocation(
  { hostname, pathname }: Pick<URL, 'hostname' | 'pathname'>,
  { location, region }: Pick<ConnectionOptions, 'location' | 'region'>,
): string {
  return location ?? region ?? IN_PATH.exec(pathname)?.[1] ?? ofHost(hostname) ?? 'us-central1';
}

function ofHost(hostname: string): string | undefined {
  const match = VERTEX_HOSTS.exec(hostname);
  return match === null ? undefined : (match[1] ?? match[2] ?? 'global');
}
