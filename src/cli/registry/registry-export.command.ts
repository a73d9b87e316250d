import { writeFile } from 'node:fs/promises';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { Command, Option } from '../command.decorators';
import { UsageError } from '../usage-error';
import { PassphraseCommand } from './passphrase-flags';
import type { PassphraseFlags } from './passphrase-flags';

interface ExportFlags extends PassphraseFlags {
  readonly output?: string;
}

const HEAD = `# The registry of an LLM Proxy Service: "llm-proxy registry import" reads it. Virtual keys are here by their SHA-256.
`;

/** `registry export` */
@Command({
  name: 'export',
  description:
    'Writes everything that is stored as YAML: without credentials, or with these sealed by a passphrase.',
})
export class RegistryExportCommand extends PassphraseCommand<ExportFlags> {
  override readonly examples = [
    'llm-proxy registry export > registry.yaml',
    'llm-proxy registry export --output registry.yaml --passphrase-env REGISTRY_PASSPHRASE',
  ];

  @Option({
    flags: '--output <file>',
    description: 'the file to write, for its owner alone; standard output by default',
  })
  parseOutput(text: string): string {
    return text;
  }

  protected override async execute(registry: RegistryAdmin, flags: ExportFlags): Promise<void> {
    const document = await registry.export(await this.passphraseOf(flags));
    const { stringify } = await import('yaml');
    const text =
      flags.json === true ? `${JSON.stringify(document, null, 2)}\n` : `${HEAD}${stringify(document)}`;
    const { output } = flags;
    if (output === undefined) return void process.stdout.write(text);
    try {
      await writeFile(output, text, { mode: 0o600 });
    } catch (cause) {
      const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
      throw new UsageError(`--output: ${output} cannot be written (${reason}).`, { cause });
    }
    const { connections, models, virtual_keys, assignments, sealed } = document;
    const counts = [
      `${connections.length} connections ${sealed === null ? 'without' : 'with sealed'} credentials`,
      `${models.length} models`,
      `${virtual_keys.length} virtual keys`,
      `${assignments.length} assignments`,
    ];
    this.terminal.note(`${output}: ${counts.join(', ')}.`);
  }
}
