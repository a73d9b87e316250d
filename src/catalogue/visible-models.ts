import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller';
import { Settings } from '../config/settings';
import { RegistryView } from '../registry/memory/registry-view';
import type { ProviderModelEntry, VirtualKeyEntry } from '../registry/memory/registry-view';
import type { ListedModel } from './listed-model';
import { knownContextLength } from './known-models';
import { ModelList } from './model-list.service';
import { ProviderFileService } from './provider-file.service';

/** Which models a caller sees: a virtual key its aliases alone, an internal key everything. */
@Injectable()
export class VisibleModels {
  readonly #modeLists: boolean;

  constructor(
    @Inject(RegistryView) private readonly registry: RegistryView,
    @Inject(Settings) settings: Settings,
    private readonly list: ModelList,
    private readonly file: ProviderFileService,
  ) {
    this.#modeLists = settings.llmMode !== 'direct';
  }

  /** The models, the mode's own first. Never rejects. */
  async of(caller: Caller | undefined): Promise<readonly ListedModel[]> {
    if (caller?.kind === 'virtual') return sized(ofKey(caller.key));
    const listed = this.#modeLists ? await this.list.models() : [];
    const known = new Set(listed.map(({ id }) => id));
    const connected = [...this.#connected()].filter(({ id }) => !known.has(id));
    return sized([...listed, ...connected]);
  }

  /** The names alone, for a message; what is listed last known, without asking an upstream again. */
  async names(caller: Caller): Promise<readonly string[]> {
    if (caller.kind === 'virtual') return caller.key.aliases();
    return (await this.of(caller)).map(({ id }) => id);
  }

  /** The models of the provider file by their own names, and those of every connection as `connection/model`. */
  *#connected(): Generator<NamedModel> {
    const plain = new Set<string>();
    for (const connection of this.registry.connections()) {
      for (const model of this.registry.models(connection)) {
        if (this.file.modelsNamed(model.name).includes(model) && !plain.has(model.name)) {
          plain.add(model.name);
          yield listedAs(model.name, model);
        }
        yield listedAs(`${connection.name}/${model.name}`, model);
      }
    }
  }
}

function ofKey(key: VirtualKeyEntry): NamedModel[] {
  return key.aliases().flatMap((alias) => {
    const assignments = key.assignments(alias);
    const usable = assignments.find(({ model }) => model.connection.enabled) ?? assignments[0];
    return usable === undefined ? [] : [listedAs(alias, usable.model)];
  });
}

function listedAs(id: string, { connection, contextLength, remoteName }: ProviderModelEntry): NamedModel {
  return {
    id,
    remoteName,
    provider: connection.provider,
    contextLength: contextLength ?? null,
    available: connection.enabled,
  };
}

/** A listed model with its name at the provider, where that is another one. */
type NamedModel = ListedModel & { readonly remoteName?: string };

/** Where no operator and no upstream told a size, the table of known models does. */
function sized(models: readonly NamedModel[]): readonly ListedModel[] {
  return models.map(({ id, provider, contextLength, available, remoteName = id }) => {
    const tokens = contextLength ?? knownContextLength(provider, remoteName) ?? null;
    return { id, provider, contextLength: tokens, available };
  });
}
