/**
 * A FakeUpstream that plays an OpenAI provider with recorded answers, behind the real LiteLLM
 * (litellm/config.test.yaml) or by itself. It knows what to do by the model name.
 */
import { json, providerError, whole } from './answer-scripts';
import type { AnswerScript } from './exchange';
import { FakeUpstream } from './fake-upstream';
import { recordedChunks, recordedWhole } from '../providers/recordings';
import { stream } from './stream-scripts';
import type { Frame } from './stream-scripts';

/** The recording behind each model name; any other name may be a recording's own (`xai/xai-text`). */
const REPLAYED_MODELS: Readonly<Record<string, string>> = {
  'gpt-4o-mini': 'openai/openai-text',
  'gpt-4o': 'openai/openai-text',
  tools: 'alibaba/alibaba-tool-call',
  reasoning: 'deepseek/deepseek-reasoning',
};

/**
 * How many frames of `cut-stream` are sent before it breaks. LiteLLM answers 500 instead of a stream when the break
 * overtakes its reading; a test that wants the break after frames that its caller has seen queues a StreamHandle.
 */
const FRAMES_BEFORE_CUT = 5;

const FAILURES: Readonly<Record<string, AnswerScript>> = {
  'upstream-fails-500': providerError(500, {
    message: 'The server had an error while processing your request.',
  }),
  'upstream-400': providerError(400, {
    message:
      "This model's maximum context length is 128000 tokens. Please reduce the length of the messages.",
    type: 'invalid_request_error',
    param: 'messages',
    code: 'context_length_exceeded',
  }),
  'upstream-401': providerError(401, {
    message: 'Incorrect API key provided: sk-replay. Find your API key at https://provider.invalid.',
    type: 'invalid_request_error',
    code: 'invalid_api_key',
  }),
  'upstream-429': providerError(
    429,
    { message: 'Rate limit reached for requests.', type: 'requests', code: 'rate_limit_exceeded' },
    { 'retry-after': '7' },
  ),
};

/** Starts it; `${upstream.url}/v1` is its base URL. */
export async function startReplayUpstream(): Promise<FakeUpstream> {
  const upstream = await FakeUpstream.start();
  upstream.onChat(({ model = '' }) => FAILURES[model] ?? replayOf(model));
  return upstream;
}

/** Replays a recording, whole or as a stream, whichever the request asks for; the usage chunk only on request. */
function replay(recording: string): AnswerScript {
  return (exchange) => {
    const { request } = exchange;
    const script = request.stream
      ? stream(recordedFrames(recording, request.includesUsage))
      : whole(recordedWhole(recording), { contentType: 'application/json' });
    return script(exchange);
  };
}

function replayOf(model: string): AnswerScript {
  if (model === 'cut-stream') return cutReplay('openai/openai-text');
  const recording = REPLAYED_MODELS[model] ?? (model.includes('/') ? model : undefined);
  if (recording !== undefined) return replay(recording);
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return providerError(404, { message, type: 'invalid_request_error', code: 'model_not_found' });
}

function cutReplay(recording: string): AnswerScript {
  return (exchange) => {
    const frames = recordedFrames(recording, false).slice(0, FRAMES_BEFORE_CUT);
    const script = exchange.request.stream
      ? stream(frames, { ending: 'cut' })
      : json(
          { error: { message: 'cut-stream streams only', type: 'invalid_request_error' } },
          { status: 400 },
        );
    return script(exchange);
  };
}

function recordedFrames(recording: string, includeUsage: boolean): Frame[] {
  return recordedChunks(recording)
    .filter((line) => includeUsage || !isUsageChunk(line))
    .map((line) => `data: ${line}\n\n`);
}

function isUsageChunk(line: string): boolean {
  const chunk: unknown = JSON.parse(line);
  if (typeof chunk !== 'object' || chunk === null || !('choices' in chunk) || !('usage' in chunk))
    return false;
  return Array.isArray(chunk.choices) && chunk.choices.length === 0 && chunk.usage !== null;
}
