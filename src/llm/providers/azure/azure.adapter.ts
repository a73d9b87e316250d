import type { CancelSignal } from '../../../cancellation/cancellation';
import type { ModelApi } from '../../../config/connection-options';
import { UpstreamClient } from '../../../upstream/upstream-client';
import { modelTraits } from '../../../wire/anthropic-messages/model-traits';
import { promptTokens } from '../../call-estimate';
import type { LlmAdapter, LlmCall, ModelCard, StreamSink, WholeAnswer } from '../../llm-adapter';
import type { PassedOperation } from '../../passed-call';
import { ThroughChat } from '../../mapping/through-chat';
import { ApiPlatform } from '../../messages-api/api-platform';
import { MessagesApi } from '../../messages-api/messages-api';
import type { AdapterSettings, ConnectionTarget } from '../../provider';
import type { OpenAiCompatibleAdapter } from '../openai-compatible/openai-compatible.adapter';
import { readErrorAnswer } from '../openai-compatible/errors';
import { parseObject } from '../openai-compatible/response';
import { readAzureAccess } from './azure-access';
import type { AzureAccess } from './azure-access';
import { openAzureChat } from './azure-chat.adapter';
import { deploymentOf, readAzureEndpoint } from './azure-endpoint';
import type { AzureEndpoint } from './azure-endpoint';
import { mapAzureError } from './errors';

/** Version of the Messages API, where a caller names none. */
const MESSAGES_VERSION = '2023-06-01';

/** Opens an Azure resource. @throws GatewayError as `readAzureEndpoint` and `readAzureAccess` do */
export function openAzure(target: ConnectionTarget, settings: AdapterSettings): LlmAdapter {
  const endpoint = readAzureEndpoint(target.endpoint, target.options.api_version);
  const access = readAzureAccess(target, settings);
  const chat = openAzureChat(target, { endpoint, access }, settings);
  const client = new UpstreamClient(endpoint.claudeUrl, settings);
  const claude = new MessagesApi(claudePlatform(target, access, client), settings.strictParams);
  return new AzureAdapter(chat, claude, endpoint, [client, access.authority]);
}

/** An Azure resource: its models by Chat Completions, and Claude by the Messages API. */
class AzureAdapter implements LlmAdapter {
  readonly upstream: string;
  readonly everyWire = true;
  readonly api: ModelApi | undefined;
  readonly responses: Pick<LlmAdapter, 'complete' | 'stream'>;
  readonly #otherWires: ThroughChat;

  /** @param clients further connections, closed with the adapter */
  constructor(
    private readonly chat: OpenAiCompatibleAdapter,
    private readonly claude: MessagesApi,
    private readonly endpoint: AzureEndpoint,
    private readonly clients: readonly (UpstreamClient | undefined)[],
  ) {
    this.upstream = chat.upstream;
    this.api = chat.api;
    this.#otherWires = new ThroughChat(chat);
    this.responses = {
      complete: (call, signal) => this.#byResponses(call).complete(call, signal),
      stream: (call, sink, signal) => this.#byResponses(call).stream(call, sink, signal),
    };
  }

  /** Claude's, as at Anthropic; OpenAI's documentation has none. */
  takesPrefill(model: string): boolean {
    return this.#isClaude({ model }) && modelTraits(model).prefill;
  }

  needsResponses(call: LlmCall): boolean {
    return !this.#isClaude(call) && this.chat.needsResponses(call);
  }

  complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    return this.#of(call).complete(call, signal);
  }

  stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    return this.#of(call).stream(call, sink, signal);
  }

  embed(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    return this.chat.embed(call, signal);
  }

  get passes(): ReadonlySet<PassedOperation> {
    return this.chat.passes;
  }

  pass(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    return this.chat.pass(call, sink, signal);
  }

  countTokens(call: LlmCall, signal: CancelSignal): Promise<number> {
    return this.#isClaude(call) ? this.claude.countTokens(call, signal) : Promise.resolve(promptTokens(call));
  }

  deleteResponse(id: string, signal: CancelSignal): Promise<void> {
    return this.chat.deleteResponse(id, signal);
  }

  models(signal: CancelSignal): Promise<readonly ModelCard[]> {
    return this.chat.models(signal);
  }

  async close(): Promise<void> {
    await Promise.all([this.chat.close(), ...this.clients.map((client) => client?.close())]);
  }

  #of(call: LlmCall): Pick<LlmAdapter, 'complete' | 'stream'> {
    if (this.#isClaude(call)) return this.claude;
    return call.wire.name === 'openai-chat' ? this.chat : this.#otherWires;
  }

  #byResponses(call: LlmCall): Pick<LlmAdapter, 'complete' | 'stream'> {
    return this.#isClaude(call) ? this.claude : this.chat.responses;
  }

  /** A Claude is served by the Messages API alone; at an address of that API nothing else is. */
  #isClaude({ model }: Pick<LlmCall, 'model'>): boolean {
    return this.endpoint.form === 'anthropic' || /(?:^|\/)claude-/.test(model);
  }
}

/** https://learn.microsoft.com/azure/foundry/foundry-models/how-to/use-foundry-models-claude */
function claudePlatform(
  { credential }: ConnectionTarget,
  access: AzureAccess,
  client: UpstreamClient,
): ApiPlatform {
  return new ApiPlatform({
    name: 'foundry',
    client,
    path: '/v1/messages',
    headers: {
      ...access.extra,
      'content-type': 'application/json',
      // The body is read as it passes, so it must not be compressed.
      'accept-encoding': 'identity',
      'anthropic-version': MESSAGES_VERSION,
      ...access.headersFor('x-api-key'),
    },
    authorize: access.authorize,
    secrets: credential === undefined ? [] : [credential.reveal()],
    modelOf: deploymentOf,
    ownError: ({ status, body }) =>
      status === 200 || parseObject(body)?.['type'] === 'error'
        ? undefined
        : mapAzureError(status, readErrorAnswer(body)),
  });
}
