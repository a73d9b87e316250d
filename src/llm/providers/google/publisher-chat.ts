import { GatewayError } from '../../../errors/gateway-error';
import type { UpstreamClient } from '../../../upstream/upstream-client';
import { promptTokens } from '../../call-estimate';
import { chatAs } from '../../mapping/through-chat';
import type { LlmAdapter, LlmCall } from '../../llm-adapter';
import { OpenAiCompatibleAdapter } from '../openai-compatible/openai-compatible.adapter';
import type { OpenAiCompatibleOptions } from '../openai-compatible/openai-compatible.options';
import { VENDORS } from '../openai-compatible/vendors';
import type { GoogleCredential } from './credential';
import type { GoogleEndpoint } from './endpoint';
import { publisherModel } from './publisher-model';
import type { PublisherModel } from './publisher-model';
import type { Publisher } from './publishers.data';

/** The entry of the catalogue whose rules fit: Google serves open models as vLLM does. */
const RULES_OF: Readonly<Record<Publisher['api'], string>> = {
  openapi: 'vllm',
  mistral: 'mistral',
  ai21: 'together',
};

/** What the models of other makers are opened with. */
export interface PublisherChatOptions {
  /** Name of the upstream in logs and metrics. */
  readonly upstream: string;
  readonly endpoint: GoogleEndpoint;
  readonly client: UpstreamClient;
  readonly credential: GoogleCredential;
  /** The operator's own. */
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly strictParams: boolean;
}

/** What answers the calls of one model. */
export type OtherModel = Pick<LlmAdapter, 'complete' | 'stream'> &
  Required<Pick<LlmAdapter, 'countTokens' | 'takesPrefill'>>;

/** Models of other makers on Vertex AI, which speak Chat Completions, in the wire of any door. */
export class PublisherChat {
  readonly #byApi: Readonly<Record<Publisher['api'], OpenAiCompatibleAdapter>>;

  constructor(private readonly options: PublisherChatOptions) {
    this.#byApi = {
      openapi: this.#opened('openapi'),
      mistral: this.#opened('mistral'),
      ai21: this.#opened('ai21'),
    };
  }

  /** What answers a model's calls; undefined for one that is no other maker's. */
  of(model: string): OtherModel | undefined {
    const found = publisherModel(model);
    if (found === undefined) return undefined;
    return {
      takesPrefill: () => this.#byApi[found.publisher.api].takesPrefill(),
      complete: async (call, signal) => this.#of(call, found).complete(named(call, found), signal),
      stream: async (call, sink, signal) => this.#of(call, found).stream(named(call, found), sink, signal),
      // Vertex AI counts for Gemini and Claude.
      countTokens: (call) => Promise.resolve(promptTokens(call)),
    };
  }

  /** @throws GatewayError INVALID_REQUEST where the connection has no project: such models have no express mode */
  #of({ wire }: LlmCall, { publisher }: PublisherModel): Pick<LlmAdapter, 'complete' | 'stream'> {
    if (this.options.endpoint.publisherPath === undefined) {
      throw new GatewayError(
        'INVALID_REQUEST',
        'This model needs a project of Google Cloud, and its connection has none. Its operator has to set one.',
        { param: 'model', upstreamFailure: 'unsupported' },
      );
    }
    return chatAs(this.#byApi[publisher.api], wire);
  }

  #opened(api: Publisher['api']): OpenAiCompatibleAdapter {
    const { upstream, client, credential, extraHeaders, strictParams, endpoint } = this.options;
    const { request = {}, answer = {} } = VENDORS.find(({ name }) => name === RULES_OF[api]) ?? {};
    const { prefill, ...rules } = request;
    const options: OpenAiCompatibleOptions = {
      upstream,
      client,
      credential: undefined,
      secrets: () => credential.secrets(),
      headers: extraHeaders,
      authorize: (signal) => credential.headers(signal),
      rules: api === 'mistral' && prefill !== undefined ? { ...rules, prefill } : rules,
      quirks: answer,
      strictParams,
      pathOf: (_operation, { model, deploymentName }, streamed) =>
        endpoint.publisherPath?.(api, deploymentName ?? model, streamed) ?? '',
    };
    return new OpenAiCompatibleAdapter(options);
  }
}

/** The same call with the model's name as the body has it; the path has the one with the version. */
function named(call: LlmCall, { publisher, name }: PublisherModel): LlmCall {
  const [model = name] = name.split('@', 1);
  return publisher.api === 'openapi'
    ? { ...call, model: `${publisher.name}/${name}`, modelName: model }
    : { ...call, model, deploymentName: name };
}
