import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { CanonicalRequest, Tool, ToolChoice, Turn } from '../canonical/canonical-request';
import type { CacheMark, ContentPart, Signature } from '../canonical/content-part';
import {
  neededObject,
  neededText,
  objectList,
  optionalObject,
  optionalText,
} from '../canonical/field-readers';
import type { PartSeal } from '../canonical/part-seal';
import { wrongField } from '../../errors/invalid-field';
import { clientTool } from './client-tools';
import { refuseThread } from './message-thread';
import { effortOfTurn, isToolChange, shownMessages, toolsAfter } from './mid-conversation';
import { withPictures } from './answer-picture';
import { readBlocks, withSignatures } from './read-blocks';
import { readSettings } from './read-settings';

/** Fields of a tool with a place in the canonical model. */
const TOOL_FIELDS: ReadonlySet<string> = new Set([
  'name',
  'type',
  'description',
  'input_schema',
  'strict',
  'cache_control',
]);

/**
 * What Claude Code tells Anthropic of itself, which takes it out before the model reads it. It is another text in each conversation,
 * with older versions in each request: in front of everything else it would keep other providers from finding any prompt in their
 * caches.
 * Format: https://code.claude.com/docs/en/llm-gateway-protocol#system-prompt-attribution-block
 */
const ATTRIBUTION = /^x-anthropic-billing-header:[^\n]*\n?$/;

/**
 * Reads a request of the Messages API.
 * Format: https://docs.anthropic.com/en/api/messages
 * @param seal opens what other providers need back
 * @throws GatewayError INVALID_REQUEST naming the field whose shape is not the API's
 */
export function readMessagesRequest(body: JsonObject, seal: PartSeal): CanonicalRequest {
  refuseThread(body);
  const system = body['system'];
  const messages = objectList(body['messages'], 'messages');
  if (messages.length === 0) throw wrongField('messages', 'must hold at least one message');
  const signatures = new Map<string, Signature>();
  const turns = shownMessages(messages)
    .flatMap((message, index) =>
      message === undefined ? [] : [readMessage(message, `messages.${index}`, seal, signatures)],
    )
    .map((turn) => withPictures(withSignatures(turn, signatures)));
  // A mark of the whole request is one of its end: https://platform.claude.com/docs/en/build-with-claude/prompt-caching
  const last = turns.at(-1);
  const mark = cacheMark(body);
  if (last !== undefined && mark !== undefined) turns[turns.length - 1] = { ...last, cache: mark };
  const choice = optionalObject(body['tool_choice'], 'tool_choice');
  return {
    turns: system === undefined || system === null ? turns : [instructions(system, 'system'), ...turns],
    tools: toolsAfter(messages, readTools(body['tools']), readTool),
    toolChoice: readToolChoice(choice),
    settings: readSettings(body, choice?.['disable_parallel_tool_use'] === true, effortOfTurn(messages)),
  };
}

function readMessage(
  message: JsonObject,
  at: string,
  seal: PartSeal,
  signatures: Map<string, Signature>,
): Turn {
  const { role, content } = message;
  switch (role) {
    case 'system':
      return instructions(content, `${at}.content`);
    case 'user':
    case 'assistant':
      return { role, parts: readBlocks(content, `${at}.content`, seal, signatures), at };
    default:
      throw wrongField(`${at}.role`, 'must be user, assistant or system');
  }
}

function instructions(content: unknown, at: string): Turn {
  if (typeof content === 'string')
    return { role: 'instructions', parts: [{ kind: 'text', text: content, at }], at };
  // A message may change the effort alone.
  const blocks = content === undefined || content === null ? [] : objectList(content, at);
  const parts = blocks.flatMap((block, index): ContentPart[] => {
    const place = `${at}.${index}`;
    if (isToolChange(block)) return [];
    const text = optionalText(block['text'], `${place}.text`) ?? '';
    if (ATTRIBUTION.test(text)) return [];
    return [{ kind: 'text', text, cache: cacheMark(block), at: place }];
  });
  return { role: 'instructions', parts, at };
}

function readTools(tools: unknown): Tool[] {
  if (tools === undefined || tools === null) return [];
  return objectList(tools, 'tools').map((tool, index) => readTool(tool, `tools.${index}`));
}

function readTool(tool: JsonObject, at: string): Tool {
  const { type } = tool;
  if (type !== undefined && type !== null && type !== 'custom') {
    return clientTool(tool, at) ?? { kind: 'provider', maker: 'anthropic', value: tool, at };
  }
  const own = Object.entries(tool).filter(([name, value]) => !TOOL_FIELDS.has(name) && value !== undefined);
  return {
    kind: 'function',
    name: neededText(tool['name'], `${at}.name`),
    description: optionalText(tool['description'], `${at}.description`),
    parameters: neededObject(tool['input_schema'] ?? {}, `${at}.input_schema`),
    strict: typeof tool['strict'] === 'boolean' ? tool['strict'] : undefined,
    cache: cacheMark(tool),
    own: Object.fromEntries(own),
    at,
  };
}

/** Format: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use#forcing-tool-use */
function readToolChoice(choice: JsonObject | undefined): ToolChoice | undefined {
  if (choice === undefined) return undefined;
  const { type } = choice;
  switch (type) {
    case 'auto':
    case 'none':
      return { mode: type };
    case 'any':
      return { mode: 'required' };
    case 'tool':
      return { mode: 'named', name: neededText(choice['name'], 'tool_choice.name') };
    default:
      throw wrongField('tool_choice.type', 'must be auto, any, tool or none');
  }
}

function cacheMark({ cache_control: mark }: JsonObject): CacheMark | undefined {
  return isObject(mark) ? mark : undefined;
}
