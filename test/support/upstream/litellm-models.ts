/** The model lists of LiteLLM's proxy, as its version 1.106 answers them. */

/** A model that the fake LiteLLM lists. */
export interface FakeModel {
  readonly name: string;
  /** `litellm_provider`; `openai` by default. */
  readonly provider?: string;
  /** `max_input_tokens`, the context window; `null` where LiteLLM does not know it. */
  readonly maxInputTokens?: number | null;
  /** `max_tokens` and `max_output_tokens`: the longest answer. */
  readonly maxOutputTokens?: number | null;
  /** `chat` by default; `embedding`, … */
  readonly mode?: string;
}

/** What a FakeUpstream lists unless told otherwise. */
export const DEFAULT_MODELS: readonly FakeModel[] = [
  { name: 'gpt-4o-mini', maxInputTokens: 128_000, maxOutputTokens: 16_384 },
  { name: 'gpt-4.1-mini', maxInputTokens: 128_000, maxOutputTokens: 32_768 },
  { name: 'claude-sonnet', provider: 'anthropic', maxInputTokens: 200_000, maxOutputTokens: 64_000 },
  { name: 'text-embedding-3-small', maxInputTokens: 8_191, maxOutputTokens: null, mode: 'embedding' },
];

/** Body of `GET /v1/models`. */
export function modelList(models: readonly FakeModel[]): unknown {
  const distinct = new Map(models.map((model) => [model.name, model]));
  return {
    data: [...distinct.values()].map(({ name, mode = 'chat', maxInputTokens, maxOutputTokens }) => ({
      id: name,
      object: 'model',
      created: 1_677_610_602,
      owned_by: 'openai',
      mode,
      ...(maxInputTokens && { max_input_tokens: maxInputTokens }),
      ...(maxOutputTokens && { max_output_tokens: maxOutputTokens }),
    })),
    object: 'list',
  };
}

/** Body of `GET /v1/model/info`: one entry a deployment, so a name may occur twice. */
export function modelInfo(models: readonly FakeModel[]): unknown {
  return {
    data: models.map((model, index) => {
      const { name, provider = 'openai', mode = 'chat' } = model;
      return {
        model_name: name,
        litellm_params: {
          api_base: 'http://provider.invalid/v1',
          use_in_pass_through: false,
          merge_reasoning_content_in_choices: false,
          model: `${provider}/${name}`,
        },
        model_info: {
          id: `deployment-${index + 1}`,
          db_model: false,
          key: name,
          max_tokens: model.maxOutputTokens ?? null,
          max_input_tokens: model.maxInputTokens ?? null,
          max_output_tokens: model.maxOutputTokens ?? null,
          input_cost_per_token: 1.5e-7,
          output_cost_per_token: 6e-7,
          litellm_provider: provider,
          mode,
          supports_function_calling: mode === 'chat',
          supported_openai_params: ['max_tokens', 'stream', 'tools'],
        },
      };
    }),
  };
}
