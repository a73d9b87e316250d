import type { CanonicalRequest, Tool, Turn } from '../canonical/canonical-request';
import type { ContentPart } from '../canonical/content-part';
import { customDescription } from '../canonical/custom-tool';
import { CUSTOM_PARAMETERS, inputObject } from '../canonical/tool-text';

/** A request whose custom tools are functions with one text: every provider takes those. */
export function customAsFunctions(request: CanonicalRequest): CanonicalRequest {
  return { ...request, tools: request.tools.map(functionTool), turns: request.turns.map(functionCalls) };
}

function functionTool(tool: Tool): Tool {
  if (tool.kind !== 'custom') return tool;
  const { name, description, format, at } = tool;
  const told = customDescription(description, format);
  return {
    kind: 'function',
    name,
    description: told,
    parameters: CUSTOM_PARAMETERS,
    strict: undefined,
    own: {},
    at,
  };
}

function functionCalls(turn: Turn): Turn {
  return { ...turn, parts: turn.parts.map(functionCall) };
}

function functionCall(part: ContentPart): ContentPart {
  if (part.kind !== 'tool_call' || part.tool !== 'custom') return part;
  return { ...part, tool: 'function', input: JSON.stringify(inputObject(part)) };
}
