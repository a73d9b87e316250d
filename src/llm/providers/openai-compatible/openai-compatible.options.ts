import type { CancelSignal } from '../../../cancellation/cancellation';
import type { ModelApi } from '../../../config/connection-options';
import type { Secret } from '../../../config/secret';
import type { GatewayError } from '../../../errors/gateway-error';
import type { JsonObject } from '../../../json/json-object';
import type { UpstreamClient } from '../../../upstream/upstream-client';
import type { LlmCall, ModelCard } from '../../llm-adapter';
import type { PassedOperation } from '../../passed-call';
import type { ProviderErrorBody } from './errors';
import type { AnswerQuirks, RequestRules } from './vendor';

/** What is asked of an upstream; where that is done depends on the upstream, and may depend on the call. */
export type CallOperation = 'chat' | 'embeddings' | PassedOperation;
/** The same, with what is always done at one place. */
type Operation = CallOperation | 'responses';

/** What makes one OpenAI-compatible upstream differ from the next: data, not code. */
export interface OpenAiCompatibleOptions {
  /** Name of the upstream in logs and metrics. */
  readonly upstream: string;
  /** Connections to its base URL, the address that `/chat/completions` is appended to. */
  readonly client: UpstreamClient;
  /** What is cut out of errors that quote it. */
  readonly credential: Secret | undefined;
  /** Further credentials that are cut out, where they change with time. */
  readonly secrets?: () => readonly string[];
  /** Sent with every request: the credential's header, and further ones of the operator's; lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** A credential's header that changes with time; asked for before each request. */
  readonly authorize?: ((signal: CancelSignal) => Promise<Readonly<Record<string, string>>>) | undefined;
  readonly rules?: RequestRules | undefined;
  readonly quirks?: AnswerQuirks | undefined;
  readonly strictParams?: boolean;
  /** Whether it knows Anthropic's cache marks. */
  readonly cacheMarks?: boolean;
  /** Whether it takes instructions in front alone, in one message. */
  readonly instructionsFirst?: boolean | undefined;
  /** What of OpenAI's further API the upstream has. */
  readonly passes?: readonly PassedOperation[] | undefined;
  /** `responses` where the connection says so (`options.api`). */
  readonly api?: ModelApi | undefined;
  /** The model's name in a request, where it is that of its deployment. */
  readonly modelOf?: (call: LlmCall) => string;
  /** The path of an operation, where it is not as OpenAI's. */
  readonly pathOf?: (operation: CallOperation, call: LlmCall, streamed: boolean) => string;
  /** The path of Responses, with its query, where it is not as OpenAI's. */
  readonly responsesPath?: string;
  /** Errors that this upstream words in its own way; undefined leaves one to the general map. */
  readonly mapError?: (status: number, error: ProviderErrorBody) => GatewayError | undefined;
  /** Reads its list of models, where that is not `GET /models` in OpenAI's form. */
  readonly listModels?: (get: ListRequest) => Promise<readonly ModelCard[]>;
}

/** Asks the upstream for a list: a path to its answer, parsed; a bare array is given as `data`. */
export type ListRequest = (path: string) => Promise<JsonObject>;

/** The path of an operation in OpenAI's API, behind the version. */
export function openAiPath(operation: Operation): string {
  return operation === 'chat' ? '/chat/completions' : `/${operation}`;
}
