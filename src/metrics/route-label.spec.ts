import { routeLabel } from './route-label';

describe('routeLabel', () => {
  it.each([
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/chat/completions', '/v1/chat/completions'],
    ['/openai/deployments/:model/chat/completions', '/v1/chat/completions'],
    ['/embeddings', '/v1/embeddings'],
    ['/openai/deployments/:model/embeddings', '/v1/embeddings'],
    ['/models', '/v1/models'],
    ['/v1/models/:id', '/v1/models/:id'],
    ['/models/*', '/v1/models/:id'],
    ['/llm/models', '/llm/models'],
    ['/v1/llm/models', '/v1/llm/models'],
    ['/llm/chat', '/llm/chat'],
    ['*', 'unmatched'],
    ['/*', 'unmatched'],
    [undefined, 'unmatched'],
  ])('names %s %s', (pattern, label) => {
    expect(routeLabel(pattern)).toBe(label);
  });
});
