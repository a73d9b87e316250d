import { toolNameForm } from '../canonical/tool-names';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolSpecification.html (`name`) */
export const TOOL_NAME_FORM = toolNameForm('a-zA-Z0-9_-');
