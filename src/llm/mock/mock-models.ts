import { GatewayError } from '../../errors/gateway-error';
import { didYouMean } from '../../config/provider-file/nearest-name';

/** The names by which the mock is told what to do. */
export type MockModelId =
  | 'mock'
  | 'mock-echo'
  | 'mock-tools'
  | 'mock-reasoning'
  | 'mock-thinking'
  | 'mock-json'
  | 'mock-long'
  | 'mock-slow-first-token'
  | 'mock-stall'
  | 'mock-cut'
  | 'mock-error-400'
  | 'mock-error-401'
  | 'mock-error-429'
  | 'mock-error-500'
  | 'mock-error-503'
  | 'mock-error-timeout'
  | 'mock-embedding';

/** One scripted model. */
export interface MockModel {
  readonly id: MockModelId;
  /** What it does, in one line, for the model's users. */
  readonly about: string;
  /** The context window in tokens. */
  readonly contextLength: number;
  /** True when it waits before its first token. */
  readonly slowStart: boolean;
  /** How an answer ends: complete, broken off after a few tokens, or silent after a few tokens. */
  readonly ending: 'whole' | 'cut' | 'stall';
}

/** What the plain mock says, one word at a time. */
export const DEFAULT_TEXT = 'Mock LLM streaming response';

/** How many words `mock-long` says. */
export const LONG_ANSWER_WORDS = 2_000;

function scripted(id: MockModelId, about: string, differences: Partial<MockModel> = {}): MockModel {
  return { id, about, contextLength: 128_000, slowStart: false, ending: 'whole', ...differences };
}

const PLAIN = scripted('mock', `Says "${DEFAULT_TEXT}"; so does any name that does not begin with mock-.`);

/** Every scripted model, in the order in which lists and documents show them. */
export const MOCK_MODELS: readonly MockModel[] = [
  PLAIN,
  scripted('mock-echo', "Repeats the last user message's text."),
  scripted(
    'mock-tools',
    'Calls the first tool offered; the first two in parallel unless that is switched off.',
  ),
  scripted('mock-reasoning', 'Reasons (reasoning_content, reasoning_tokens) before it answers.'),
  scripted(
    'mock-thinking',
    'Thinks with a signature (thinking_blocks), calls the first tool offered, and wants its thinking back in the next turn.',
  ),
  scripted(
    'mock-json',
    'Answers an object that satisfies the json_schema of response_format, or calls the tool that tool_choice demands.',
  ),
  scripted('mock-long', `Says ${LONG_ANSWER_WORDS.toLocaleString('en')} numbered words.`),
  scripted('mock-slow-first-token', 'Waits 5 seconds before its first token.', { slowStart: true }),
  scripted('mock-stall', 'Says two words, then nothing more until the call is stopped.', { ending: 'stall' }),
  scripted('mock-cut', 'Says two words, then breaks off: the upstream connection is cut.', { ending: 'cut' }),
  scripted('mock-error-400', 'The upstream refuses the request: 400.'),
  scripted('mock-error-401', "The upstream refuses the gateway's credential: reaches the caller as 502."),
  scripted('mock-error-429', 'The upstream is at its rate limit: 429 with a wait of one second.'),
  scripted('mock-error-500', 'The upstream fails: reaches the caller as 502.'),
  scripted('mock-error-503', 'The upstream is overloaded: reaches the caller as 502.'),
  scripted('mock-error-timeout', 'The upstream does not answer in time: 504, after a tenth of a second.'),
  scripted('mock-embedding', 'Embeddings: unit vectors that depend on the input alone; does not chat.', {
    contextLength: 8_192,
  }),
];

const BY_NAME: ReadonlyMap<string, MockModel> = new Map(MOCK_MODELS.map((model) => [model.id, model]));

/**
 * The scripted model for a name; a name that does not begin with `mock-` is the plain one.
 *
 * @throws GatewayError MODEL_NOT_FOUND for an unknown `mock-…`; its message lists the known ones.
 */
export function mockModel(name: string): MockModel {
  if (!name.startsWith('mock-')) return PLAIN;
  const model = BY_NAME.get(name);
  if (model !== undefined) return model;
  const names = [...BY_NAME.keys()];
  throw new GatewayError(
    'MODEL_NOT_FOUND',
    `The mock has no model "${name.slice(0, 100)}"${didYouMean(name, names)}. It has ${names.join(', ')}.`,
    { param: 'model', providerCode: 'model_not_found', upstreamFailure: 'rejected', upstreamStatus: 404 },
  );
}
