import { toolNameForm } from '../canonical/tool-names';

/**
 * What a tool's argument may be called, at the top of its schema.
 * Source: "Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'", https://github.com/anthropics/claude-code/issues/79418
 */
export const FIELD_NAME_FORM = toolNameForm('a-zA-Z0-9_.-');
