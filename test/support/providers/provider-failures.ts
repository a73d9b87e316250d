/** What each provider says when it fails, in its own format. */
import { json } from '../upstream/answer-scripts';
import {
  cutEventStream,
  eventBytes,
  eventStream,
  exceptionBytes,
  recordedEvents,
} from './bedrock-event-stream';
import type { AnswerScript } from '../upstream/exchange';
import { recordedStream } from './google-answers';
import type { ReplayedName } from './provider-replays';
import { recordedChunks, recordedWhole } from './recordings';
import { stream, streamBytes } from '../upstream/stream-scripts';

/** A provider's words that no caller may read: they are in every failure that is not the caller's. */
export const PRIVATE_WORDS = 'org-private-4711';

/** A provider's failures. */
interface ProviderFailures {
  /** 400: the prompt is longer than the context; the reason that the caller has to be given. */
  readonly tooLong: { readonly script: AnswerScript; readonly reason: RegExp };
  readonly badCredential: AnswerScript;
  /** 429, and the seconds to wait that it names. */
  readonly limited: { readonly script: AnswerScript; readonly retryAfter: string | undefined };
  readonly overloaded: AnswerScript;
  /** A stream with text that ends in an error of the provider's own. */
  readonly failsLater: AnswerScript;
  /** A stream with text whose connection breaks. */
  readonly cut: AnswerScript;
}

type Dialect = Exclude<ReplayedName, 'vertex' | 'bedrock-signed'>;

const FRAMES_BEFORE = 5;

const openAi = (
  status: number,
  error: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): AnswerScript => json({ error: { type: null, param: null, ...error } }, { status, headers });

const openAiFrames = (): string[] =>
  recordedChunks('openai/openai-text')
    .slice(0, FRAMES_BEFORE)
    .map((line) => `data: ${line}\n\n`);

const OPENAI: ProviderFailures = {
  tooLong: {
    script: openAi(400, {
      message:
        "This model's maximum context length is 128000 tokens. Please reduce the length of the messages.",
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    }),
    reason: /maximum context length is 128000/,
  },
  badCredential: openAi(401, { message: `Incorrect API key of ${PRIVATE_WORDS}.`, code: 'invalid_api_key' }),
  limited: {
    script: openAi(
      429,
      { message: `Rate limit of ${PRIVATE_WORDS} reached.`, code: 'rate_limit_exceeded' },
      { 'retry-after': '7' },
    ),
    retryAfter: '7',
  },
  overloaded: openAi(503, { message: `${PRIVATE_WORDS} is overloaded.`, type: 'server_error' }),
  failsLater: (exchange) =>
    stream([...openAiFrames(), { error: { message: PRIVATE_WORDS, type: 'server_error', code: null } }], {
      ending: 'end',
    })(exchange),
  cut: (exchange) => stream(openAiFrames(), { ending: 'cut' })(exchange),
};

const messagesError = (type: string, message: string): object => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
});
const messagesFrames = (): string[] =>
  recordedChunks('anthropic/anthropic-text')
    .slice(0, FRAMES_BEFORE)
    .map((line) => `event: ${(JSON.parse(line) as { readonly type: string }).type}\ndata: ${line}\n\n`);

const ANTHROPIC: ProviderFailures = {
  tooLong: {
    script: json(
      messagesError('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
      {
        status: 400,
      },
    ),
    reason: /prompt is too long: 210000 tokens/,
  },
  badCredential: json(messagesError('authentication_error', `invalid x-api-key of ${PRIVATE_WORDS}`), {
    status: 401,
  }),
  limited: {
    script: json(messagesError('rate_limit_error', `${PRIVATE_WORDS} would exceed its rate limit`), {
      status: 429,
      headers: { 'retry-after': '12' },
    }),
    retryAfter: '12',
  },
  overloaded: json(messagesError('overloaded_error', `Overloaded: ${PRIVATE_WORDS}`), { status: 529 }),
  failsLater: (exchange) =>
    stream(
      [
        ...messagesFrames(),
        `event: error\ndata: ${JSON.stringify(messagesError('overloaded_error', PRIVATE_WORDS))}\n\n`,
      ],
      { ending: 'end' },
    )(exchange),
  cut: (exchange) => stream(messagesFrames(), { ending: 'cut' })(exchange),
};

const google = (code: number, status: string, message: string, details: readonly object[] = []): object => ({
  error: { code, message, status, details },
});
const googleInfo = (reason: string): object => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
});
/** The first chunk of the recording, with its text. */
const googleFrames = (): Buffer => {
  const bytes = recordedStream('google/google-text');
  return bytes.subarray(0, bytes.indexOf('\r\n\r\n') + 4);
};

const GOOGLE: ProviderFailures = {
  tooLong: {
    script: json(
      google(
        400,
        'INVALID_ARGUMENT',
        'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      ),
      { status: 400 },
    ),
    reason: /input token count \(1200000\) exceeds/,
  },
  badCredential: json(
    google(400, 'INVALID_ARGUMENT', `API key not valid: ${PRIVATE_WORDS}.`, [googleInfo('API_KEY_INVALID')]),
    { status: 400 },
  ),
  limited: {
    script: (exchange) =>
      json(JSON.parse(recordedWhole('google/google-429-retry-info')) as unknown, { status: 429 })(exchange),
    retryAfter: '35',
  },
  overloaded: json(google(503, 'UNAVAILABLE', `The model of ${PRIVATE_WORDS} is overloaded.`), {
    status: 503,
  }),
  failsLater: (exchange) => {
    const failure = JSON.stringify(google(503, 'UNAVAILABLE', PRIVATE_WORDS));
    return streamBytes(Buffer.concat([googleFrames(), Buffer.from(`data: ${failure}\r\n\r\n`)]))(exchange);
  },
  cut: (exchange) => streamBytes(googleFrames(), [], { ending: 'cut' })(exchange),
};

const bedrock = (status: number, type: string, message: string): AnswerScript =>
  json({ message }, { status, headers: { 'x-amzn-errortype': `${type}:http://internal.amazon.com/` } });
const bedrockMessages = (): Buffer[] =>
  recordedEvents('bedrock/amazon-bedrock-text').slice(0, FRAMES_BEFORE).map(eventBytes);

const BEDROCK: ProviderFailures = {
  tooLong: {
    script: bedrock(400, 'ValidationException', 'Input is too long for requested model.'),
    reason: /Input is too long for requested model/,
  },
  badCredential: bedrock(403, 'UnrecognizedClientException', `The token of ${PRIVATE_WORDS} is invalid.`),
  limited: {
    script: bedrock(429, 'ThrottlingException', `Too many requests of ${PRIVATE_WORDS}.`),
    retryAfter: undefined,
  },
  overloaded: bedrock(503, 'ServiceUnavailableException', `Bedrock cannot handle ${PRIVATE_WORDS}.`),
  failsLater: (exchange) =>
    eventStream([...bedrockMessages(), exceptionBytes('throttlingException', PRIVATE_WORDS)])(exchange),
  cut: (exchange) => cutEventStream(bedrockMessages())(exchange),
};

/** The failures of each provider. */
export const FAILURES: readonly (ProviderFailures & { readonly from: Dialect })[] = [
  { from: 'openai', ...OPENAI },
  { from: 'azure', ...OPENAI },
  { from: 'anthropic', ...ANTHROPIC },
  { from: 'gemini', ...GOOGLE },
  { from: 'bedrock', ...BEDROCK },
];
