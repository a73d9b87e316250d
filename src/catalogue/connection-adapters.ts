import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { ProcessEnvironment } from '../config/environment';
import type { Environment } from '../config/environment';
import { Settings } from '../config/settings';
import type { AdapterSettings } from '../llm/provider';
import type { LlmAdapter } from '../llm/llm-adapter';
import { RegistryView } from '../registry/memory/registry-view';
import type { ConnectionEntry } from '../registry/memory/registry-view';
import { ServiceLog } from '../log/service-log';
import { adapterSettings, openAdapter } from './open-adapter';

interface OpenAdapter {
  readonly adapter: LlmAdapter;
  readonly revision: number;
}

/**
 * The adapters of the registry's connections, each opened with the first call that needs it. One whose connection has
 * changed takes no further calls, and is closed when the longest of its calls must have ended.
 */
@Injectable()
export class ConnectionAdapters implements OnModuleDestroy {
  readonly settings: AdapterSettings;
  readonly #open = new Map<string, OpenAdapter>();
  readonly #retired = new Map<LlmAdapter, NodeJS.Timeout>();
  readonly #graceMs: number;
  readonly #stopListening: () => void;

  constructor(
    @Inject(Settings) settings: Settings,
    @Inject(ProcessEnvironment) environment: Environment,
    @Inject(RegistryView) registry: RegistryView,
    @Inject(ServiceLog) private readonly log: Logger,
  ) {
    this.settings = adapterSettings(settings, environment);
    this.#graceMs = settings.requestTimeoutMs;
    this.#stopListening = registry.onChange((outdated) => {
      for (const { id } of outdated) this.#retire(id);
    });
  }

  /** The adapter of a connection; one that fails every call where the connection cannot be used. */
  of(connection: ConnectionEntry): LlmAdapter {
    const known = this.#open.get(connection.id);
    if (known?.revision === connection.revision) return known.adapter;
    // Code that still holds an older entry must not bring its adapter back.
    if (known !== undefined && known.revision > connection.revision) return known.adapter;
    this.#retire(connection.id);
    const adapter = this.open(connection);
    this.#open.set(connection.id, { adapter, revision: connection.revision });
    return adapter;
  }

  /** A new adapter of one's own, to be closed by the code that asked for it. Never throws: see {@link of}. */
  open(connection: ConnectionEntry): LlmAdapter {
    return openAdapter(connection, this.settings, this.log);
  }

  /** Closes every adapter, running calls included. */
  async onModuleDestroy(): Promise<void> {
    this.#stopListening();
    const adapters = [...[...this.#open.values()].map(({ adapter }) => adapter), ...this.#retired.keys()];
    for (const timer of this.#retired.values()) clearTimeout(timer);
    this.#open.clear();
    this.#retired.clear();
    await Promise.all(adapters.map((adapter) => adapter.close()));
  }

  #retire(connectionId: string): void {
    const known = this.#open.get(connectionId);
    if (known === undefined) return;
    this.#open.delete(connectionId);
    const { adapter } = known;
    const timer = setTimeout(() => {
      this.#retired.delete(adapter);
      void adapter.close();
    }, this.#graceMs);
    timer.unref();
    this.#retired.set(adapter, timer);
  }
}
