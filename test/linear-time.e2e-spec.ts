import * as yaml from 'yaml';
import { presentedKey } from '../src/auth/presented-key';
import { isUtf8Json } from '../src/body/content-type';
import { JsonBounds } from '../src/body/json-bounds';
import { viewLargeBody } from '../src/body/large-body';
import { refuseUpstreamChoice } from '../src/body/upstream-choice';
import { parseEnvText } from '../src/config/env-file';
import { parseProviderFile } from '../src/config/provider-file/parse-provider-file';
import { httpUrl, namedKeys, networks, origins } from '../src/config/setting-types';
import { GatewayError } from '../src/errors/gateway-error';
import { emptyFacts } from '../src/llm/llm-adapter';
import { ChatStreamReader } from '../src/llm/providers/openai-compatible/stream';
import { errorFromAnswer, retryAfterMs } from '../src/llm/providers/openai-compatible/errors';
import { redactedText } from '../src/llm/providers/openai-compatible/provider-text';
import { textEvent } from '../src/llm/messages-api/text-event';
import { readTextFrame } from '../src/llm/providers/google/text-frame';
import { wordTokens } from '../src/llm/mock/tokens';
import { SseFrameReader } from '../src/sse/sse-frame.reader';
import { startTrace } from '../src/traces/request-trace';
import { headersForCaller, headersForUpstream } from '../src/upstream/forwarded-headers';
import { isRecursive } from '../src/wire/anthropic-messages/output-schema';
import { CustomInput } from '../src/wire/canonical/custom-tool';
import { readDataUrl } from '../src/wire/canonical/data-url';
import { mediaTypeOf } from '../src/wire/canonical/media-type';
import { writeMedia } from '../src/wire/gemini/write-media';
import { ToolNames } from '../src/wire/openai-responses/tool-names';
import { openAiChatWire } from '../src/wire/openai-chat/openai-chat.wire';
import { MOST_GROWTH, growth } from './support/observation/cpu-time';

/** What is repeated: the characters on which readers go back and forth, and some that belong together. */
const FILLERS = [
  ...Array.from(' \t\n\r/\\"\'[({<.,;:=&%#@-_a0'),
  '.a',
  '.a?',
  'a-',
  '\\"',
  '{"',
  '[{',
  '\n\n',
  '\r\n',
  'a.',
  '${',
  '/v1',
];
const UNITS = 12_500;

const ofUser = (content: unknown) => ({ messages: [{ role: 'user', content }] });
const chat = (body: Record<string, unknown>) => openAiChatWire.readRequest({ ...ofUser('Hello'), ...body });
const frames = (bytes: string, piece = bytes.length): void => {
  const reader = new SseFrameReader((frame) => frame, undefined);
  const all = Buffer.from(bytes);
  for (let at = 0; at < all.length; at += piece) reader.push(all.subarray(at, at + piece));
  reader.end();
};
const chatStream = (bytes: string): void => {
  const call = { facts: emptyFacts(), raw: Buffer.alloc(0), usageWanted: false, model: 'm' };
  const sink = { push: () => true, opened: () => undefined, onDrain: undefined };
  const reader = new ChatStreamReader(call as never, sink, () => new GatewayError('INTERNAL', ''));
  reader.data(Buffer.from(bytes));
  reader.end();
};
const fileContext = {
  environment: {},
  knownProviders: [{ name: 'mock', endpoint: 'http://localhost', credential: 'optional' as const }],
};

/** The letters of an eighth of a text, for what is done for each of them. */
const lettersOf = (text: string): string[] => Array.from(text.slice(0, text.length / 8));

/** Every reader of text that comes from outside, by the field that holds it; what it throws does not matter. */
const READERS: readonly [string, (text: string) => unknown][] = [
  [
    'an image address',
    (text) => chat(ofUser([{ type: 'image_url', image_url: { url: `https://x/${text}\n` } }])),
  ],
  ['a data URL', (text) => chat(ofUser([{ type: 'image_url', image_url: { url: `data:${text}\n` } }]))],
  ['a data URL by itself', (text) => readDataUrl(`data:image/png${text}`)],
  ['a media type', (text) => mediaTypeOf(`image/${text}!`)],
  [
    'an address for Gemini',
    (text) =>
      writeMedia({
        kind: 'image',
        source: { type: 'url', mediaType: undefined, url: `https://x/${text}\n` },
        at: '',
      }),
  ],
  ['stop strings', (text) => chat({ stop: [text, text] })],
  ['a text', (text) => chat(ofUser(text))],
  ['tool names', (text) => chat({ tools: [{ type: 'function', function: { name: text } }] })],
  [
    'a group of tools of the Responses door',
    (text) => new ToolNames().add({ form: 'function', name: 'f', namespace: `${text}!` }),
  ],
  ['names of fields', (text) => refuseUpstreamChoice({ [text]: 1, extra_body: { [text]: { [text]: 1 } } })],
  ['a prompt of the mock', wordTokens],
  ['bytes of a body', (text) => new JsonBounds().take(Buffer.from(text))],
  ['a string of a body', (text) => new JsonBounds().take(Buffer.from(`"${text}`))],
  ['a large body', (text) => viewLargeBody(Buffer.from(`{"a":${JSON.stringify(text)},"b":[${text}]}`))],
  ['a content type', (text) => isUtf8Json(`application/json;${text}`)],
  ['a charset', (text) => isUtf8Json(`application/json;charset=${text}"`)],
  ['an Authorization header', (text) => presentedKey({ authorization: `Bearer ${text}` })],
  [
    'headers of a trace',
    (text) => startTrace({ traceparent: `00-${text}`, 'x-request-id': text, tracestate: text }),
  ],
  ["a caller's headers", (text) => headersForUpstream({ 'user-agent': text, 'openai-beta': text })],
  ["an upstream's headers", (text) => headersForCaller({ 'x-request-id': text, 'retry-after': text })],
  ['a wait', (text) => retryAfterMs({ 'retry-after': `1${text}x`, 'retry-after-ms': ` ${text}x` })],
  ['a frame', (text) => frames(`data: ${text}x\n\n`)],
  ['a frame between blanks', (text) => chatStream(`data: ${text}{"a":1}${text}x\n\ndata: [DONE]\n\n`)],
  ['a frame in pieces of one byte', (text) => frames(`data: ${text.slice(0, text.length / 16)}x\n\n`, 1)],
  ['lines of frames', (text) => frames(`data:${text}\ndata:${text}`)],
  ["an event of Anthropic's", (text) => textEvent(`{"type":"content_block_delta","delta":{"text":"${text}`)],
  [
    'a schema for Claude',
    (text) =>
      isRecursive({
        anyOf: lettersOf(text).map((_letter, index) => ({ $ref: `#${index}/$defs/a` })),
        $defs: { a: { enum: lettersOf(text) } },
      }),
  ],
  [
    'the input of a custom tool',
    (text) => {
      const input = new CustomInput();
      for (const piece of ['{"input":"', ...lettersOf(text), '"}']) input.take(piece);
      return input.end();
    },
  ],
  [
    "a frame of Google's",
    (text) => readTextFrame(Buffer.from(`data: {"candidates": [{"content": {"parts": [{"text": "${text}`)),
  ],
  [
    "a provider's error text",
    (text) =>
      errorFromAnswer(
        400,
        {},
        Buffer.from(JSON.stringify({ error: { message: text, code: text, param: text } })),
      ),
  ],
  ["a provider's error that is quoted", (text) => redactedText(text, /^x/)],
  ["a provider's page", (text) => errorFromAnswer(502, {}, Buffer.from(text))],
  [
    'a provider file',
    (text) =>
      parseProviderFile(`providers: {mock: {base_url: ${JSON.stringify(text)}}}`, 'x', fileContext, yaml),
  ],
  ['a line of .env', (text) => parseEnvText(`A=${text}x`, '.env')],
  ['names in .env', (text) => parseEnvText(`${text}=x`, '.env')],
  ['an address in the settings', (text) => httpUrl.parse(`http://localhost/${text}x`)],
  ['keys in the settings', (text) => namedKeys.parse(`a=${text}!`)],
  ['networks in the settings', (text) => networks.parse(text)],
  ['origins in the settings', (text) => origins.parse(`https://${text}!`)],
];

describe('time grows with an input, not with its square', () => {
  it.each(READERS)('of %s', (_what, read) => {
    for (const filler of FILLERS) {
      const times = growth((size) => read(filler.repeat(size)), UNITS);
      if (times > MOST_GROWTH)
        throw new Error(`${JSON.stringify(filler)} repeated: ${times.toFixed(0)} times as long`);
    }
  });
});
