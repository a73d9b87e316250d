/** `llm-proxy import litellm`: LiteLLM's file becomes connections, models and assignments. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as yaml from 'yaml';
import { parseProviderFile } from '../src/config/provider-file/parse-provider-file';
import { PROVIDER_PROFILES } from '../src/llm/providers';
import { CommandLine } from './support/processes/command-line';

const CONFIG = `model_list:
  - model_name: gpt-4o
    litellm_params: { model: openai/gpt-4o, api_key: os.environ/MY_OPENAI, order: 1 }
  - model_name: gpt-4o
    litellm_params:
      model: azure/my-gpt4o
      api_base: https://x.openai.azure.com
      api_key: key-of-azure-0123
      api_version: "2024-10-21"
      order: 2
      rpm: 500
  - model_name: claude
    litellm_params: { model: anthropic/claude-sonnet-4-5, api_key: sk-ant-0123456789 }
  - model_name: missing
    litellm_params: { model: groq/llama, api_key: os.environ/NOT_SET }
router_settings:
  fallbacks: [{ gpt-4o: [claude] }]
  model_group_alias: { gpt-4: claude }
general_settings:
  master_key: sk-1234
`;

it('makes connections, models, fallbacks and aliases once, and names with its line what it cannot take', async () => {
  const cli = new CommandLine({ MY_OPENAI: 'sk-of-openai-0123' });
  try {
    writeFileSync(join(cli.folder, 'config.yaml'), CONFIG);
    await cli.succeed(['vkey', 'add', '--name', 'K', '--key', 'vk-front-12345']);
    const args = ['import', 'litellm', 'config.yaml', '--vkey-id', 'K'];
    const tried = await cli.succeed([...args, '--dry-run']);
    expect((await cli.succeed(['connection', 'list', '--json'])).json).toEqual([]);
    const done = await cli.succeed(args);
    expect(done.stdout).toBe(tried.stdout);
    for (const [line, what] of [
      [11, 'rpm'],
      [15, 'NOT_SET'],
      [20, 'virtual keys cannot be imported'],
    ])
      expect(done.stderr).toMatch(new RegExp(`config.yaml line ${line}: .*${what}`));
    const listed = (await cli.succeed(['assignments', 'list', '--json'])).json as {
      alias: string;
      model_name: string;
      priority: number;
    }[];
    expect(
      listed.map(({ alias, model_name, priority }) => `${alias} ${priority} ${model_name}`).sort(),
    ).toEqual([
      'claude 1 litellm-anthropic/claude-sonnet-4-5',
      'gpt-4 1 litellm-anthropic/claude-sonnet-4-5',
      'gpt-4o 1 litellm-openai/gpt-4o',
      'gpt-4o 2 litellm-azure/my-gpt4o',
      'gpt-4o 3 litellm-anthropic/claude-sonnet-4-5',
    ]);
    expect((await cli.succeed(args)).stdout).toBe('');
    expect(cli.printed).not.toContain('sk-of-openai-0123');
  } finally {
    cli.close();
  }
});

it('goes by what LiteLLM reads where an entry says nothing, and leaves out what has no credential', async () => {
  const cli = new CommandLine({ OPENAI_API_KEY: 'sk-of-openai-0123', SHARED: 'sk-shared-0123' });
  try {
    const config = `base: &base
  model: gpt-4o
model_list:
  - { model_name: bare, litellm_params: *base }
  - { model_name: merged, litellm_params: { <<: *base, api_key: sk-own-0123456 } }
  - { model_name: role, litellm_params: { model: bedrock/anthropic.claude-3, aws_region_name: eu-west-1 } }
  - { model_name: shared, litellm_params: { model: groq/llama, litellm_credential_name: one } }
  - { model_name: gone, litellm_params: { model: groq/llama, litellm_credential_name: two } }
  - { model_name: nowhere, litellm_params: { model: hosted_vllm/llama } }
  - { model_name: far, litellm_params: { model: hosted_vllm/llama, api_base: http://far.example/v1 } }
credential_list:
  - { credential_name: one, credential_values: { api_key: os.environ/SHARED } }
`;
    writeFileSync(join(cli.folder, 'config.yaml'), config);
    const { stdout, stderr } = await cli.succeed(['import', 'litellm', 'config.yaml']);
    expect(stdout.trim().split('\n')).toEqual([
      '+ connection litellm-openai',
      '+ connection litellm-openai-2',
      '+ connection litellm-groq',
      '+ model litellm-openai/gpt-4o',
      '+ model litellm-openai-2/gpt-4o',
      '+ model litellm-groq/llama',
    ]);
    for (const said of [
      /line 6: role: it has no credential, and none of .*AWS_ACCESS_KEY_ID, .* is set/,
      /line 8: gone: there is no credential "two" in credential_list/,
      /line 9: nowhere: it has no api_base, which vllm needs, and HOSTED_VLLM_API_BASE is not set/,
      /connection litellm-vllm and its models: The endpoint is refused: http is for loopback/,
    ])
      expect(stderr).toMatch(said);
    expect(cli.printed).not.toContain('sk-shared-0123');
    const other = `model_list:
  - { model_name: other, litellm_params: { model: openai/gpt-5, api_base: https://other.example/v1 } }
`;
    writeFileSync(join(cli.folder, 'config.yaml'), other);
    const again = await cli.succeed(['import', 'litellm', 'config.yaml']);
    expect(again.stdout).toBe('');
    expect(again.stderr).toContain(
      'litellm-openai and its models: there is a connection of that name already',
    );
  } finally {
    cli.close();
  }
});

it("reads LiteLLM's own variables for servers without an address, and for applications of Entra", async () => {
  const at = (port: number) => `http://127.0.0.1:${port}/v1`;
  const cli = new CommandLine({
    ...{ HOSTED_VLLM_API_BASE: at(1), LM_STUDIO_API_BASE: at(2), LITELLM_PROXY_API_BASE: at(3) },
    ...{ LITELLM_PROXY_API_KEY: 'sk-of-the-proxy', DASHSCOPE_API_BASE: at(4), DASHSCOPE_API_KEY: 'sk-dash' },
    ...{ AZURE_TENANT_ID: 'tenant', AZURE_CLIENT_ID: 'client', AZURE_CLIENT_SECRET: 'secret' },
    OF_F: 'key-of-azure-0123',
  });
  try {
    const config = `model_list:
  - { model_name: a, litellm_params: { model: hosted_vllm/a } }
  - { model_name: b, litellm_params: { model: lm_studio/b } }
  - { model_name: c, litellm_params: { model: litellm_proxy/c } }
  - { model_name: d, litellm_params: { model: dashscope/d } }
  - { model_name: e, litellm_params: { model: azure/e, api_base: https://x.openai.azure.com } }
  - { model_name: f, litellm_params: { model: azure/f, api_base: https://x.openai.azure.com, api_key: os.environ/OF_F } }
`;
    writeFileSync(join(cli.folder, 'config.yaml'), config);
    const { stderr } = await cli.succeed(['import', 'litellm', 'config.yaml']);
    expect(stderr).not.toContain('line ');
    const there = (await cli.succeed(['connection', 'list', '--json'])).json as {
      name: string;
      endpoint: string;
      has_credential: boolean;
    }[];
    expect(there.map(({ name, endpoint, has_credential: has }) => [name, endpoint, has]).sort()).toEqual([
      ['litellm-alibaba', at(4), true],
      ['litellm-azure', 'https://x.openai.azure.com', true],
      ['litellm-azure-2', 'https://x.openai.azure.com', true],
      ['litellm-litellm', at(3), true],
      ['litellm-lmstudio', at(2), false],
      ['litellm-vllm', at(1), false],
    ]);
    // A key of an entry's own comes before the application of the environment.
    await cli.succeed(['import', 'litellm', 'config.yaml', '--output', 'providers.yaml']);
    const written = yaml.parse(readFileSync(join(cli.folder, 'providers.yaml'), 'utf8')) as {
      providers: Record<string, { api_key: string }>;
    };
    expect(written.providers['litellm-azure']?.api_key).toContain('${AZURE_TENANT_ID}');
    expect(written.providers['litellm-azure-2']?.api_key).toBe('${OF_F}');
  } finally {
    cli.close();
  }
});

it('gives a further name the fallbacks of its group, wherever the file says them, and names what is no fallback', async () => {
  const cli = new CommandLine({ OPENAI_API_KEY: 'sk-of-openai-0123' });
  try {
    const config = `model_list:
  - { model_name: a, litellm_params: { model: openai/a } }
  - { model_name: b, litellm_params: { model: openai/b } }
  - { model_name: c, litellm_params: { model: openai/c } }
router_settings:
  model_group_alias: { again: a, hidden: { model: b, hidden: true } }
litellm_settings:
  fallbacks: [{ a: [{ model: c, temperature: 0 }] }, { c: [hidden] }, { hidden: [c] }, { b: c }]
`;
    writeFileSync(join(cli.folder, 'config.yaml'), config);
    await cli.succeed(['vkey', 'add', '--name', 'K', '--key', 'vk-front-12345']);
    const { stderr } = await cli.succeed(['import', 'litellm', 'config.yaml', '--vkey-id', 'K']);
    expect(stderr.trim()).toBe('config.yaml line 8: the fallback of b: its value is no list');
    const there = (await cli.succeed(['assignments', 'list', '--json'])).json as {
      alias: string;
      model_name: string;
      priority: number;
    }[];
    const model = ({ model_name: name }: { model_name: string }) => name.replace('litellm-openai/', '');
    expect(there.map((one) => `${one.alias} ${one.priority} ${model(one)}`).sort()).toEqual([
      ...['a 1 a', 'a 2 c', 'again 1 a', 'again 2 c', 'b 1 b', 'c 1 c', 'c 2 b', 'hidden 1 b', 'hidden 2 c'],
    ]);
  } finally {
    cli.close();
  }
});

it('names a service account that cannot be read, with its line', async () => {
  const cli = new CommandLine({});
  try {
    const config = `model_list:
  - model_name: gemini
    litellm_params:
      model: vertex_ai/gemini-2.5-flash
      vertex_project: p
      vertex_credentials: /no/such/account.json
`;
    writeFileSync(join(cli.folder, 'config.yaml'), config);
    const done = await cli.succeed(['import', 'litellm', 'config.yaml']);
    expect(done.stdout).toBe('');
    expect(done.stderr).toContain(
      'config.yaml line 6: gemini: vertex_credentials: the file /no/such/account.json cannot be read',
    );
  } finally {
    cli.close();
  }
});

it('writes a provider file with names and fallbacks as routes, in which what was a variable still is one', async () => {
  const environment = { MY_OPENAI: 'sk-of-openai-0123' };
  const cli = new CommandLine(environment);
  try {
    writeFileSync(join(cli.folder, 'config.yaml'), CONFIG);
    const output = join(cli.folder, 'providers.yaml');
    const args = ['import', 'litellm', 'config.yaml', '--output', output];
    await cli.succeed(args);
    const text = readFileSync(output, 'utf8');
    expect(text).toContain('api_key: ${MY_OPENAI}');
    expect(text).not.toContain('sk-of-openai-0123');
    const file = parseProviderFile(text, output, { environment, knownProviders: PROVIDER_PROFILES }, yaml);
    expect([...file.routes]).toEqual([
      ['gpt-4o', ['litellm-openai/gpt-4o', 'litellm-azure/my-gpt4o', 'litellm-anthropic/claude-sonnet-4-5']],
      ['claude', ['litellm-anthropic/claude-sonnet-4-5']],
      ['gpt-4', ['litellm-anthropic/claude-sonnet-4-5']],
    ]);
    expect(file.providers.map(({ name, provider }) => `${name} ${provider}`)).toEqual([
      'litellm-openai openai',
      'litellm-azure azure',
      'litellm-anthropic anthropic',
    ]);
    expect((await cli.succeed(['connection', 'list', '--json'])).json).toEqual([]);
    expect((await cli.run(args)).stderr).toContain('cannot be written');
    expect(readFileSync(output, 'utf8')).toBe(text);
  } finally {
    cli.close();
  }
});

it('takes what files in use have: patterns, names without a provider, variables of their own, names that are refused here', async () => {
  const cli = new CommandLine({ FOUNDRY: 'https://foundry.example/v1' });
  try {
    const config = `model_list:
  - { model_name: "openai/*", litellm_params: { model: "openai/*", api_key: os.environ/OWN } }
  - { model_name: "gpt-*", litellm_params: { model: openai/gpt-5, api_key: os.environ/OWN } }
  - { model_name: haiku, litellm_params: { model: claude-haiku-4-5, api_base: os.environ/FOUNDRY, api_key: os.environ/OWN } }
  - { model_name: instruct, litellm_params: { model: text-completion-openai/gpt-3.5-turbo-instruct, api_key: os.environ/OWN } }
  - { model_name: local, litellm_params: { model: openai//models/llama, api_base: http://127.0.0.1:1/v1, api_key: none } }
  - { model_name: two words, litellm_params: { model: openai/gpt-5, api_key: os.environ/OWN } }
  - { model_name: nameless, litellm_params: { model: azure/, api_base: https://x.openai.azure.com, api_key: os.environ/OWN } }
environment_variables:
  OWN: sk-own-of-the-file
`;
    writeFileSync(join(cli.folder, 'config.yaml'), config);
    await cli.succeed(['vkey', 'add', '--name', 'K', '--key', 'vk-front-12345']);
    const { stdout, stderr } = await cli.succeed(['import', 'litellm', 'config.yaml', '--vkey-id', 'K']);
    expect(stdout.trim().split('\n')).toEqual([
      '+ connection litellm-openai',
      '+ connection litellm-anthropic',
      '+ connection litellm-openai-2',
      '+ model litellm-openai/gpt-5',
      '+ model litellm-anthropic/claude-haiku-4-5',
      '+ model litellm-openai/gpt-3.5-turbo-instruct',
      '+ model litellm-openai-2/models/llama',
      '+ assignment K: gpt-* = litellm-openai/gpt-5 (priority 1)',
      '+ assignment K: haiku = litellm-anthropic/claude-haiku-4-5 (priority 1)',
      '+ assignment K: instruct = litellm-openai/gpt-3.5-turbo-instruct (priority 1)',
      '+ assignment K: local = litellm-openai-2/models/llama (priority 1)',
    ]);
    expect(stderr).toContain('line 2: openai/*: a pattern is no model');
    expect(stderr).toContain('llm-proxy model discover --conn-id litellm-openai');
    expect(stderr).toContain('line 8: nameless: "azure/" names no model');
    expect(stderr).toContain('the name "two words": The alias must be');
    const { json } = await cli.succeed(['model', 'list', '--json']);
    expect(json).toContainEqual(
      expect.objectContaining({ name: 'models/llama', remote_name: '/models/llama' }),
    );
    expect(cli.printed).not.toContain('sk-own-of-the-file');
    // The name of a connection that goes elsewhere: the provider's usual address is an address too.
    const usual = `model_list:
  - { model_name: first, litellm_params: { model: openai/a, api_key: one } }
  - { model_name: second, litellm_params: { model: openai/b, api_key: two } }
`;
    writeFileSync(join(cli.folder, 'config.yaml'), usual);
    const other = await cli.succeed(['import', 'litellm', 'config.yaml', '--vkey-id', 'K']);
    expect(other.stdout).not.toContain('second');
    expect(other.stderr).toContain('litellm-openai-2 and its models: there is a connection of that name');
  } finally {
    cli.close();
  }
});

it("takes prices of tokens for a million, which model an Azure deployment has, and no way of LiteLLM's for a name", async () => {
  const cli = new CommandLine({});
  try {
    const config = `model_list:
  - model_name: local
    litellm_params:
      model: hosted_vllm/llama
      api_base: http://127.0.0.1:1/v1
      input_cost_per_token: 1e-06
      output_cost_per_token: 0.00000215
      cache_read_input_token_cost: 0
      input_cost_per_second: 0.1
      output_cost_per_reasoning_token: none
    model_info: { id: 1, input_cost_per_token: 5, cache_creation_input_token_cost: "1.25e-6" }
  - model_name: again
    litellm_params: { model: hosted_vllm/llama, api_base: http://127.0.0.1:1/v1, input_cost_per_token: 2e-6 }
  - model_name: azure
    litellm_params: { model: azure/ours, api_base: https://x.openai.azure.com, api_key: key-of-azure-0123 }
    model_info: { base_model: azure/eu/gpt-4o, mode: chat }
  - model_name: thinker
    litellm_params: { model: azure/o_series/o, base_model: azure/o3, api_base: https://x.openai.azure.com, api_key: key-of-azure-0123 }
  - model_name: codex
    litellm_params: { model: openai/responses/gpt-5-codex, api_key: sk-of-openai-0123 }
`;
    writeFileSync(join(cli.folder, 'config.yaml'), config);
    const { stderr } = await cli.succeed(['import', 'litellm', 'config.yaml']);
    for (const said of [
      'line 9: local: input_cost_per_second is not taken over',
      'line 10: litellm-vllm/llama: output_cost_per_reasoning_token is no price of a token',
      'line 11: litellm-vllm/llama: input_cost_per_token is no price of a token',
      'line 11: local: id is not taken over',
      'line 12: litellm-vllm/llama: it has the prices of an entry before',
      'line 16: azure: mode is not taken over',
    ])
      expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/base_model|cache_/);
    const prices = { input: 1, output: 2.15, cached_input: 'free', cache_write: 1.25 };
    const { json } = await cli.succeed(['model', 'list', '--json']);
    expect(json).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'llama', prices }),
        expect.objectContaining({ name: 'ours', remote_name: 'gpt-4o', deployment: 'ours', prices: null }),
        expect.objectContaining({ name: 'o', remote_name: 'o3', deployment: 'o' }),
        expect.objectContaining({
          name: 'gpt-5-codex',
          remote_name: 'gpt-5-codex',
          capabilities: ['responses'],
        }),
      ]),
    );
    const output = join(cli.folder, 'providers.yaml');
    await cli.succeed(['import', 'litellm', 'config.yaml', '--output', output]);
    const text = readFileSync(output, 'utf8');
    const file = parseProviderFile(
      text,
      output,
      { environment: {}, knownProviders: PROVIDER_PROFILES },
      yaml,
    );
    expect(yaml.parse(text)).toMatchObject({ prices: { 'litellm-vllm/llama': prices } });
    expect(file.prices).toHaveLength(1);
    expect(file.providers[1]?.models).toEqual([
      expect.objectContaining({ name: 'ours', remoteName: 'gpt-4o', deployment: 'ours' }),
      expect.objectContaining({ name: 'o', remoteName: 'o3', deployment: 'o' }),
    ]);
    expect(file.providers[2]?.models).toEqual([
      expect.objectContaining({ name: 'gpt-5-codex', remoteName: 'gpt-5-codex', api: 'responses' }),
    ]);
  } finally {
    cli.close();
  }
});

it('takes Azure AI Foundry, its addresses as the portal shows them, and a service account that is written out', async () => {
  const cli = new CommandLine({
    AZURE_AI_API_KEY: 'key-of-foundry-0123',
    AZURE_API_KEY: 'key-of-another-0123',
  });
  try {
    const config = `model_list:
  - { model_name: a, litellm_params: { model: azure_ai/grok-4, api_base: "https://r.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview" } }
  - { model_name: b, litellm_params: { model: azure_ai/claude-sonnet-4-5, api_base: https://r.services.ai.azure.com/anthropic } }
  - { model_name: c, litellm_params: { model: azure_ai/mistral, api_base: https://m.eastus2.models.ai.azure.com } }
  - model_name: d
    litellm_params:
      model: vertex_ai/gemini-2.5-flash
      vertex_project: p
      vertex_credentials: { type: service_account, client_email: a@p.iam.gserviceaccount.com, private_key: "\${k}" }
`;
    writeFileSync(join(cli.folder, 'config.yaml'), config);
    const output = join(cli.folder, 'providers.yaml');
    const { stderr } = await cli.succeed(['import', 'litellm', 'config.yaml', '--output', output]);
    expect(stderr.trim()).toMatch(/: 4 providers, 4 routes\.$/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    const text = readFileSync(output, 'utf8');
    const environment = { AZURE_AI_API_KEY: 'key-of-foundry-0123' };
    const file = parseProviderFile(text, output, { environment, knownProviders: PROVIDER_PROFILES }, yaml);
    expect(
      file.providers.map(({ provider, endpoint, options, credential }) => [
        ...[provider, endpoint, options.api_version, credential?.reveal().slice(0, 24)],
      ]),
    ).toEqual([
      ['azure', 'https://r.services.ai.azure.com/models', '2024-05-01-preview', 'key-of-foundry-0123'],
      ['azure', 'https://r.services.ai.azure.com/anthropic', undefined, 'key-of-foundry-0123'],
      ['openai-compatible', 'https://m.eastus2.models.ai.azure.com', undefined, 'key-of-foundry-0123'],
      ['vertex', undefined, undefined, '{"type":"service_account'],
    ]);
    expect(file.providers[3]?.credential?.reveal()).toContain('"private_key":"${k}"');
  } finally {
    cli.close();
  }
});

it('chooses among the deployments of a name as LiteLLM does, and says where a provider file cannot', async () => {
  const cli = new CommandLine({});
  try {
    const config = `model_list:
  - { model_name: canary, litellm_params: { model: openai/new, api_key: one, weight: 0 } }
  - { model_name: canary, litellm_params: { model: openai/old, api_key: one, weight: 1 } }
  - { model_name: split, litellm_params: { model: openai/old, api_key: one, weight: 0.9, order: 0 } }
  - { model_name: split, litellm_params: { model: openai/new, api_key: one, weight: 0.1, order: 0 } }
  - { model_name: split, litellm_params: { model: openai/last, api_key: one } }
  - { model_name: twice, litellm_params: { model: openai/old, api_key: one } }
  - { model_name: twice, litellm_params: { model: openai/old, api_key: one } }
router_settings:
  fallbacks: [{ canary: [split] }]
`;
    writeFileSync(join(cli.folder, 'config.yaml'), config);
    await cli.succeed(['vkey', 'add', '--name', 'K', '--key', 'vk-front-12345']);
    const { stderr } = await cli.succeed(['import', 'litellm', 'config.yaml', '--vkey-id', 'K']);
    expect(stderr).toBe('');
    const { json } = await cli.succeed(['assignments', 'list', '--json']);
    expect(
      (json as { alias: string; model_name: string; priority: number; weight: number }[]).map(
        ({ alias, model_name, priority, weight }) => `${alias} ${priority} ${weight} ${model_name.slice(15)}`,
      ),
    ).toEqual([
      ...['canary 2 1 new', 'canary 1 1 old', 'split 1 9 old', 'split 1 1 new', 'split 2 1 last'],
      'twice 1 1 old',
      'canary 4 1 last',
    ]);
    const output = join(cli.folder, 'providers.yaml');
    const written = await cli.succeed(['import', 'litellm', 'config.yaml', '--output', output]);
    expect(written.stderr.match(/\w+(?=: its deployments share calls)/g)).toEqual(['split', 'canary']);
  } finally {
    cli.close();
  }
});

it('reads the names that LiteLLM has for models of Bedrock and Hugging Face, and the regions in them', async () => {
  const cli = new CommandLine({
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'a'.repeat(40),
  });
  try {
    const arn = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc';
    const config = `model_list:
  - { model_name: a, litellm_params: { model: bedrock/us-west-2/us.anthropic.claude-haiku-4-5 } }
  - { model_name: b, litellm_params: { model: bedrock/converse/amazon.nova-pro-v1:0, aws_region_name: us-west-2 } }
  - { model_name: c, litellm_params: { model: "bedrock/llama/${arn}" } }
  - { model_name: d, litellm_params: { model: "bedrock/${arn}", aws_region_name: us-west-2 } }
  - { model_name: e, litellm_params: { model: huggingface/together/deepseek-ai/DeepSeek-R1, api_key: hf-0123456789 } }
  - { model_name: f, litellm_params: { model: huggingface/deepseek-ai/DeepSeek-R1, api_key: hf-0123456789 } }
`;
    writeFileSync(join(cli.folder, 'config.yaml'), config);
    const { stdout } = await cli.succeed(['import', 'litellm', 'config.yaml']);
    expect(stdout.trim().split('\n').slice(3)).toEqual([
      '+ model litellm-bedrock/us.anthropic.claude-haiku-4-5',
      '+ model litellm-bedrock/amazon.nova-pro-v1:0',
      `+ model litellm-bedrock-2/${arn}`,
      `+ model litellm-bedrock/${arn}`,
      '+ model litellm-huggingface/deepseek-ai/DeepSeek-R1:together',
      '+ model litellm-huggingface/deepseek-ai/DeepSeek-R1',
    ]);
    const { json } = await cli.succeed(['connection', 'list', '--json']);
    expect(json).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'litellm-bedrock', options: { region: 'us-west-2' } }),
        expect.objectContaining({ name: 'litellm-bedrock-2', options: { region: 'eu-west-1' } }),
      ]),
    );
  } finally {
    cli.close();
  }
});
