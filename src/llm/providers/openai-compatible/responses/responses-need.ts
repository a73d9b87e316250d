import type { LlmCall } from '../../../llm-adapter';
import { declares } from '../edited-tools';
import { generationOf } from '../request';
import type { ByResponses, RequestRules } from '../vendor';

/** Names of models come again and again; what holds for so many of them is kept. */
const MAX_KEPT_NAMES = 1_000;

interface Kept {
  readonly modelName: string | undefined;
  readonly need: ByResponses | undefined;
}

/**
 * Tells which calls a vendor's Chat Completions would refuse and its Responses answer, as its generations of models say
 * ({@link ByResponses}). Calls of other wires are mapped in any case, so that there tools alone are enough; those of Responses pass.
 */
export class ResponsesNeed {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly rules: RequestRules | undefined) {}

  /** Whether a call has to be asked by Responses. */
  has(call: LlmCall): boolean {
    const need = this.#needOf(call);
    if (need === undefined) return false;
    const { wire, body } = call;
    if (need === 'always' || wire.name === 'openai-responses') return true;
    if (!declares(body, 'tools') && !declares(body, 'functions')) return false;
    if (need === 'any-tools' || wire.name !== 'openai-chat') return true;
    const effort = body['reasoning_effort'] ?? undefined;
    return effort === undefined ? need === 'tools' : effort !== 'none';
  }

  #needOf({ model, modelName }: LlmCall): ByResponses | undefined {
    if (this.rules?.generations === undefined) return undefined;
    const kept = this.#kept.get(model);
    if (kept !== undefined && kept.modelName === modelName) return kept.need;
    const need = generationOf([modelName ?? model, model], this.rules)?.byResponses;
    if (this.#kept.size >= MAX_KEPT_NAMES) this.#kept.clear();
    this.#kept.set(model, { modelName, need });
    return need;
  }
}
