import { GatewayError } from '../../errors/gateway-error';
import type { RegistryAdmin } from '../../registry/registry-admin';
import type { ConnectionRecord, VirtualKeyRecord } from '../../registry/registry-records';
import { everyRecord } from '../every-record';
import { refOf } from './litellm-plan';
import type { LiteLlmPlan, WantedConnection } from './litellm-plan';

const ANOTHER =
  'there is a connection of that name already, to another address; rename it ("connection update --name")';

/** What the registry has against something; anything else ends the import. */
function refusal(problem: unknown): string {
  if (problem instanceof GatewayError && problem.code === 'INVALID_REQUEST') return problem.message;
  throw problem;
}

/** As far as it can be told: a key cannot be read back. */
function isSameAccount(there: ConnectionRecord, wanted: Omit<WantedConnection, 'credential'>): boolean {
  const { provider, endpoint = wanted.usualEndpoint } = wanted;
  if (there.provider !== provider) return false;
  if (endpoint === undefined || !URL.canParse(endpoint)) return true;
  return new URL(endpoint).origin === new URL(there.endpoint).origin;
}

/** Does what a plan says; what is there already stays as it is, so that the same file may be imported again. */
export class LiteLlmImporter {
  readonly #done: string[] = [];
  /** Connections and models that the registry refuses, with the reason; what needs them is left out. */
  readonly #refused = new Map<string, string>();
  readonly #refusedModels = new Map<string, string>();
  /** Names that are no aliases here, with the reason. */
  readonly #refusedNames = new Map<string, string>();

  constructor(
    private readonly registry: RegistryAdmin,
    private readonly flags: { readonly vkeyId?: string; readonly dryRun?: boolean },
  ) {}

  /** @returns what was done, and the connections that the registry refused */
  async run(plan: LiteLlmPlan): Promise<{ done: readonly string[]; refused: readonly string[] }> {
    const { vkeyId } = this.flags;
    const key = vkeyId === undefined ? undefined : await this.registry.virtualKeys.get(vkeyId);
    for (const connection of plan.connections) await this.#connection(connection);
    const deployments = plan.deployments.filter(({ connection }) => !this.#refused.has(connection.name));
    await this.#models(deployments, plan.prices);
    const there = deployments.filter((one) => !this.#refusedModels.has(refOf(one)));
    if (key !== undefined) await this.#assignments(key, there);
    const refused = [
      ...[...this.#refused].map(([name, reason]) => `connection ${name} and its models: ${reason}`),
      ...[...this.#refusedModels].map(([ref, reason]) => `model ${ref}: ${reason}`),
      ...[...this.#refusedNames].map(([alias, reason]) => `the name ${JSON.stringify(alias)}: ${reason}`),
    ];
    return { done: this.#done, refused };
  }

  async #models(deployments: LiteLlmPlan['deployments'], prices: LiteLlmPlan['prices']): Promise<void> {
    const models = new Map(deployments.map((one) => [refOf(one), one]));
    for (const [ref, { connection, model, remote, base, api }] of models) {
      const named = base ?? remote;
      const price = prices.get(ref);
      const make = (): Promise<unknown> =>
        this.registry.models.create({
          connection: connection.name,
          name: model,
          ...(named !== model && { remote_name: named }),
          ...(connection.provider === 'azure' && { deployment: remote }),
          ...(api !== undefined && { capabilities: [api] }),
          ...(price !== undefined && { prices: price }),
        });
      try {
        await this.#unlessThere(ref, 'model', () => this.registry.models.get(ref), make);
      } catch (problem) {
        this.#refusedModels.set(ref, refusal(problem));
      }
    }
  }

  async #assignments(key: VirtualKeyRecord, deployments: LiteLlmPlan['deployments']): Promise<void> {
    const there = new Set<string>();
    const list = everyRecord((page) => this.registry.assignments.list({ ...page, virtual_key: key.id }));
    for await (const { alias, model_name } of list) there.add(`${alias} = ${model_name}`);
    for (const one of deployments) {
      const { alias, priority, weight } = one;
      const ref = refOf(one);
      if (there.has(`${alias} = ${ref}`)) continue;
      there.add(`${alias} = ${ref}`);
      if (this.#refusedNames.has(alias)) continue;
      try {
        if (this.flags.dryRun !== true)
          await this.registry.assignments.create({
            virtual_key: key.id,
            model: ref,
            alias,
            priority,
            weight,
          });
      } catch (problem) {
        this.#refusedNames.set(alias, refusal(problem));
        continue;
      }
      this.#done.push(`+ assignment ${key.name}: ${alias} = ${ref} (priority ${priority})`);
    }
  }

  async #connection(wanted: WantedConnection): Promise<void> {
    const { connections } = this.registry;
    const { credential, name, provider, endpoint, options } = wanted;
    const input = {
      ...{ name, provider, options },
      ...(endpoint !== undefined && { endpoint }),
      ...(credential !== undefined && { credential: credential.value }),
    };
    try {
      await this.#unlessThere(
        wanted.name,
        'connection',
        async () => {
          const there = await connections.get(wanted.name);
          if (!isSameAccount(there, wanted)) this.#refused.set(wanted.name, ANOTHER);
        },
        () => connections.create(input),
      );
    } catch (problem) {
      this.#refused.set(wanted.name, refusal(problem));
    }
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
