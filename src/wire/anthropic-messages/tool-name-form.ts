import { toolNameForm } from '../canonical/tool-names';

/** Source: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use (`name`) */
export const TOOL_NAME_FORM = toolNameForm('a-zA-Z0-9_-');
