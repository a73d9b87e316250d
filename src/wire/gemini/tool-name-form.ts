import { toolNameForm } from '../canonical/tool-names';

/**
 * What both of Google's APIs take: a letter or `_` first is Vertex AI's rule.
 * Sources: https://ai.google.dev/api/caching#FunctionDeclaration,
 * https://cloud.google.com/vertex-ai/docs/reference/rest/v1/FunctionDeclaration
 */
export const TOOL_NAME_FORM = toolNameForm('a-zA-Z0-9_.:-', 'a-zA-Z_');
