import { startGateway } from '../service/gateway';
import type { InProcessGateway } from '../service/gateway';
import type { GatewayOptions } from '../service/gateway-environment';
import { ProviderReplay } from './provider-replays';
import type { ReplayedName } from './provider-replays';
import { addTenant, assign, registryOf } from '../service/registry-setup';
import type { Tenant } from '../service/registry-setup';

/** A service in this process in front of replayed providers, and a virtual key that calls each by its name. */
export class ConnectedReplays {
  private constructor(
    readonly gateway: InProcessGateway,
    readonly caller: Tenant,
    readonly replays: ReadonlyMap<ReplayedName, ProviderReplay>,
  ) {}

  static async start(
    names: readonly ReplayedName[],
    settings: GatewayOptions['settings'] = {},
  ): Promise<ConnectedReplays> {
    const gateway = await startGateway({
      settings: { LLM_MODE: 'direct', KEY_RPS: 0, ADDRESS_RPS: 0, RETRIES: 0, ...settings },
    });
    const caller = await addTenant(gateway, 'app');
    const replays = new Map<ReplayedName, ProviderReplay>();
    const { connections, models } = registryOf(gateway);
    for (const name of names) {
      const replay = await ProviderReplay.start(name);
      replays.set(name, replay);
      await connections.create(replay.connection);
      await models.create(replay.model);
      await assign(gateway, caller, `${name}/chat`, { alias: name });
    }
    return new ConnectedReplays(gateway, caller, replays);
  }

  /** @throws Error when it was not started */
  of(name: ReplayedName): ProviderReplay {
    const replay = this.replays.get(name);
    if (replay === undefined) throw new Error(`${name} is not replayed`);
    return replay;
  }

  async close(): Promise<void> {
    await this.gateway.close();
    for (const replay of this.replays.values()) await replay.close();
  }
}
