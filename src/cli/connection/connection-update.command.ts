import { Command, Option } from '../command.decorators';
import { GatewayError } from '../../errors/gateway-error';
import type { ConnectionPatch, RegistryAdmin } from '../../registry/registry-admin';
import type { ConnectionRecord } from '../../registry/registry-records';
import { readSecret } from '../secret-source';
import { UsageError } from '../usage-error';
import { credentialOf } from './connection-add.command';
import { ConnectionFlagsCommand, connectionOptions } from './connection-options';
import type { ConnectionFlags } from './connection-options';

interface UpdateFlags extends ConnectionFlags {
  readonly name?: string;
}

/** `connection update` */
@Command({
  name: 'update',
  arguments: '<connection>',
  description: 'Changes a connection; what is not given stays. An empty --option or --header takes it away.',
})
export class ConnectionUpdateCommand extends ConnectionFlagsCommand<UpdateFlags> {
  override readonly examples = [
    'llm-proxy connection update OpenAI-Main --api-key-stdin < new.key',
    'llm-proxy connection update Azure-EU --api-version 2024-10-21',
    "llm-proxy connection update OpenAI-Main --header 'OpenAI-Organization: org-1'",
  ];

  @Option({ flags: '--name <name>', description: 'the new name' })
  parseName(text: string): string {
    return text;
  }

  protected override async execute(
    registry: RegistryAdmin,
    flags: UpdateFlags,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const { name, endpoint } = flags;
    const credential = await credentialOf(flags);
    const present = await registry.connections.get(ref);
    const options = connectionOptions(flags, present.options);
    const patch = {
      ...(name !== undefined && { name }),
      ...(endpoint !== undefined && { endpoint }),
      ...(credential !== undefined && { credential }),
      ...(options !== undefined && { options }),
    };
    if (Object.keys(patch).length === 0) throw new UsageError('Nothing to change was given.');
    const connection = await this.#update(registry, ref, patch);
    this.report(flags, connection, `Connection ${connection.name} updated.`);
  }

  /** A credential belongs to its address: with another one the registry wants it again, and a terminal can be asked. */
  async #update(
    { connections }: RegistryAdmin,
    ref: string,
    patch: ConnectionPatch,
  ): Promise<ConnectionRecord> {
    try {
      return await connections.update(ref, patch);
    } catch (problem) {
      const wanted = problem instanceof GatewayError && problem.param === 'credential';
      if (!wanted || patch.credential !== undefined || !process.stdin.isTTY) throw problem;
      this.terminal.note(problem.message);
      const credential = await readSecret({ option: '--api-key', stdin: true });
      return connections.update(ref, { ...patch, ...(credential !== undefined && { credential }) });
    }
  }
}
