import { validateMessages } from '../body/chat-messages';
import { validateBody } from '../body/validate-body';
import { ChatRequestDto } from './chat-request.dto';

const FIELDS = [
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'n',
  'tools',
] as const;

/**
 * Checks a Chat Completions body.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field.
 */
export function validateChatRequest(body: unknown): ChatRequestDto {
  const request = validateBody(body, ChatRequestDto, FIELDS);
  validateMessages(request.messages);
  return request;
}
