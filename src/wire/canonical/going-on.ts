/**
 * What the user says behind an assistant's message at the end, at models that refuse such an end ("This model does not
 * support assistant message prefill. The conversation must end with a user message").
 * Source: https://platform.claude.com/docs/en/about-claude/models/migration-guide
 */
export const GO_ON = 'Please continue.';
