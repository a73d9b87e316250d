/**
 * What a provider needs besides an address and a credential, in the provider file, in the registry and in adapters alike;
 * every field is optional.
 */
export interface ConnectionOptions {
  /** Azure: the `api-version` of the query. */
  readonly api_version?: string;
  /** Bedrock: the AWS region (`us-east-1`). */
  readonly region?: string;
  /** Vertex AI: the Google Cloud project and the location (`us-central1`, `global`). */
  readonly project?: string;
  readonly location?: string;
  /** Further request headers for this upstream; never `authorization` or another header that holds a credential. */
  readonly headers?: Readonly<Record<string, string>>;
}
