/**
 * An answer to an embeddings request, as OpenAI's API has it
 * (https://platform.openai.com/docs/api-reference/embeddings): one vector of three numbers for each input.
 */
export function embeddings(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const inputs: readonly unknown[] = Array.isArray(request['input']) ? request['input'] : [request['input']];
  return {
    object: 'list',
    data: inputs.map((_, index) => ({ object: 'embedding', index, embedding: [index, 0.25, -0.5] })),
    model: request['model'] ?? 'fake-embedding-model',
    usage: { prompt_tokens: inputs.length * 4, total_tokens: inputs.length * 4 },
  };
}
