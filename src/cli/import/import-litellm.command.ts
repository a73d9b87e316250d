import { readFileSync, writeFileSync } from 'node:fs';
import { processEnvironment } from '../../config/environment';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { Command, Option } from '../command.decorators';
import { readYamlSource } from '../registry/document-file';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { UsageError } from '../usage-error';
import { readLiteLlmConfig } from './litellm-config';
import { LiteLlmImporter } from './litellm-importer';
import type { LiteLlmPlan } from './litellm-plan';
import { providerFileOf, sharedNames } from './provider-file-text';

interface ImportFlags extends RegistryOptions {
  readonly vkeyId?: string;
  readonly dryRun?: boolean;
  readonly output?: string;
}

/** `import litellm` */
@Command({
  name: 'litellm',
  arguments: '<config.yaml>',
  description:
    "Makes connections, models and fallbacks from LiteLLM's file, and names line by line what it cannot take.",
})
export class ImportLiteLlmCommand extends RegistryCommand<ImportFlags> {
  override readonly examples = [
    'llm-proxy import litellm config.yaml --dry-run',
    'llm-proxy import litellm config.yaml --vkey-id Frontend-App',
    'llm-proxy import litellm config.yaml --output providers.yaml',
  ];

  @Option({
    flags: '--vkey-id <vkey>',
    description: "the virtual key that is to have the file's names and fallbacks, as assignments; id or name",
  })
  parseVirtualKey(text: string): string {
    return text;
  }

  @Option({ flags: '--dry-run', description: 'say what would be done, and do nothing' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({
    flags: '--output <file>',
    description: 'write a provider file, with the names as routes, and leave the registry as it is',
  })
  parseOutput(text: string): string {
    return text;
  }

  protected override async execute(
    registry: RegistryAdmin,
    flags: ImportFlags,
    [file = '']: readonly string[],
  ): Promise<void> {
    const { value, lineOf } = await readYamlSource(file);
    const { PROVIDER_PROFILES: providers } = await import('../../llm/providers.js');
    const plan = readLiteLlmConfig({ value, lineOf, environment: processEnvironment(), providers, fileText });
    if (flags.output !== undefined) return this.#write(flags.output, file, plan, flags);
    const { done, refused } = await new LiteLlmImporter(registry, flags).run(plan);
    const left = [...plan.left, ...refused];
    if (flags.json === true) this.terminal.json({ done, left });
    else {
      for (const line of done) this.terminal.line(line);
      for (const line of left) this.terminal.note(`${file} ${line}`);
      if (flags.vkeyId === undefined && plan.deployments.length > 0)
        this.terminal.note('Names and fallbacks become assignments with --vkey-id.');
      if (flags.dryRun === true) this.terminal.note('Nothing was done.');
    }
  }

  async #write(output: string, file: string, plan: LiteLlmPlan, { dryRun }: ImportFlags): Promise<void> {
    const { stringify } = await import('yaml');
    const data = providerFileOf(plan);
    if (dryRun !== true) writeForOwner(output, stringify(data));
    for (const line of plan.left) this.terminal.note(`${file} ${line}`);
    for (const name of sharedNames(plan))
      this.terminal.note(
        `${file} ${name}: its deployments share calls in LiteLLM; in a provider file the first one is asked, and the others are its fallbacks`,
      );
    const counts = `${plan.connections.length} providers, ${Object.keys(data.routes).length} routes`;
    this.terminal.note(dryRun === true ? `${output}: ${counts}. Nothing was done.` : `${output}: ${counts}.`);
  }
}

/** Keys may be in it that the configuration had in clear. */
function writeForOwner(output: string, text: string): void {
  try {
    writeFileSync(output, text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--output: ${output} cannot be written (${reason}).`, { cause });
  }
}

function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
