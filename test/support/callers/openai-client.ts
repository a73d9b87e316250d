import OpenAI, { AzureOpenAI } from 'openai';
import type { ClientOptions } from 'openai';
import type { Gateway } from '../service/gateway';

/** The unmodified `openai` package as a caller with the gateway's key; no retries of its own unless asked for. */
export function openAiClient(gateway: Gateway, options: ClientOptions = {}): OpenAI {
  return new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.key, maxRetries: 0, ...options });
}

/** Its client for Azure: `api-key`, and the model in the path. */
export function azureClient(gateway: Gateway, options: { readonly deployment?: string } = {}): AzureOpenAI {
  const { url: endpoint, key: apiKey } = gateway;
  return new AzureOpenAI({ endpoint, apiKey, apiVersion: '2024-10-21', maxRetries: 0, ...options });
}

/** The text of a stream, read to its end. @throws what the SDK throws */
export async function readText(
  stream: AsyncIterable<OpenAI.Chat.Completions.ChatCompletionChunk>,
): Promise<string> {
  let text = '';
  for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
  return text;
}

/** A tool call as its caller puts it together from a stream. */
export interface StreamedToolCall {
  id: string;
  name: string;
  arguments: string;
}

/** The tool calls of a stream, read to its end. @throws what the SDK throws */
export async function readToolCalls(
  stream: AsyncIterable<OpenAI.Chat.Completions.ChatCompletionChunk>,
): Promise<{ readonly calls: StreamedToolCall[]; readonly finishReason: string | undefined }> {
  const calls: StreamedToolCall[] = [];
  let finishReason: string | undefined;
  for await (const { choices } of stream) {
    const [choice] = choices;
    finishReason = choice?.finish_reason ?? finishReason;
    for (const delta of choice?.delta.tool_calls ?? []) {
      const call = (calls[delta.index] ??= { id: '', name: '', arguments: '' });
      call.id ||= delta.id ?? '';
      call.name ||= delta.function?.name ?? '';
      call.arguments += delta.function?.arguments ?? '';
    }
  }
  return { calls, finishReason };
}

/** A tool that takes a city. */
export function cityTool(name: string): OpenAI.Chat.Completions.ChatCompletionTool {
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  return { type: 'function', function: { name, parameters } };
}

/** What a promise rejects with. @throws Error when it resolves */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('this should have been refused');
}
