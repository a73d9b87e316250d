import type { CancelSignal } from '../../../cancellation/cancellation';
import { UpstreamClient } from '../../../upstream/upstream-client';
import type { AdapterSettings, ConnectionTarget } from '../../provider';
import type { LlmCall, StreamSink, WholeAnswer } from '../../llm-adapter';
import type { PassedOperation } from '../../passed-call';
import { readModelList } from '../openai-compatible/models';
import { OpenAiCompatibleAdapter } from '../openai-compatible/openai-compatible.adapter';
import type { OpenAiCompatibleOptions } from '../openai-compatible/openai-compatible.options';
import { OPENAI_GENERATIONS, PHASED_MODELS } from '../openai-compatible/vendors/openai-generations';
import { REASONING_FIELDS } from '../openai-compatible/vendors/shared-rules';
import type { AzureAccess } from './azure-access';
import { deploymentOf, pathAt, responsesPath } from './azure-endpoint';
import type { AzureEndpoint } from './azure-endpoint';
import { mapAzureError } from './errors';

/** A resource's address, and the way in. */
export interface AzureResource {
  readonly endpoint: AzureEndpoint;
  readonly access: AzureAccess;
}

/** What Azure OpenAI has of OpenAI's further API: https://learn.microsoft.com/azure/ai-foundry/openai/reference */
const PASSED: readonly PassedOperation[] = [
  'images/generations',
  'images/edits',
  'audio/speech',
  'audio/transcriptions',
  'audio/translations',
  'completions',
];

/** Opens the Chat Completions of an Azure resource. */
export function openAzureChat(
  { name, credential, options }: ConnectionTarget,
  { endpoint, access }: AzureResource,
  settings: AdapterSettings,
): OpenAiCompatibleAdapter {
  return new AzureChatAdapter(endpoint, {
    upstream: name,
    client: new UpstreamClient(endpoint.baseUrl, settings),
    credential,
    headers: {
      ...access.extra,
      // Without it the model inference API refuses every parameter that it does not know itself.
      ...(endpoint.form === 'models' ? { 'extra-parameters': 'pass-through' } : {}),
      ...access.headersFor('api-key'),
    },
    authorize: access.authorize,
    rules: {
      generations: OPENAI_GENERATIONS,
      phases: PHASED_MODELS,
      droppedFromMessages: REASONING_FIELDS,
      resultsNeedCalls: true,
      refusesCacheMarks: true,
    },
    strictParams: settings.strictParams,
    api: options.api,
    modelOf: deploymentOf,
    pathOf: (operation, call) => pathAt(endpoint, operation, call),
    responsesPath: responsesPath(endpoint),
    passes: PASSED,
    mapError: mapAzureError,
    listModels: async (get) => readModelList(await get(endpoint.modelsPath), name),
  });
}

/** An Azure resource: OpenAI's wire format at Azure's addresses, with Azure's credentials and errors. */
class AzureChatAdapter extends OpenAiCompatibleAdapter {
  constructor(
    private readonly endpoint: AzureEndpoint,
    options: OpenAiCompatibleOptions,
  ) {
    super(options);
  }

  override needsResponses(call: LlmCall): boolean {
    return super.needsResponses(this.#named(call));
  }

  override complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    return super.complete(this.#named(call), signal);
  }

  override stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    return super.stream(this.#named(call), sink, signal);
  }

  override embed(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    return super.embed(this.#named(call), signal);
  }

  /** Where the body names the deployment, `model` has to be its name. */
  #named(call: LlmCall): LlmCall {
    const model = deploymentOf(call);
    return this.endpoint.form === 'deployments' || model === call.model
      ? call
      : { ...call, model, modelName: call.model };
  }
}
