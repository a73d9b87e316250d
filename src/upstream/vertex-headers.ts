/** Asks Vertex AI for a tier of shared capacity: `flex`, `priority`, `standard`. */
export const TIER_HEADER = 'x-vertex-ai-llm-shared-request-type';

/**
 * Headers by which Vertex AI is told what capacity serves a request; the other one passes by what was bought.
 * Source: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/provisioned-throughput/use-provisioned-throughput
 */
export const VERTEX_HEADERS: readonly string[] = [TIER_HEADER, 'x-vertex-ai-llm-request-type'];
