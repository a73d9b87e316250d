import { json } from './support/upstream/answer-scripts';
import { ACCESS_KEYS, bedrockUnderTest, SECRET_KEY } from './support/providers/bedrock-adapter';
import { expectedSignature } from './support/providers/bedrock-signature';

const NEVER = new AbortController().signal;

describe("Bedrock's list of models", () => {
  const { upstream, open } = bedrockUnderTest();

  it('lists what can be called, with signed requests', async () => {
    const models = [
      {
        modelId: 'amazon.nova-lite-v1:0',
        providerName: 'Amazon',
        inferenceTypesSupported: ['ON_DEMAND'],
        outputModalities: ['TEXT'],
      },
      {
        modelId: 'anthropic.claude-x-v1:0',
        providerName: 'Anthropic',
        inferenceTypesSupported: ['INFERENCE_PROFILE'],
      },
      { modelId: 'amazon.canvas', providerName: 'Amazon', outputModalities: ['IMAGE'] },
    ];
    upstream().route('GET /foundation-models', json({ modelSummaries: models }));
    upstream().route('GET /inference-profiles', ({ request, response }) => {
      const more = !request.url.includes('nextToken=');
      const page = more
        ? {
            inferenceProfileSummaries: [{ inferenceProfileId: 'us.anthropic.claude-x-v1:0' }],
            nextToken: 'a/b=',
          }
        : { inferenceProfileSummaries: [{ inferenceProfileId: 'own-profile' }] };
      response.end(JSON.stringify(page));
    });
    expect(await open(ACCESS_KEYS).models(NEVER)).toEqual([
      { id: 'amazon.nova-lite-v1:0', provider: 'amazon', contextLength: undefined },
      { id: 'us.anthropic.claude-x-v1:0', provider: 'anthropic', contextLength: undefined },
      { id: 'own-profile', provider: 'bedrock', contextLength: undefined },
    ]);
    for (const request of upstream().requests) {
      expect(request.headers.authorization?.split('Signature=')[1]).toBe(
        expectedSignature(request, SECRET_KEY),
      );
    }
  });

  it('lists models also where profiles may not be listed, and fails where models may not', async () => {
    upstream().route('GET /foundation-models', json({ modelSummaries: [{ modelId: 'm' }] }));
    upstream().route('GET /inference-profiles', json({}, { status: 403 }));
    expect(await open().models(NEVER)).toHaveLength(1);
    upstream().route('GET /foundation-models', json({ message: 'no' }, { status: 403 }));
    await expect(open().models(NEVER)).rejects.toMatchObject({ upstreamFailure: 'credential' });
  });
});
