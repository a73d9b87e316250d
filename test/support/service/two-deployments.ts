/** Aliases with two upstreams behind them, each alias with connections of its own: nothing of one test is held against another's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeUpstream } from '../upstream/fake-upstream';
import { startGateway } from './gateway';
import type { InProcessGateway } from './gateway';
import type { GatewayOptions } from './gateway-environment';
import { addConnection, addTenant, assign, registryOf } from './registry-setup';
import type { Tenant } from './registry-setup';
import type { NewAssignment, NewProviderModel } from '../../../src/registry/registry-admin';

/** An alias, and its deployments by their ids. */
export interface Alias {
  readonly name: string;
  readonly first: string;
  readonly second: string;
}

/** A service in mock mode with a key that reaches two upstreams. */
export class TwoDeployments {
  #aliases = 0;

  private constructor(
    readonly gateway: InProcessGateway,
    readonly tenant: Tenant,
    readonly first: FakeUpstream,
    readonly second: FakeUpstream,
  ) {}

  /** @param file makes the text of a provider file from the upstreams' addresses */
  static async start(
    settings: GatewayOptions['settings'] = {},
    file?: (first: string, second: string) => string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<TwoDeployments> {
    const [first, second] = [await FakeUpstream.start(), await FakeUpstream.start()];
    const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-routes-'));
    const path = join(folder, 'providers.yaml');
    if (file !== undefined) writeFileSync(path, file(first.url, second.url));
    const filed = file === undefined ? {} : { PROVIDERS_FILE: path };
    const gateway = await startGateway({ settings: { KEY_RPS: 0, ...filed, ...settings }, environment });
    rmSync(folder, { recursive: true });
    return new TwoDeployments(gateway, await addTenant(gateway, 'shop'), first, second);
  }

  /**
   * @param behind the second's place: after the first by default
   * @param models what is known of the two models
   */
  async alias(
    behind: Partial<NewAssignment> = { priority: 2 },
    models: readonly [Partial<NewProviderModel>, Partial<NewProviderModel>] = [{}, {}],
  ): Promise<Alias> {
    this.#aliases += 1;
    const [name, first, second] = ['alias', 'First', 'Second'].map((word) => `${word}${this.#aliases}`);
    if (name === undefined || first === undefined || second === undefined) throw new Error('no names');
    await this.deployment(first, this.first, name, { priority: 1 }, models[0]);
    await this.deployment(second, this.second, name, behind, models[1]);
    return { name, first: `${first}/m`, second: `${second}/m` };
  }

  /** An alias of one upstream. */
  async single(): Promise<Pick<Alias, 'name' | 'first'>> {
    this.#aliases += 1;
    const [name, first] = [`alone${this.#aliases}`, `Only${this.#aliases}`];
    await this.deployment(first, this.first, name, {});
    return { name, first: `${first}/m` };
  }

  /** A connection with a model `m`, and the assignment of it to an alias. */
  async deployment(
    connection: string,
    upstream: FakeUpstream,
    alias: string,
    options: Partial<NewAssignment>,
    model: Partial<NewProviderModel> = {},
  ): Promise<void> {
    const { gateway, tenant } = this;
    const account = { provider: 'openai', endpoint: upstream.url, credential: `sk-${connection}` };
    await addConnection(gateway, { name: connection, ...account });
    await this.registry.models.create({ connection, name: 'm', ...model });
    await assign(gateway, tenant, `${connection}/m`, { alias, ...options });
  }

  get registry() {
    return registryOf(this.gateway);
  }

  /** Forgets what the upstreams were asked, and what they were to answer. */
  reset(): void {
    this.first.reset();
    this.second.reset();
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await Promise.all([this.first.close(), this.second.close()]);
  }
}
