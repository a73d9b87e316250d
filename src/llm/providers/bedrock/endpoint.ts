import type { ConnectionTarget } from '../../provider';

/** The region of connections that name none, neither by option nor by address. */
export const DEFAULT_REGION = 'us-east-1';

/** The addresses of an account in one region. */
export interface BedrockEndpoint {
  readonly region: string;
  /** For models. */
  readonly runtime: URL;
  /** For lists of models; another host than the runtime's, except behind an address of one's own. */
  readonly control: URL;
}

/** Source: https://docs.aws.amazon.com/general/latest/gr/bedrock.html */
const AWS_RUNTIME = /^(bedrock-runtime(?:-fips)?)\.([a-z]{2}(?:-[a-z]+)+-\d+)\.(.+)$/;

/**
 * The addresses of a target. `options.region` decides, then the region in the address. An address that is not AWS's own
 * (a VPC endpoint, a gateway) stays as it is and serves the lists too.
 */
export function bedrockEndpoint({
  endpoint,
  options,
}: Pick<ConnectionTarget, 'endpoint' | 'options'>): BedrockEndpoint {
  const given = new URL(endpoint === '' ? runtimeAddress(options.region ?? DEFAULT_REGION) : endpoint);
  const [, service, addressed, domain] = AWS_RUNTIME.exec(given.hostname) ?? [];
  const region = options.region ?? addressed ?? DEFAULT_REGION;
  if (service === undefined || domain === undefined) return { region, runtime: given, control: given };
  const runtime = new URL(given);
  runtime.hostname = `${service}.${region}.${domain}`;
  const control = new URL(runtime);
  control.hostname = `${service.replace('-runtime', '')}.${region}.${domain}`;
  return { region, runtime, control };
}

/** The address of the runtime in a region. */
export function runtimeAddress(region: string): string {
  return `https://bedrock-runtime.${region}.amazonaws.com`;
}
