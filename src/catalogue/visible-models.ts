import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller';
import { isPattern } from '../config/name-pattern';
import { Settings } from '../config/settings';
import { RegistryView } from '../registry/memory/registry-view';
import type { ProviderModelEntry, VirtualKeyEntry } from '../registry/memory/registry-view';
import type { ListedModel } from './listed-model';
import { knownContextLength, knownMaxOutput } from './known-models';
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

  /** A model that the caller may call by this name, in the list or by a pattern. Never rejects. */
  async named(caller: Caller | undefined, name: string): Promise<ListedModel | undefined> {
    if (caller?.kind !== 'virtual') return (await this.of(caller)).find(({ id }) => id === name);
    return sized(listedAlias(name, caller.key))[0];
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

/** Of patterns, which are no names, those models that a caller would reach by their own names. */
function ofKey(key: VirtualKeyEntry): NamedModel[] {
  const names = key.aliases().flatMap((alias) => (isPattern(alias) ? ownNames(key, alias) : [alias]));
  return [...new Set(names)].flatMap((name) => listedAlias(name, key));
}

function ownNames(key: VirtualKeyEntry, pattern: string): string[] {
  const assigned = key.assignments(pattern);
  return assigned.map(({ model }) => model.name).filter((name) => key.assignments(name) === assigned);
}

function listedAlias(name: string, key: VirtualKeyEntry): NamedModel[] {
  const assignments = key.assignments(name);
  const usable = assignments.find(({ model }) => model.connection.enabled) ?? assignments[0];
  return usable === undefined ? [] : [listedAs(name, usable.model)];
}

function listedAs(id: string, model: ProviderModelEntry): NamedModel {
  const { connection, contextLength, maxOutputTokens, remoteName } = model;
  return {
    id,
    remoteName,
    provider: connection.provider,
    contextLength: contextLength ?? null,
    maxOutputTokens: maxOutputTokens ?? null,
    available: connection.enabled,
  };
}

/** A listed model with its name at the provider, where that is another one. */
type NamedModel = ListedModel & { readonly remoteName?: string };

/** Where no operator and no upstream told a size, the table of known models does. */
function sized(models: readonly NamedModel[]): readonly ListedModel[] {
  return models.map(({ id, provider, contextLength, maxOutputTokens, available, remoteName = id }) => ({
    id,
    provider,
    contextLength: contextLength ?? knownContextLength(provider, remoteName) ?? null,
    maxOutputTokens: maxOutputTokens ?? knownMaxOutput(provider, remoteName) ?? null,
    available,
  }));
}
