import { readFileSync } from 'node:fs';
import { processEnvironment } from '../../config/environment';
import { GatewayError } from '../../errors/gateway-error';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { Command, Option } from '../command.decorators';
import { everyRecord } from '../every-record';
import { readYamlSource } from '../registry/document-file';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { readLiteLlmConfig } from './litellm-config';
import type { LiteLlmPlan, WantedConnection } from './litellm-config';

interface ImportFlags extends RegistryOptions {
  readonly vkeyId?: string;
  readonly dryRun?: boolean;
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

  protected override async execute(
    registry: RegistryAdmin,
    flags: ImportFlags,
    [file = '']: readonly string[],
  ): Promise<void> {
    const { value, lineOf } = await readYamlSource(file);
    const { PROVIDER_NAMES: providers } = await import('../../llm/providers.js');
    const plan = readLiteLlmConfig({ value, lineOf, environment: processEnvironment(), providers, fileText });
    const done = await new Importer(registry, flags).run(plan);
    if (flags.json === true) this.terminal.json({ done, left: plan.left });
    else {
      for (const line of done) this.terminal.line(line);
      for (const line of plan.left) this.terminal.note(`${file} ${line}`);
      if (flags.vkeyId === undefined && plan.deployments.length > 0)
        this.terminal.note('Names and fallbacks become assignments with --vkey-id.');
      if (flags.dryRun === true) this.terminal.note('Nothing was done.');
    }
  }
}

/** Does what a plan says; what is there already stays as it is, so that the same file may be imported again. */
class Importer {
  readonly #done: string[] = [];

  constructor(
    private readonly registry: RegistryAdmin,
    private readonly flags: ImportFlags,
  ) {}

  async run({ connections, deployments }: LiteLlmPlan): Promise<readonly string[]> {
    for (const connection of connections) await this.#connection(connection);
    const models = new Map(deployments.map((one) => [`${one.connection.name}/${one.model}`, one]));
    for (const [ref, { connection, model }] of models) {
      await this.#unlessThere(
        ref,
        'model',
        () => this.registry.models.get(ref),
        () =>
          this.registry.models.create({
            connection: connection.name,
            name: model,
            ...(connection.provider === 'azure' && { deployment: model }),
          }),
      );
    }
    const { vkeyId } = this.flags;
    if (vkeyId === undefined) return this.#done;
    const key = await this.registry.virtualKeys.get(vkeyId);
    const there = new Set<string>();
    const list = everyRecord((page) => this.registry.assignments.list({ ...page, virtual_key: key.id }));
    for await (const { alias, model_name } of list) there.add(`${alias} = ${model_name}`);
    for (const { alias, connection, model, priority, weight } of deployments) {
      const ref = `${connection.name}/${model}`;
      if (there.has(`${alias} = ${ref}`)) continue;
      there.add(`${alias} = ${ref}`);
      if (this.flags.dryRun !== true)
        await this.registry.assignments.create({ virtual_key: key.id, model: ref, alias, priority, weight });
      this.#done.push(`+ assignment ${key.name}: ${alias} = ${ref} (priority ${priority})`);
    }
    return this.#done;
  }

  async #connection(wanted: WantedConnection): Promise<void> {
    const { connections } = this.registry;
    await this.#unlessThere(
      wanted.name,
      'connection',
      () => connections.get(wanted.name),
      () => connections.create(wanted),
    );
  }

  async #unlessThere(
    name: string,
    kind: string,
    find: () => Promise<unknown>,
    make: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await find();
      return;
    } catch (problem) {
      if (!(problem instanceof GatewayError) || problem.code !== 'NOT_FOUND') throw problem;
    }
    if (this.flags.dryRun !== true) await make();
    this.#done.push(`+ ${kind} ${name}`);
  }
}

function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
