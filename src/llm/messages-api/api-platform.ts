import type { CancelSignal } from '../../cancellation/cancellation';
import type { GatewayError } from '../../errors/gateway-error';
import type { UpstreamClient } from '../../upstream/upstream-client';
import type { BodyConsumer, UpstreamAnswer } from '../../upstream/upstream-exchange';
import type { LlmCall } from '../llm-adapter';
import type { MessagesPlatform, MessagesPost, PlatformFields } from './messages-platform';
import { apiHeaders } from './request-headers';

/** Where and as whom a connection asks. */
export interface ApiPlatformOptions {
  readonly name: 'anthropic' | 'foundry';
  readonly client: UpstreamClient;
  /** Of `/messages` at the endpoint. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A credential's header that changes with time; asked for before each request. */
  readonly authorize?: ((signal: CancelSignal) => Promise<Readonly<Record<string, string>>>) | undefined;
  readonly secrets: readonly string[];
  /** The name by which the body calls the model, where it is another than the model's. */
  readonly modelOf?: (call: LlmCall) => string;
  readonly ownError?: (answer: UpstreamAnswer) => GatewayError | undefined;
}

/** The API as Anthropic has it: the version and the betas are headers, the model is in the body. */
export class ApiPlatform implements MessagesPlatform {
  readonly countedAs = 'input_tokens';

  readonly name: ApiPlatformOptions['name'];

  constructor(private readonly options: ApiPlatformOptions) {
    this.name = options.name;
  }

  readonly secrets = (): readonly string[] => this.options.secrets;

  readonly ownError = (answer: UpstreamAnswer): GatewayError | undefined => this.options.ownError?.(answer);

  fields({ call }: MessagesPost): PlatformFields {
    return { set: { model: this.options.modelOf?.(call) ?? call.model }, without: [] };
  }

  async send(
    { operation, call, betas }: MessagesPost,
    body: Buffer,
    signal: CancelSignal,
    consumer?: BodyConsumer,
  ): Promise<UpstreamAnswer> {
    const { client, headers, path, authorize } = this.options;
    const accept = operation === 'stream' ? 'text/event-stream' : 'application/json';
    const credential = authorize === undefined ? {} : await authorize(signal);
    return client.send(
      {
        method: 'POST',
        path: operation === 'count' ? `${path}/count_tokens` : path,
        headers: { ...apiHeaders(headers, call.headers, betas), ...credential, accept },
        body,
      },
      signal,
      consumer,
    );
  }
}
