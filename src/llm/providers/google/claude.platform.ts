import type { CancelSignal } from '../../../cancellation/cancellation';
import type { GatewayError } from '../../../errors/gateway-error';
import { isObject } from '../../../json/json-object';
import { parsedJson } from '../../../json/parsed-json';
import type { BodyConsumer, UpstreamAnswer } from '../../../upstream/upstream-exchange';
import type { MessagesPlatform, MessagesPost, PlatformFields } from '../../messages-api/messages-platform';
import type { GoogleEndpoint } from './endpoint';
import type { GoogleTransport } from './google.transport';

/** https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude */
const VERSION = 'vertex-2023-10-16';
/** The model that is in the path of a count; the one to be counted for is in the body. */
const COUNTING_MODEL = 'count-tokens';

/** Whether a model of Vertex AI is a Claude: `claude-opus-4-6`, `anthropic/claude-…`, `publishers/anthropic/models/claude-…`. */
export function isClaude(model: string): boolean {
  return /(?:^|\/)claude-[^/]*$/.test(model) || model.includes('publishers/anthropic/');
}

/**
 * Claude on Vertex AI: the model is in the path, the version in the body. Betas are read from the header, and from the body
 * as well.
 */
export class ClaudePlatform implements MessagesPlatform {
  readonly name = 'vertex';
  readonly countedAs = 'input_tokens';

  constructor(
    private readonly path: NonNullable<GoogleEndpoint['claudePath']>,
    private readonly transport: GoogleTransport,
  ) {}

  readonly secrets = (): readonly string[] => this.transport.secrets();

  fields({ operation, call, betas }: MessagesPost): PlatformFields {
    const set = {
      anthropic_version: VERSION,
      ...(betas.length === 0 ? {} : { anthropic_beta: betas }),
    };
    // A count takes no model with a version behind it.
    return operation === 'count'
      ? { set: { ...set, model: unversioned(call.model) }, without: ['max_tokens', 'stream'] }
      : { set, without: ['model'] };
  }

  send(
    { operation, call, betas }: MessagesPost,
    body: Buffer,
    signal: CancelSignal,
    consumer?: BodyConsumer,
  ): Promise<UpstreamAnswer> {
    const streamed = operation === 'stream';
    const asked = operation === 'count' ? countingModel(call.model) : call.model;
    const headers = {
      accept: streamed ? 'text/event-stream' : 'application/json',
      ...(betas.length === 0 ? {} : { 'anthropic-beta': betas.join(',') }),
    };
    return this.transport.post(
      { path: this.path(asked, streamed ? 'streamRawPredict' : 'rawPredict'), body, headers, call },
      signal,
      consumer,
    );
  }

  /** What Google refuses before Claude has seen it: quotas, permissions, models that are not there. */
  readonly ownError = ({ status, headers, body }: UpstreamAnswer): GatewayError | undefined => {
    if (status === 200) return undefined;
    const parsed = parsedJson(body.toString('utf8'));
    const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    const isAnthropics = isObject(first) && first['type'] === 'error';
    return isAnthropics ? undefined : this.transport.error(status, headers, parsed);
  };
}

/** https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/count-tokens */
function countingModel(model: string): string {
  return model.startsWith('projects/')
    ? model.slice(0, model.lastIndexOf('/') + 1) + COUNTING_MODEL
    : COUNTING_MODEL;
}

function unversioned(model: string): string {
  const [name = model] = model.slice(model.lastIndexOf('/') + 1).split('@', 1);
  return name;
}
