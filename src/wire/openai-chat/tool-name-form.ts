import { toolNameForm } from '../canonical/tool-names';

/** Source: https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools (`function.name`); so too in Responses */
export const TOOL_NAME_FORM = toolNameForm('a-zA-Z0-9_-');
