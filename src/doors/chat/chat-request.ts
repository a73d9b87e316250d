import { validateMessages } from '../../body/chat-messages';
import { GENERATION_FIELDS } from '../../body/generation.dto';
import { validateBody } from '../../body/validate-body';
import { ChatRequestDto } from './chat-request.dto';

const FIELDS = [...GENERATION_FIELDS, 'messages', 'stream', 'stream_options', 'n'] as const;

/**
 * Checks a Chat Completions body.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field.
 */
export function validateChatRequest(body: unknown): ChatRequestDto {
  const request = validateBody(body, ChatRequestDto, FIELDS);
  validateMessages(request.messages);
  return request;
}
