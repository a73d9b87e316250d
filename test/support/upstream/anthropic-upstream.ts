/** Answers of the Messages API for a FakeUpstream, and an adapter opened on it. */
import { Secret } from '../../../src/config/secret';
import { anthropicProvider } from '../../../src/llm/providers/anthropic/anthropic.provider';
import type { AdapterSettings, ConnectionTarget } from '../../../src/llm/provider';
import type { LlmAdapter, LlmCall } from '../../../src/llm/llm-adapter';
import { readChunks } from '../providers/anthropic-chunks';
import type { SeenAnswer } from '../providers/anthropic-chunks';
import type { Json } from '../providers/anthropic-recordings';
import { json } from './answer-scripts';
import type { AnswerScript } from './exchange';
import { HANG_MS, until } from '../observation/until';
import type { FakeUpstream } from './fake-upstream';
import type { RecordedRequest } from './recorded-request';

/** The credential of every adapter that {@link openAnthropic} opens, where no other is given. */
export const API_KEY = 'sk-ant-api03-test';

const SETTINGS: AdapterSettings = {
  connectTimeoutMs: HANG_MS,
  proxy: { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined },
  addresses: 'private-allowed',
  strictParams: false,
  mockTokenDelayMs: 0,
};

/** Opens the provider's adapter on an address. */
export function openAnthropic(
  endpoint: string,
  {
    key = API_KEY,
    options = {},
  }: { readonly key?: string; readonly options?: ConnectionTarget['options'] } = {},
): LlmAdapter {
  const target = { name: 'claude', provider: 'anthropic', endpoint, credential: new Secret(key), options };
  return anthropicProvider.open(target, SETTINGS);
}

/** An error answer in the provider's body. */
export function messagesFailure(
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): AnswerScript {
  return json({ type: 'error', error: { type, message }, request_id: 'req_1' }, { status, headers });
}

/** A stream that is being read: what came by now, and how it ended. */
interface RunningStream {
  /** What an OpenAI client has seen of it. */
  readonly seen: () => SeenAnswer;
  readonly ended: Promise<void>;
}

/** Reads a stream through an adapter; its failure is `ended`'s. */
export function runStream(adapter: LlmAdapter, call: LlmCall, signal: AbortSignal): RunningStream {
  const frames: Buffer[] = [];
  const ended = adapter.stream(
    call,
    {
      opened: () => undefined,
      push: (bytes) => frames.push(Buffer.from(bytes)) > 0,
      onDrain: undefined,
    },
    signal,
  );
  ended.catch(() => undefined);
  return { ended, seen: () => readChunks(Buffer.concat(frames)) };
}

/** Waits for the first request at the upstream, with its body. */
export async function firstRequest(upstream: FakeUpstream): Promise<RecordedRequest> {
  const request = await until(() => upstream.requests[0], { what: 'a request' });
  if (request === undefined || !(await request.received)) throw new Error('the request broke off');
  return request;
}

/** A message with a text and a tool call behind some thinking. */
export const MESSAGE: Json = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [
    { type: 'thinking', thinking: 'The caller wants the time.', signature: 'c2ln' },
    { type: 'text', text: 'One moment.' },
    { type: 'tool_use', id: 'toolu_1', name: 'now', input: { zone: 'UTC' } },
  ],
  stop_reason: 'tool_use',
  stop_sequence: null,
  usage: { input_tokens: 10, cache_read_input_tokens: 30, cache_creation_input_tokens: 2, output_tokens: 8 },
};
