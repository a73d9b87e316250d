import { Inject, Injectable } from '@nestjs/common';
import { RegistryView } from '../registry/memory/registry-view';
import type { ConnectionEntry, ProviderModelEntry } from '../registry/memory/registry-view';
import { ProviderFileService } from './provider-file.service';
import { isTried } from './tried-connection';

const NONE: readonly ProviderModelEntry[] = [];

/** The models that internal keys reach through connections: by `connection/model`, or through the provider file. */
@Injectable()
export class OpenModels {
  constructor(
    @Inject(RegistryView) private readonly registry: RegistryView,
    private readonly file: ProviderFileService,
  ) {}

  /** What answers for a model's name, then for its fallbacks. */
  find(model: string): readonly ProviderModelEntry[] {
    const { fallbacks } = this.file;
    const named = this.#named(model);
    const others = fallbacks.get(model);
    if (others === undefined) return named;
    return [...named, ...others.flatMap((other) => this.#named(other))];
  }

  #named(model: string): readonly ProviderModelEntry[] {
    return this.#byConnection(model) ?? this.#byFile(model) ?? this.#byDefault(model) ?? NONE;
  }

  /** `connection/model`; the model may contain slashes, and need not be registered. */
  #byConnection(model: string): readonly ProviderModelEntry[] | undefined {
    const slash = model.indexOf('/');
    if (slash <= 0) return undefined;
    const connection = this.registry.connection(model.slice(0, slash));
    return connection !== undefined && isTried(connection)
      ? [this.#modelOf(connection, model.slice(slash + 1))]
      : undefined;
  }

  #byFile(model: string): readonly ProviderModelEntry[] | undefined {
    const found = this.file.modelsNamed(model);
    return found.length > 0 ? found : undefined;
  }

  #byDefault(model: string): readonly ProviderModelEntry[] | undefined {
    const { defaultProvider } = this.file;
    const connection = defaultProvider === undefined ? undefined : this.registry.connection(defaultProvider);
    return connection !== undefined && isTried(connection) ? [this.#modelOf(connection, model)] : undefined;
  }

  #modelOf(connection: ConnectionEntry, name: string): ProviderModelEntry {
    return (
      this.registry.model(connection, name) ?? {
        id: '',
        connection,
        name,
        remoteName: name,
        deployment: undefined,
        contextLength: undefined,
        maxOutputTokens: undefined,
      }
    );
  }
}
