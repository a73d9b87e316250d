import { Command, Option } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { readSecret } from '../secret-source';
import { ConnectionFlagsCommand, connectionOptions } from './connection-options';
import type { ConnectionFlags } from './connection-options';

interface AddFlags extends ConnectionFlags {
  readonly name: string;
  readonly provider: string;
  readonly test: boolean;
}

/** `connection add` */
@Command({ name: 'add', description: "Stores a provider's address and credential." })
export class ConnectionAddCommand extends ConnectionFlagsCommand<AddFlags> {
  override readonly examples = [
    'llm-proxy connection add --name OpenAI-Main --provider openai --api-key-env OPENAI_API_KEY',
    'llm-proxy connection add --name Claude --provider anthropic --api-key-stdin < claude.key',
    'llm-proxy connection add --name Azure-EU --provider azure --endpoint https://my.openai.azure.com --api-key-file azure.key',
    'llm-proxy connection add --name Bedrock --provider bedrock --region us-east-1 --api-key-env AWS_BEARER_TOKEN_BEDROCK',
    'llm-proxy connection add --name Local --provider ollama --endpoint http://localhost:11434/v1',
  ];

  @Option({ flags: '--name <name>', description: 'what to call it; unique', required: true })
  parseName(text: string): string {
    return text;
  }

  @Option({
    flags: '--provider <provider>',
    description: 'openai, azure, anthropic, google, bedrock, …',
    required: true,
  })
  parseProvider(text: string): string {
    return text;
  }

  @Option({
    flags: '--no-test',
    description:
      'store it without one cheap authenticated call; by default a refused credential is not stored',
  })
  parseTest(): boolean {
    return false;
  }

  protected override async execute(registry: RegistryAdmin, flags: AddFlags): Promise<void> {
    const { name, provider, endpoint } = flags;
    const credential = await credentialOf(flags);
    const options = connectionOptions(flags);
    const connection = await registry.connections.create(
      {
        name,
        provider,
        ...(endpoint !== undefined && { endpoint }),
        ...(credential !== undefined && { credential }),
        ...(options !== undefined && { options }),
      },
      { test: flags.test },
    );
    this.report(flags, connection, `Connection ${connection.name} added (${connection.id}).`);
    const { last_test } = connection;
    if (last_test?.ok === true) this.terminal.note(`Tested: ${last_test.message}`);
    else if (last_test !== null) {
      this.terminal.note(`llm-proxy: its test failed, and it is stored all the same: ${last_test.message}`);
    }
  }
}

/** The credential that the flags name. @throws UsageError */
export function credentialOf(flags: ConnectionFlags): Promise<string | undefined> {
  const { apiKey, apiKeyStdin, apiKeyFile, apiKeyEnv } = flags;
  return readSecret({
    option: '--api-key',
    value: apiKey,
    stdin: apiKeyStdin,
    file: apiKeyFile,
    variable: apiKeyEnv,
  });
}
