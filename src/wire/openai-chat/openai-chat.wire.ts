import type { DoorWire } from '../wire';
import { ChatChunkWriter } from './chunk-writer';
import { chatCompletion } from './completion';
import { readChatRequest } from './read-request';

/** OpenAI's Chat Completions: https://platform.openai.com/docs/api-reference/chat */
export const openAiChatWire: DoorWire = {
  name: 'openai-chat',
  readRequest: readChatRequest,
  streamWriter: (asked, summary) => new ChatChunkWriter(asked, summary),
  wholeAnswer: chatCompletion,
};
