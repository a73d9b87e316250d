import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller';
import { LlmAdapter } from '../llm/llm-adapter';
import type { Deployment } from './deployment';

/** Says which deployments can answer for a model, in the order in which they are to be tried. */
@Injectable()
export class ModelCatalogue {
  constructor(@Inject(LlmAdapter) private readonly adapter: LlmAdapter) {}

  /** The deployments behind a model's name; none when nobody has it, or the caller may not use it. */
  deployments(model: string, caller: Caller): readonly Deployment[] {
    void caller;
    return [{ id: `${this.adapter.upstream}/${model}`, adapter: this.adapter, remoteModel: model }];
  }
}
