/** Which of OpenAI's APIs a connection or a model is asked by. */
export type ModelApi = 'chat' | 'responses';

export const MODEL_APIS: readonly ModelApi[] = ['chat', 'responses'];

/**
 * What a provider needs besides an address and a credential, in the provider file, in the registry and in adapters alike;
 * every field is optional.
 */
export interface ConnectionOptions {
  /** Azure: the `api-version` of the query. */
  readonly api_version?: string;
  /** OpenAI, Azure and what speaks like them: the API by which models are asked; Chat Completions where it is left out. */
  readonly api?: ModelApi;
  /** Bedrock: the AWS region (`us-east-1`). */
  readonly region?: string;
  /** Vertex AI: the Google Cloud project and the location (`us-central1`, `global`). */
  readonly project?: string;
  readonly location?: string;
  /** Seconds between two checks of a deployment that keeps failing; without it none is checked. */
  readonly health_check?: string;
  /** Another model of the provider that a check asks. */
  readonly health_check_model?: string;
  /** Further request headers for this upstream; never `authorization` or another header that holds a credential. */
  readonly headers?: Readonly<Record<string, string>>;
}
