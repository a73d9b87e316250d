import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import type { ModelCard } from '../../llm-adapter';
import { readModelList } from '../openai-compatible/models';
import type { ListRequest } from '../openai-compatible/openai-compatible.options';

/**
 * Lists a LiteLLM proxy's models from `GET /v1/model/info`, which knows provider and context window, or from
 * `GET /v1/models` where that is refused. Format: https://docs.litellm.ai/docs/proxy/model_management#get-model-information
 */
export async function listLiteLlmModels(get: ListRequest, upstream: string): Promise<ModelCard[]> {
  let info: JsonObject;
  try {
    info = await get('/model/info');
  } catch {
    return readModelList(await get('/models'), upstream);
  }
  const cards = readModelInfo(info, upstream);
  return cards.length > 0 ? cards : readModelList(await get('/models'), upstream);
}

/** Reads the answer of `/v1/model/info`; of several deployments with one name the smallest context window counts. */
export function readModelInfo(info: JsonObject, upstream: string): ModelCard[] {
  const data: unknown = info['data'];
  if (!Array.isArray(data)) return [];
  const cards = new Map<string, ModelCard>();
  for (const entry of data.filter(isObject)) {
    const id = entry['model_name'];
    if (typeof id !== 'string' || id === '') continue;
    const details = isObject(entry['model_info']) ? entry['model_info'] : {};
    const provider = details['litellm_provider'];
    const contextLength = tokens(details['max_input_tokens']) ?? tokens(details['max_tokens']);
    const known = cards.get(id);
    cards.set(id, {
      id,
      provider: known?.provider ?? (typeof provider === 'string' && provider !== '' ? provider : upstream),
      contextLength: smaller(known?.contextLength, contextLength),
    });
  }
  return [...cards.values()];
}

function smaller(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

function tokens(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
