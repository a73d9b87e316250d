import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import { RegistryView } from '../registry/memory/registry-view';
import { ShutdownService } from '../shutdown/shutdown.service';

/** What is said while the service stops. */
export const DRAINING = 'draining';

/** Whether this process can take requests: the one truth for the probe and for what is said at the start. */
@Injectable()
export class Readiness {
  constructor(
    private readonly shutdown: ShutdownService,
    @Inject(RegistryView) private readonly registry: RegistryView,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  /** @returns why requests cannot be taken now, in words without a host or a credential; undefined if they can */
  missing(): string | undefined {
    if (this.shutdown.draining) return DRAINING;
    if (!this.registry.loaded) {
      const { trouble } = this.registry;
      return trouble === undefined
        ? 'the registry is not loaded yet'
        : `the registry is not loaded yet: the database is ${trouble}`;
    }
    if (this.settings.llmMode !== 'direct' || this.isConnected()) return undefined;
    return 'no provider is connected: add one with llm-proxy connection add, or a provider file';
  }

  private isConnected(): boolean {
    for (const { enabled } of this.registry.connections()) if (enabled) return true;
    return false;
  }
}
