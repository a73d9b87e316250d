import type { CancelSignal } from '../../../cancellation/cancellation';
import type { GatewayError } from '../../../errors/gateway-error';
import type { BodyConsumer, UpstreamAnswer } from '../../../upstream/upstream-exchange';
import type { MessagesPlatform, MessagesPost, PlatformFields } from '../../messages-api/messages-platform';
import { openEventStream } from './event-stream';
import { InvokeStream } from './invoke-stream';

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html */
const VERSION = 'bedrock-2023-05-31';
/** A count demands it, as every body of InvokeModel; it counts for nothing. */
const ANY_LIMIT = 1_024;
/** A foundation model of Anthropic, an inference profile of one, or the ARN of either. */
const CLAUDE = /(?:^|[./])anthropic\.claude/;
/** The region of an inference profile's name: counts are asked of the model itself. */
const PROFILE_REGION = /^(?:global|us-gov|us|eu|apac|jp|au|ca|sa|mx|in|kr)\.(?=anthropic\.)/;

/** Whether a model is asked as a Claude by the door that speaks its own wire. An application profile's ARN does not tell. */
export function isClaude(model: string): boolean {
  return CLAUDE.test(model);
}

/** Operations of the runtime, behind `/model/{model}/`. */
export type InvokeOperation = 'invoke' | 'invoke-with-response-stream' | 'count-tokens';

/** What the platform asks with. */
export interface ClaudePlatformOptions {
  readonly post: (
    request: { readonly model: string; readonly operation: InvokeOperation; readonly body: Buffer },
    call: MessagesPost['call'],
    signal: CancelSignal,
    consumer?: BodyConsumer,
  ) => Promise<UpstreamAnswer>;
  readonly error: (answer: UpstreamAnswer) => GatewayError;
  readonly secrets: readonly string[];
}

/**
 * Claude on Bedrock in its own wire, by InvokeModel: version and betas are in the body, the model and whether the answer is
 * streamed are in the path.
 */
export class ClaudePlatform implements MessagesPlatform {
  readonly name = 'bedrock';
  readonly countedAs = 'inputTokens';

  constructor(private readonly options: ClaudePlatformOptions) {}

  readonly secrets = (): readonly string[] => this.options.secrets;

  fields({ operation, call, betas }: MessagesPost): PlatformFields {
    const limit = operation === 'count' && call.body['max_tokens'] === undefined;
    return {
      set: {
        anthropic_version: VERSION,
        ...(betas.length === 0 ? {} : { anthropic_beta: betas }),
        ...(limit ? { max_tokens: ANY_LIMIT } : {}),
      },
      without: ['model', 'stream'],
    };
  }

  async send(
    { operation, call }: MessagesPost,
    body: Buffer,
    signal: CancelSignal,
    consumer?: BodyConsumer,
  ): Promise<UpstreamAnswer> {
    const { post } = this.options;
    const { model } = call;
    switch (operation) {
      case 'create':
        return post({ model, operation: 'invoke', body }, call, signal);
      case 'count': {
        const input = { input: { invokeModel: { body: body.toString('base64') } } };
        const counted = Buffer.from(JSON.stringify(input));
        const bare = model.replace(PROFILE_REGION, '');
        return post({ model: bare, operation: 'count-tokens', body: counted }, call, signal);
      }
      case 'stream': {
        const taken = consumer && new InvokeStream(consumer, await openEventStream());
        return post({ model, operation: 'invoke-with-response-stream', body }, call, signal, taken);
      }
    }
  }

  readonly ownError = (answer: UpstreamAnswer): GatewayError | undefined =>
    answer.status === 200 ? undefined : this.options.error(answer);
}
