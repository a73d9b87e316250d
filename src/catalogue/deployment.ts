import type { ModelApi } from '../config/connection-options';
import type { LlmAdapter } from '../llm/llm-adapter';
import type { AssignmentEntry, ConnectionEntry, ProviderModelEntry } from '../registry/memory/registry-view';

/** One place where a model can be had: an upstream, and the model's name there. */
export interface Deployment {
  /** What logs and the header `x-llm-proxy-deployment` call it: `upstream/model`. */
  readonly id: string;
  readonly adapter: LlmAdapter;
  readonly remoteModel: string;
  /** Azure: the deployment in the URL. */
  readonly deploymentName: string | undefined;
  /** The API by which the model is asked, where it says so itself. */
  readonly api?: ModelApi | undefined;
  /** The most tokens that the model can answer with, where the registry knows it. */
  readonly maxOutputTokens: number | undefined;
  /** The connection that it belongs to; undefined for the upstream of the mode. */
  readonly connection: ConnectionEntry | undefined;
  /** Whether it takes the place of what was asked for, by `fallbacks` of the provider file. */
  readonly isFallback?: boolean | undefined;
  /** Its model, with what is known of it; undefined for the upstream of the mode. */
  readonly model?: ProviderModelEntry | undefined;
  /** The assignment by which a virtual key reaches it; its limits apply. */
  readonly assignment: AssignmentEntry | undefined;
  /** What the answer's `model` is to say; null for the provider's own, undefined for what the caller's wire is used to. */
  readonly answerModel?: string | null | undefined;
}
