import { genAiOperation, genAiOutput, genAiProvider, genAiProviderOfRoute } from './gen-ai-names';

describe('the names of the GenAI conventions', () => {
  it.each([
    ['/v1/chat/completions', 'chat', 'openai'],
    ['/cursor/v1/chat/completions', 'chat', 'openai'],
    ['/llm/completions', 'chat', 'openai'],
    ['/llm/stream', 'chat', 'openai'],
    ['/v1/responses', 'chat', 'openai'],
    ['/v1/responses/compact', 'chat', 'openai'],
    ['/v1/responses/input_tokens', 'count_tokens', 'openai'],
    ['/v1/messages', 'chat', 'anthropic'],
    ['/anthropic/v1/messages', 'chat', 'anthropic'],
    ['/v1/messages/count_tokens', 'count_tokens', 'anthropic'],
    ['/v1beta/models/{model}:streamGenerateContent', 'generate_content', 'gcp.gen_ai'],
    ['/v1beta/models/:model(^.+)::generateContent', 'generate_content', 'gcp.gen_ai'],
    ['/v1beta/models/{model}:countTokens', 'count_tokens', 'gcp.gen_ai'],
    ['/v1beta/models/{model}:batchEmbedContents', 'embeddings', 'gcp.gen_ai'],
    ['/v1/embeddings', 'embeddings', 'openai'],
    ['/v1/completions', 'text_completion', 'openai'],
    ['/v1/images/generations', 'generate_content', 'openai'],
    ['/v1/audio/speech', 'generate_content', 'openai'],
    ['/v1/audio/transcriptions', 'transcription', 'openai'],
    ['/v1/moderations', 'moderation', 'openai'],
    ['/v1/rerank', 'rerank', 'openai'],
    ['/v1/models', undefined, 'openai'],
    ['/v1/responses/:id/cancel', undefined, 'openai'],
    ['/admin/models', undefined, 'openai'],
    ['unmatched', undefined, 'openai'],
  ])('of %s are %s and %s', (route, operation, provider) => {
    expect(genAiOperation(route)).toBe(operation);
    expect(genAiProviderOfRoute(route)).toBe(provider);
  });

  it.each([
    ['openai', 'openai'],
    ['azure', 'azure.ai.openai'],
    ['bedrock', 'aws.bedrock'],
    ['vertex', 'gcp.vertex_ai'],
    ['mistral', 'mistral_ai'],
    ['vllm', 'vllm'],
    ['constructor', 'constructor'],
  ])('of the provider %s is %s', (provider, name) => {
    expect(genAiProvider(provider)).toBe(name);
  });

  it('say what kind of answer is asked for, where it is no text', () => {
    expect(genAiOutput('/v1/images/edits')).toBe('image');
    expect(genAiOutput('/v1/audio/speech')).toBe('speech');
    expect(genAiOutput('/v1/chat/completions')).toBeUndefined();
  });
});
