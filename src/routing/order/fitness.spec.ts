import { connected } from '../../../test/support/service/routing-health';
import { scripted } from '../../../test/support/providers/scripted-adapter';
import type { Deployment } from '../../catalogue/deployment';
import type { ConnectionEntry, ProviderModelEntry } from '../../registry/memory/registry-view';
import { ableOnes } from './fitness';

const TOOLS = { tools: [{ type: 'function', function: { name: 'f' } }] };
const SCHEMA = { response_format: { type: 'json_schema', json_schema: { name: 's', schema: {} } } };
const SCHEMA_OF_CLAUDE = { type: 'json_schema', schema: { type: 'object' } };
const PICTURE = {
  messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:' } }] }],
};

/** A model at OpenAI of which its operator said what it can do, or nothing. */
function at(remoteModel: string, capabilities: readonly string[] = []): Deployment {
  const deployment = connected(scripted(remoteModel));
  const connection: Partial<ConnectionEntry> = { ...deployment.connection, provider: 'openai' };
  const model: Partial<ProviderModelEntry> = { capabilities };
  return {
    ...deployment,
    connection: connection as ConnectionEntry,
    remoteModel,
    model: model as ProviderModelEntry,
  };
}

const able = (body: object, ...deployments: readonly Deployment[]): readonly string[] =>
  ableOnes(deployments, { raw: Buffer.from(JSON.stringify(body)), body, headers: {} }).map(
    ({ remoteModel }) => remoteModel,
  );

describe('the deployments that have what a request needs', () => {
  it.each([
    ['a picture', PICTURE, 'gpt-audio'],
    ['a JSON schema', SCHEMA, 'gpt-audio'],
    ["a JSON schema in Anthropic's form", { output_config: { format: SCHEMA_OF_CLAUDE } }, 'gpt-audio'],
    ["a JSON schema in the form of Anthropic's beta", { output_format: SCHEMA_OF_CLAUDE }, 'gpt-audio'],
    ['tools', TOOLS, 'o3-deep-research'],
  ])('are not those that are known to take no %s', (_need, body, lacks) => {
    expect(able(body, at(lacks), at('gpt-4o'))).toEqual(['gpt-4o']);
    expect(able({}, at(lacks), at('gpt-4o'))).toEqual([lacks, 'gpt-4o']);
    // Where no other has it, it is tried.
    expect(able(body, at(lacks), at(lacks))).toEqual([lacks, lacks]);
  });

  it('are those of which the operator says so, whatever the table says; an unknown one may be able', () => {
    expect(able(PICTURE, at('gpt-audio', ['vision']), at('gpt-4o'))).toEqual(['gpt-audio', 'gpt-4o']);
    expect(able(PICTURE, at('gpt-4o', ['tools']), at('house-model'))).toEqual(['house-model']);
  });
});
