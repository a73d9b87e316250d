import { Inject, Injectable } from '@nestjs/common';
import { RegistryView } from '../registry/memory/registry-view';
import type { ConnectionEntry, ProviderModelEntry } from '../registry/memory/registry-view';
import { ProviderFileService } from './provider-file.service';
import { isTried } from './tried-connection';

const NONE: readonly ProviderModelEntry[] = [];

/** What answers for a model's name. */
export interface OpenModel {
  /** Then its fallbacks; none where nobody has it. */
  readonly models: readonly ProviderModelEntry[];
  /** How many of these are not fallbacks. */
  readonly own: number;
  /** What the answer's `model` is to say; undefined where it stays the provider's own. */
  readonly answerModel: string | undefined;
}

/** The models that internal keys reach through connections: by `connection/model`, or through the provider file. */
@Injectable()
export class OpenModels {
  constructor(
    @Inject(RegistryView) private readonly registry: RegistryView,
    private readonly file: ProviderFileService,
  ) {}

  /** What answers for a model's name, then for its fallbacks. A route's answers have the name that was asked for. */
  find(model: string): OpenModel {
    const own = this.#byName(model);
    const targets = own === undefined ? this.file.routeOf(model) : undefined;
    const named = targets?.flatMap((target) => this.#named(target)) ?? own ?? this.#byDefault(model) ?? NONE;
    const others = this.file.fallbacks.get(model) ?? [];
    return {
      own: named.length,
      models: others.length === 0 ? named : [...named, ...others.flatMap((other) => this.#named(other))],
      answerModel: targets === undefined ? undefined : model,
    };
  }

  #named(model: string): readonly ProviderModelEntry[] {
    return this.#byName(model) ?? this.#byDefault(model) ?? NONE;
  }

  #byName(model: string): readonly ProviderModelEntry[] | undefined {
    return this.#byConnection(model) ?? this.#byFile(model);
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
