import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { Tool } from '../canonical/canonical-request';
import { neededObject, neededText, optionalText } from '../canonical/field-readers';

/**
 * Reads a tool as the list of tools holds it. System messages amid a conversation bring some, and take others away.
 * Formats: https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages, and
 * `BetaSystemMessageParam` of https://github.com/anthropics/anthropic-sdk-typescript
 */
export type ReadTool = (tool: JsonObject, at: string) => Tool;

const CHANGE = /^tool_(?:addition|removal)$/;

/** Whether a block of a system message changes the tools, and says nothing. */
export function isToolChange({ type }: JsonObject): boolean {
  return typeof type === 'string' && CHANGE.test(type);
}

/** The messages without those of the system that were for a turn that is over; undefined for each of these. */
export function shownMessages(messages: readonly JsonObject[]): readonly (JsonObject | undefined)[] {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  return messages.map((message, index) => {
    const { role, clear_at: clearAt } = message;
    return role === 'system' && clearAt === 'next_user_message' && index < last ? undefined : message;
  });
}

/**
 * The tools that the model has after all messages.
 * @param declared those of the request
 * @param read reads the definition of one that a message brings
 * @throws GatewayError INVALID_REQUEST naming a change whose shape is not the API's
 */
export function toolsAfter(
  messages: readonly JsonObject[],
  declared: readonly Tool[],
  read: ReadTool,
): readonly Tool[] {
  const tools = [...declared];
  // Of tools with one name the first is meant.
  const places = new Map(tools.map((tool, at) => [nameOf(tool), at] as const).toReversed());
  const removed = new Set<string>();
  for (const [index, message] of messages.entries()) {
    for (const [place, block] of changesIn(message).entries()) {
      if (!isObject(block) || !isToolChange(block)) continue;
      const at = `messages.${index}.content.${place}.tool`;
      const tool = neededObject(block['tool'], at);
      if (tool['type'] === 'tool_definition') {
        const defined = read(neededObject(tool['definition'], `${at}.definition`), `${at}.definition`);
        const name = nameOf(defined);
        const known = places.get(name) ?? tools.length;
        places.set(name, known);
        tools[known] = defined;
        removed.delete(name);
      } else if (tool['type'] === 'tool_reference') {
        const name = neededText(tool['name'], `${at}.name`);
        if (block['type'] === 'tool_removal') removed.add(name);
        else removed.delete(name);
      }
    }
  }
  return removed.size === 0 ? tools : tools.filter((tool) => !removed.has(nameOf(tool)));
}

/** The blocks of a message that may change the tools: the system's, and what a summary of earlier messages tells of theirs. */
function changesIn({ role, content }: JsonObject): readonly unknown[] {
  if (!Array.isArray(content)) return [];
  if (role === 'system') return content;
  const summed = role === 'assistant' ? content.filter(isObject) : [];
  return summed.flatMap(({ type, tool_changes: changes }): readonly unknown[] =>
    type === 'compaction' && Array.isArray(changes) ? changes : [],
  );
}

/** The effort that a system message asks for in the turn that is going on; results of tools begin no turn. */
export function effortOfTurn(messages: readonly JsonObject[]): string | undefined {
  for (const [index, { role, content, output_config: config }] of [...messages.entries()].reverse()) {
    if (role === 'system' && isObject(config)) {
      const effort = optionalText(config['effort'], `messages.${index}.output_config.effort`);
      if (effort !== undefined) return effort;
    }
    const isResult = (block: unknown): boolean => isObject(block) && block['type'] === 'tool_result';
    if (role === 'user' && !(Array.isArray(content) && content.every(isResult))) return undefined;
  }
  return undefined;
}

function nameOf(tool: Tool): string {
  if (tool.kind !== 'provider') return tool.name;
  const { name } = tool.value;
  return typeof name === 'string' ? name : '';
}
