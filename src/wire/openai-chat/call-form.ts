/**
 * How an answer holds its calls: as `tool_calls`, or where the request has `functions`, as the one `function_call`. Of several
 * calls the first is told then; the model asks again for what it still needs.
 * Format: https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-message-function_call
 */
export type CallForm = 'tools' | 'function';
