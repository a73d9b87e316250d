import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller';
import { LlmAdapter } from '../llm/llm-adapter';
import type { AssignmentEntry, ProviderModelEntry, VirtualKeyEntry } from '../registry/memory/registry-view';
import { Settings } from '../config/settings';
import { answerModelOf } from './answer-model';
import { ConnectionAdapters } from './connection-adapters';
import type { Deployment } from './deployment';
import { OpenModels } from './open-models';
import { isTried } from './tried-connection';

const NONE: readonly Deployment[] = [];

/** Lists the deployments that can answer for a model. Which of them is asked first is routing's choice. */
@Injectable()
export class ModelCatalogue {
  readonly #modeAnswers: boolean;

  constructor(
    @Inject(LlmAdapter) private readonly adapter: LlmAdapter,
    @Inject(Settings) settings: Settings,
    private readonly adapters: ConnectionAdapters,
    private readonly openModels: OpenModels,
  ) {
    this.#modeAnswers = settings.llmMode !== 'direct';
  }

  /**
   * The deployments behind a model's name, in the order of their priority; none when nobody has it, or the caller may not use it. A virtual key reaches
   * its assignments alone. For internal keys `connection/model` goes first, then the models of the provider file, then
   * its routes, its default provider, then the upstream of the mode.
   */
  deployments(model: string, caller: Caller): readonly Deployment[] {
    if (caller.kind === 'virtual') return this.#assigned(model, caller.key);
    if (caller.kind === 'admin') return NONE;
    const { models, own, answerModel } = this.openModels.find(model);
    if (models.length > 0)
      return models.map((entry, place) => this.#deployment(entry, undefined, answerModel, place >= own));
    if (!this.#modeAnswers) return NONE;
    return [
      {
        id: `${this.adapter.upstream}/${model}`,
        adapter: this.adapter,
        remoteModel: model,
        deploymentName: undefined,
        maxOutputTokens: undefined,
        connection: undefined,
        assignment: undefined,
      },
    ];
  }

  /** A deployment by its name, `connection/model`; undefined where there is no such connection. */
  deploymentNamed(id: string): Deployment | undefined {
    const [model] = this.openModels.find(id).models;
    return model === undefined || `${model.connection.name}/${model.name}` !== id
      ? undefined
      : this.#deployment(model, undefined, undefined);
  }

  #assigned(name: string, key: VirtualKeyEntry): readonly Deployment[] {
    const assignments = key.assignments(name);
    const [only] = assignments;
    if (only === undefined) return NONE;
    if (assignments.length === 1) {
      return isTried(only.model.connection) ? [this.#ofAssignment(only, name)] : NONE;
    }
    return assignments
      .filter(({ model }) => isTried(model.connection))
      .map((assignment) => this.#ofAssignment(assignment, name));
  }

  #ofAssignment(assignment: AssignmentEntry, name: string): Deployment {
    return this.#deployment(assignment.model, assignment, answerModelOf(assignment, name));
  }

  #deployment(
    model: ProviderModelEntry,
    assignment: AssignmentEntry | undefined,
    answerModel: string | null | undefined,
    isFallback = false,
  ): Deployment {
    const { connection } = model;
    return {
      id: `${connection.name}/${model.name}`,
      adapter: this.adapters.of(connection),
      remoteModel: model.remoteName,
      deploymentName: model.deployment,
      maxOutputTokens: model.maxOutputTokens,
      api: model.api,
      connection,
      model,
      isFallback,
      assignment,
      answerModel,
    };
  }
}
