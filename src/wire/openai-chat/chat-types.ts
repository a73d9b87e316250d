import type OpenAI from 'openai';
import type { JsonObject } from '../../json/json-object';
import type { CacheMark } from '../canonical/content-part';

/**
 * The types of this wire: those of OpenAI's own SDK, and beside them the extension fields that other vendors have
 * documented. What is written here is held to them when it is compiled.
 */

export type ChatCompletion = Omit<OpenAI.ChatCompletion, 'choices' | 'usage'> & {
  readonly choices: readonly ChatChoice[];
  readonly usage: ChatUsage;
};
export type ChatChoice = Omit<OpenAI.ChatCompletion.Choice, 'message'> & { readonly message: ChatAnswer };
export type ChatChunk = OpenAI.ChatCompletionChunk & { readonly usage: ChatUsage };
export type ChatFinishReason = OpenAI.ChatCompletion.Choice['finish_reason'];
export type ChatAnnotation = OpenAI.ChatCompletionMessage.Annotation;
export type ChatLogprobs = OpenAI.ChatCompletion.Choice.Logprobs;
export type ChatTokenLogprob = OpenAI.ChatCompletionTokenLogprob.TopLogprob;

/** `estimated: true` where the figures are ours. */
export type ChatUsage = OpenAI.CompletionUsage & { readonly estimated?: true };

/** A call; `extra_content` has Google's thought signature (https://ai.google.dev/gemini-api/docs/thought-signatures). */
export type ChatToolCall = OpenAI.ChatCompletionMessageToolCall & { readonly extra_content?: JsonObject };

/**
 * What a model says of its reasoning: DeepSeek's text (https://api-docs.deepseek.com/guides/reasoning_model), and LiteLLM's
 * signed blocks (https://docs.litellm.ai/docs/reasoning_content), and OpenRouter's entries
 * (https://openrouter.ai/docs/use-cases/reasoning-tokens).
 */
interface ChatReasoning {
  readonly reasoning_content?: string;
  readonly thinking_blocks?: readonly JsonObject[];
  readonly reasoning_details?: readonly JsonObject[];
}

export type ChatAudio = OpenAI.ChatCompletionAudio;

/** A picture of an answer, as OpenRouter has it (https://openrouter.ai/docs/features/multimodal/image-generation). */
export type ChatImage = OpenAI.ChatCompletionContentPartImage & { readonly index: number };

/** A call in the form that `tool_calls` have replaced, signed as those are. */
interface ChatFunctionCall {
  readonly name: string;
  readonly arguments: string;
  readonly extra_content?: JsonObject;
}

/** The message of an answer; callers that sent `functions` get their one call as `function_call`. */
export type ChatAnswer = Omit<OpenAI.ChatCompletionMessage, 'tool_calls' | 'function_call'> &
  ChatReasoning & {
    readonly function_call?: ChatFunctionCall;
    readonly tool_calls?: readonly ChatToolCall[];
    readonly images?: readonly ChatImage[];
    readonly provider_fields?: JsonObject;
  };

/** A cache mark, as OpenRouter and LiteLLM have it: https://openrouter.ai/docs/features/prompt-caching */
interface Cached {
  readonly cache_control?: CacheMark;
}

/**
 * A part of a message. The address of a video is an extension of vLLM and OpenRouter; a picture's detail and the format of
 * sound are the caller's own words, which may be newer than the SDK.
 */
export type ChatPart = (
  | OpenAI.ChatCompletionContentPartText
  | OpenAI.ChatCompletionContentPart.File
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string; readonly detail?: string } }
  | { readonly type: 'input_audio'; readonly input_audio: { readonly format: string; readonly data: string } }
  | { readonly type: 'video_url'; readonly video_url: { readonly url: string } }
) &
  Cached;
export type ChatTextPart = OpenAI.ChatCompletionContentPartText & Cached;

/** A message of a request. */
export type ChatMessage =
  | (Omit<OpenAI.ChatCompletionSystemMessageParam, 'content'> & {
      readonly content: string | readonly ChatTextPart[];
    })
  | (Omit<OpenAI.ChatCompletionUserMessageParam, 'content'> & {
      readonly content: string | readonly ChatPart[];
    })
  | (Omit<OpenAI.ChatCompletionToolMessageParam, 'content'> & {
      readonly content: string | readonly ChatTextPart[];
    })
  | (Omit<OpenAI.ChatCompletionAssistantMessageParam, 'content' | 'tool_calls'> &
      ChatReasoning & {
        readonly content: string | readonly ChatTextPart[] | null;
        readonly tool_calls?: readonly ChatToolCall[];
      });

/** A tool that is offered; the format of a custom one's input is passed as the caller says it. */
export type ChatTool = (
  | OpenAI.ChatCompletionFunctionTool
  | {
      readonly type: 'custom';
      readonly custom: Omit<OpenAI.ChatCompletionCustomTool.Custom, 'format'> & {
        readonly format?: JsonObject;
      };
    }
) &
  Cached;
export type ChatToolChoice = OpenAI.ChatCompletionToolChoiceOption;

/** The request that is written for a provider of this wire. Its efforts are those of the model (`xhigh`). */
export type ChatRequest = Omit<
  OpenAI.ChatCompletionCreateParams,
  'messages' | 'tools' | 'reasoning_effort'
> & {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ChatTool[];
  readonly reasoning_effort?: string;
};
