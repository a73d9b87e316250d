import type { LlmAdapter } from '../llm/llm-adapter';

/** One place where a model can be had: an upstream, and the model's name there. */
export interface Deployment {
  /** What logs and the header `x-llm-proxy-deployment` call it: `upstream/model`. */
  readonly id: string;
  readonly adapter: LlmAdapter;
  readonly remoteModel: string;
}
