import type { CancelSignal } from '../../../cancellation/cancellation';
import { extraHeaders } from '../../../upstream/extra-headers';
import { UpstreamClient } from '../../../upstream/upstream-client';
import type { AdapterSettings, ConnectionTarget } from '../../provider';
import type { LlmCall, StreamSink, WholeAnswer } from '../../llm-adapter';
import { authHeaders } from '../openai-compatible/auth-headers';
import { readModelList } from '../openai-compatible/models';
import { OpenAiCompatibleAdapter } from '../openai-compatible/openai-compatible.adapter';
import { OPENAI_GENERATIONS } from '../openai-compatible/vendors';
import type { OpenAiCompatibleOptions } from '../openai-compatible/openai-compatible.adapter';
import { readAzureCredential } from './azure-credential';
import { deploymentOf, pathAt, readAzureEndpoint } from './azure-endpoint';
import type { AzureEndpoint } from './azure-endpoint';
import { ENTRA_AUTHORITY, EntraTokens } from './entra-token';
import { mapAzureError } from './errors';

/** Opens an Azure resource. @throws GatewayError as `readAzureEndpoint` and `readAzureCredential` do */
export function openAzure(target: ConnectionTarget, settings: AdapterSettings): AzureAdapter {
  const endpoint = readAzureEndpoint(target.endpoint, target.options.api_version);
  const access = readAccess(target, settings);
  const client = new UpstreamClient(endpoint.baseUrl, settings);
  return new AzureAdapter(endpoint, access.authority, {
    upstream: target.name,
    client,
    credential: target.credential,
    headers: {
      ...extraHeaders(target.options.headers),
      // Without it the model inference API refuses every parameter that it does not know itself.
      ...(endpoint.form === 'models' ? { 'extra-parameters': 'pass-through' } : {}),
      ...access.headers,
    },
    authorize: access.authorize,
    rules: {
      generations: OPENAI_GENERATIONS,
      droppedFromMessages: ['provider_fields', 'reasoning_content', 'reasoning', 'reasoning_details'],
    },
    strictParams: settings.strictParams,
    api: target.options.api,
    modelOf: deploymentOf,
    pathOf: (operation, call) => pathAt(endpoint, operation, call),
    mapError: mapAzureError,
    listModels: async (get) => readModelList(await get(endpoint.modelsPath), target.name),
  });
}

/** An Azure resource: OpenAI's wire format at Azure's addresses, with Azure's credentials and errors. */
class AzureAdapter extends OpenAiCompatibleAdapter {
  constructor(
    private readonly endpoint: AzureEndpoint,
    private readonly authority: UpstreamClient | undefined,
    options: OpenAiCompatibleOptions,
  ) {
    super(options);
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

  override async close(): Promise<void> {
    await Promise.all([super.close(), this.authority?.close()]);
  }

  /** Where the body names the deployment, `model` has to be its name. */
  #named(call: LlmCall): LlmCall {
    const model = deploymentOf(call);
    return this.endpoint.form === 'deployments' || model === call.model
      ? call
      : { ...call, model, modelName: call.model };
  }
}

interface Access extends Pick<OpenAiCompatibleOptions, 'headers' | 'authorize'> {
  /** Connections to Entra ID, where tokens come from there. */
  readonly authority: UpstreamClient | undefined;
}

function readAccess({ credential }: ConnectionTarget, settings: AdapterSettings): Access {
  const read = credential === undefined ? undefined : readAzureCredential(credential);
  if (read?.kind !== 'app') {
    const headers =
      read?.kind === 'token' ? authHeaders('bearer', read.token) : authHeaders('api-key', read?.key);
    return { headers, authorize: undefined, authority: undefined };
  }
  const authority = new UpstreamClient(ENTRA_AUTHORITY, settings);
  const tokens = new EntraTokens(read.app, authority);
  return {
    headers: {},
    authorize: async (signal) => ({ authorization: `Bearer ${await tokens.token(signal)}` }),
    authority,
  };
}
