/**
 * What the user says behind an assistant's message at the end, at models that refuse such an end ("This model does not
 * support assistant message prefill. The conversation must end with a user message"), or refuse it where it is a thought.
 * Source: https://platform.claude.com/docs/en/about-claude/models/migration-guide
 */
export const GO_ON = 'Please continue.';

/** The user's turn before a conversation that begins with the assistant, where that is refused. */
export const BEGUN_BY_ASSISTANT = '(The conversation begins with the assistant.)';
