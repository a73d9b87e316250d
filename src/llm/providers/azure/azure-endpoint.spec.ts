import { callWith } from '../../../../test/support/providers/adapter-calls';
import { pathAt, readAzureEndpoint } from './azure-endpoint';

function chatUrl(endpoint: string, apiVersion?: string, deploymentName?: string): string {
  const read = readAzureEndpoint(endpoint, apiVersion);
  return read.baseUrl + pathAt(read, 'chat', callWith({ model: 'gpt-4o' }, { deploymentName }));
}

const DEFAULT = '?api-version=2024-05-01-preview';

describe('an Azure endpoint', () => {
  it.each([
    [
      'https://r.openai.azure.com',
      `https://r.openai.azure.com/openai/deployments/gpt-4o/chat/completions${DEFAULT}`,
    ],
    [
      'https://r.openai.azure.com/openai/',
      `https://r.openai.azure.com/openai/deployments/gpt-4o/chat/completions${DEFAULT}`,
    ],
    [
      'https://apim.example.com/ai',
      `https://apim.example.com/ai/openai/deployments/gpt-4o/chat/completions${DEFAULT}`,
    ],
    ['https://r.openai.azure.com/openai/v1', 'https://r.openai.azure.com/openai/v1/chat/completions'],
    [
      'https://r.services.ai.azure.com/openai/v1/',
      'https://r.services.ai.azure.com/openai/v1/chat/completions',
    ],
    [
      'https://r.services.ai.azure.com/api/projects/p/openai/v1',
      'https://r.services.ai.azure.com/api/projects/p/openai/v1/chat/completions',
    ],
    ['https://r.services.ai.azure.com', `https://r.services.ai.azure.com/models/chat/completions${DEFAULT}`],
    [
      'https://r.services.ai.azure.com/models',
      `https://r.services.ai.azure.com/models/chat/completions${DEFAULT}`,
    ],
  ])('%s is asked at %s', (endpoint, expected) => {
    expect(chatUrl(endpoint)).toBe(expected);
  });

  it('has the api-version of its connection, and the deployment of the model', () => {
    expect(chatUrl('https://r.openai.azure.com', '2024-10-21', 'my dep/1')).toBe(
      'https://r.openai.azure.com/openai/deployments/my%20dep%2F1/chat/completions?api-version=2024-10-21',
    );
    expect(chatUrl('https://r.openai.azure.com/openai/v1', 'preview')).toMatch(/\?api-version=preview$/);
  });

  it.each([
    ['https://r.openai.azure.com/openai/deployments/gpt-4o', undefined, 'endpoint'],
    ['https://r.openai.azure.com/openai/deployments/gpt-4o/chat/completions', undefined, 'endpoint'],
    ['https://r.openai.azure.com/openai/v1/chat/completions', undefined, 'endpoint'],
    ['https://r.openai.azure.com', '2024', 'options.api_version'],
    ['https://r.openai.azure.com', '2024-05-01&x=1', 'options.api_version'],
  ])('%s with the version %s is refused', (endpoint, version, param) => {
    expect(() => readAzureEndpoint(endpoint, version)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param }),
    );
  });
});
