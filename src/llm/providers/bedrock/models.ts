import { GatewayError } from '../../../errors/gateway-error';
import type { JsonObject } from '../../../json/json-object';
import { objectsIn } from '../../../json/objects-in';
import type { ModelCard } from '../../llm-adapter';

/** Asks the control plane: a path to its answer, parsed. */
export type ControlRequest = (path: string) => Promise<JsonObject>;

/** Ids of this many profiles a page, and no more pages than these: an account has a few dozen. */
const PROFILES = '/inference-profiles?maxResults=1000';
const MAX_PAGES = 5;

/**
 * Lists what can be called by name: the foundation models that are served on demand, and the inference profiles (newer
 * models are served through those alone). A credential that may not list profiles still gets the models.
 * Formats: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListFoundationModels.html,
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListInferenceProfiles.html
 * @throws GatewayError as the request for the foundation models does
 */
export async function listModels(get: ControlRequest): Promise<readonly ModelCard[]> {
  const { modelSummaries } = await get('/foundation-models');
  const makers = new Map<string, string>();
  const cards: ModelCard[] = [];
  for (const summary of objectsIn(modelSummaries)) {
    const { modelId, providerName } = summary;
    if (typeof modelId !== 'string') continue;
    const provider = typeof providerName === 'string' ? providerName.toLowerCase() : 'bedrock';
    makers.set(modelId, provider);
    if (isCallable(summary)) cards.push({ id: modelId, provider, contextLength: undefined });
  }
  for (const { inferenceProfileId: id } of await listProfiles(get)) {
    if (typeof id !== 'string') continue;
    const provider = makers.get(id.slice(id.indexOf('.') + 1)) ?? 'bedrock';
    cards.push({ id, provider, contextLength: undefined });
  }
  return cards;
}

async function listProfiles(get: ControlRequest): Promise<readonly JsonObject[]> {
  const profiles: JsonObject[] = [];
  let token = '';
  try {
    for (let page = 0; page < MAX_PAGES; page++) {
      const list = await get(token === '' ? PROFILES : `${PROFILES}&nextToken=${encodeURIComponent(token)}`);
      profiles.push(...objectsIn(list['inferenceProfileSummaries']));
      if (typeof list['nextToken'] !== 'string' || list['nextToken'] === '') break;
      token = list['nextToken'];
    }
  } catch (thrown) {
    // An abort goes on, and so does what is wrong with the connection itself.
    const refused = thrown instanceof GatewayError && REFUSALS.has(thrown.upstreamStatus ?? 0);
    if (!refused) throw thrown;
  }
  return profiles;
}

const REFUSALS: ReadonlySet<number> = new Set([400, 403, 404]);

/** Text or vectors, and on demand; a field that is missing rules nothing out. */
function isCallable({ inferenceTypesSupported: types, outputModalities: outputs }: JsonObject): boolean {
  const onDemand = !Array.isArray(types) || types.includes('ON_DEMAND');
  const mapped = !Array.isArray(outputs) || outputs.includes('TEXT') || outputs.includes('EMBEDDING');
  return onDemand && mapped;
}
