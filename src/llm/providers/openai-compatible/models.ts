import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import type { ModelCard } from '../../llm-adapter';

/** Where vendors put the context window: OpenRouter and Together, Groq, Mistral and LM Studio, vLLM. */
const CONTEXT_FIELDS = ['context_length', 'context_window', 'max_context_length', 'max_model_len'];

/**
 * Reads `GET /models` in OpenAI's form (https://platform.openai.com/docs/api-reference/models/list), with the context
 * windows that some vendors add.
 */
export function readModelList(list: JsonObject, provider: string): ModelCard[] {
  const data: unknown = list['data'];
  if (!Array.isArray(data)) return [];
  return data.filter(isObject).flatMap((model): ModelCard[] => {
    const id = model['id'];
    if (typeof id !== 'string' || id === '') return [];
    const owner = model['owned_by'];
    return [
      {
        id,
        provider: typeof owner === 'string' && owner !== '' ? owner : provider,
        contextLength: CONTEXT_FIELDS.map((field) => model[field]).find(isTokens),
      },
    ];
  });
}

function isTokens(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
