import type { JsonObject } from '../../body/json-object';
import type { ModelCard } from '../llm-adapter';

/** Reads `GET /models` in OpenAI's form: https://platform.openai.com/docs/api-reference/models/list */
export function readModelList(list: JsonObject, provider: string): ModelCard[] {
  const data: unknown = list['data'];
  if (!Array.isArray(data)) return [];
  return data.flatMap((entry: unknown): ModelCard[] => {
    const model = entry as JsonObject | null;
    const id = typeof model === 'object' ? model?.['id'] : undefined;
    if (typeof id !== 'string' || id === '') return [];
    const owner = model?.['owned_by'];
    return [
      {
        id,
        provider: typeof owner === 'string' && owner !== '' ? owner : provider,
        contextLength: undefined,
      },
    ];
  });
}
