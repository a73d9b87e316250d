/** Who may have said a message (https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages). */
export const MESSAGE_ROLES = ['user', 'assistant', 'tool', 'system', 'developer', 'function'] as const;
