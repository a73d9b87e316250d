import type { DoorWire } from '../wire';
import { ChatChunkWriter } from './chunk-writer';
import { chatCompletion } from './completion';
import { ChatFrameReader, chatGoingOn } from './frame-reader';
import { areEmptyChunks } from './empty-chunks';
import type { KeptFields } from './provider-fields/kept-fields';
import { functionsAsTools } from './legacy-functions';
import { readChatRequest } from './read-request';

/**
 * OpenAI's Chat Completions: https://platform.openai.com/docs/api-reference/chat
 * @param kept what of earlier answers is kept for the caller
 */
export function chatWire(kept: KeptFields | undefined): DoorWire {
  return {
    name: 'openai-chat',
    readRequest: (body) => readChatRequest(body, kept),
    streamWriter: (asked, summary) => new ChatChunkWriter(asked, summary, kept),
    saysNothing: areEmptyChunks,
    frameReader: (events) => new ChatFrameReader(events),
    goingOn: chatGoingOn,
    wholeAnswer: (answer, asked, usage, summary) => chatCompletion(answer, asked, usage, summary, kept),
  };
}

/**
 * The same, of a request that has `functions` where others have `tools`: calls are told in the form of `function_call`.
 * Format: https://platform.openai.com/docs/api-reference/chat/create#chat-create-functions
 */
export function chatFunctionsWire(kept: KeptFields | undefined): DoorWire {
  return {
    ...chatWire(kept),
    asTools: functionsAsTools,
    streamWriter: (asked, summary) => new ChatChunkWriter(asked, summary, kept, 'function'),
    wholeAnswer: (answer, asked, usage, summary) =>
      chatCompletion(answer, asked, usage, summary, kept, 'function'),
  };
}

/** The same as {@link chatWire}, and nothing is kept. */
export const openAiChatWire: DoorWire = chatWire(undefined);
