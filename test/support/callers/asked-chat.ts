/** A chat call by the unmodified `openai` package, and what its caller has of the answer, the same for both forms. */
import type OpenAI from 'openai';

/** The call's body, without `stream`. */
export type ChatBody = OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming;

/** A tool call; its arguments are parsed, because equal ones may be written in several ways. */
export interface AskedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
}

/** An answer as its caller has it in the end. */
export interface AskedAnswer {
  readonly text: string;
  /** The extension field `reasoning_content`. */
  readonly reasoning: string;
  readonly calls: readonly AskedCall[];
  readonly finish: string | undefined;
  readonly usage: OpenAI.CompletionUsage | undefined;
  readonly model: string | undefined;
  /** `x-llm-proxy-deployment` */
  readonly deployment: string | null;
}

interface WithReasoning {
  readonly reasoning_content?: string;
}

/** Asks for a whole answer. @throws what the SDK throws */
export async function askWhole(client: OpenAI, body: ChatBody): Promise<AskedAnswer> {
  const { data, response } = await client.chat.completions.create(body).withResponse();
  const [choice] = data.choices;
  const message: (OpenAI.Chat.Completions.ChatCompletionMessage & WithReasoning) | undefined =
    choice?.message;
  const calls = (message?.tool_calls ?? []).map((call) => {
    if (call.type !== 'function') throw new Error('a call of another type');
    return askedCall(call.id, call.function.name, call.function.arguments);
  });
  return {
    text: message?.content ?? '',
    reasoning: message?.reasoning_content ?? '',
    calls,
    finish: choice?.finish_reason,
    usage: data.usage,
    model: data.model,
    deployment: response.headers.get('x-llm-proxy-deployment'),
  };
}

/** Asks for a stream with its usage, and reads it to its end. @throws what the SDK throws */
export async function askStream(client: OpenAI, body: ChatBody): Promise<AskedAnswer> {
  const { data, response } = await client.chat.completions
    .create({ ...body, stream: true, stream_options: { include_usage: true } })
    .withResponse();
  const calls: { id: string; name: string; arguments: string }[] = [];
  let [text, reasoning] = ['', ''];
  let finish: string | undefined;
  let usage: OpenAI.CompletionUsage | undefined;
  let model: string | undefined;
  for await (const chunk of data) {
    model ||= chunk.model;
    usage = chunk.usage ?? usage;
    const [choice] = chunk.choices;
    if (choice === undefined) continue;
    const delta: typeof choice.delta & WithReasoning = choice.delta;
    finish = choice.finish_reason ?? finish;
    text += delta.content ?? '';
    reasoning += delta.reasoning_content ?? '';
    for (const { index, id, function: called } of delta.tool_calls ?? []) {
      const call = (calls[index] ??= { id: '', name: '', arguments: '' });
      call.id ||= id ?? '';
      call.name ||= called?.name ?? '';
      call.arguments += called?.arguments ?? '';
    }
  }
  const deployment = response.headers.get('x-llm-proxy-deployment');
  const asked = calls.map((call) => askedCall(call.id, call.name, call.arguments));
  return { text, reasoning, calls: asked, finish, usage, model, deployment };
}

function askedCall(id: string, name: string, args: string): AskedCall {
  return { id, name, arguments: JSON.parse(args) as unknown };
}
