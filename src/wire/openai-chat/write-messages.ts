import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json/json-object';
import { standardBase64 } from '../canonical/base64';
import type { Turn } from '../canonical/canonical-request';
import type { ContentPart, MediaSource, ToolCallPart, ToolResultPart } from '../canonical/content-part';
import type { DroppedSettings } from '../canonical/setting-rules';
import {
  FAILED_SILENTLY,
  inputText,
  resultText,
  textOf,
  titledText,
  withoutEmpty,
} from '../canonical/tool-text';
import { isReasoning } from '../canonical/unplaced';
import { isMedia } from '../canonical/media-part';
import { fileNameFor, isTextType } from '../canonical/media-type';
import { nothingToAnswer } from '../canonical/nothing-to-answer';
import { wrongField } from '../../errors/invalid-field';
import type { ChatMessage, ChatPart, ChatTextPart, ChatToolCall } from './chat-types';
import { isDetails, returnedDetails } from './reasoning-details';
import { callExtraContent, thinkingBlock } from './provider-fields/written-fields';

/**
 * Writes the turns as messages: instructions keep their place, tool results become messages of their own in front of what
 * else their turn says. Pictures in a tool result, which this wire has no place for, follow in a message of the user.
 * Format: https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages
 * @param takesDetails whether the upstream takes `reasoning_details` back
 * @throws GatewayError INVALID_REQUEST naming a part that cannot be said here, or when there is nothing in any turn
 */
export function writeMessages(
  turns: readonly Turn[],
  dropped: DroppedSettings,
  takesDetails = false,
): readonly ChatMessage[] {
  const messages = callsTogether(turns).flatMap((turn): ChatMessage[] => {
    switch (turn.role) {
      case 'instructions':
        return instructionMessage(turn);
      case 'assistant':
        return assistantMessage(turn, dropped, takesDetails);
      case 'user':
        return userMessages(turn);
    }
  });
  if (messages.length === 0) throw nothingToAnswer();
  return resultsBehindCalls(messages);
}

/**
 * What the model said behind its calls, in a turn of its own, is said with them: another message between calls and results is refused
 * as {@link resultsBehindCalls} says, and wires that merge neighbours of one role have calls in several.
 */
function callsTogether(turns: readonly Turn[]): readonly Turn[] {
  const together: Turn[] = [];
  /** Parts of the last turn, where it is an answer with calls. */
  let open: ContentPart[] | undefined;
  for (const turn of turns) {
    if (turn.role === 'assistant' && open !== undefined) {
      for (const part of turn.parts) open.push(part);
      continue;
    }
    open = turn.role === 'assistant' && turn.parts.some(isCall) ? [...turn.parts] : undefined;
    together.push(open === undefined ? turn : { ...turn, parts: open });
  }
  return together;
}

/**
 * Results of tools right behind the message that calls them, whatever was said in between: OpenAI refuses others ("An assistant
 * message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'").
 */
function resultsBehindCalls(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const ordered: ChatMessage[] = [];
  let others: ChatMessage[] = [];
  for (const message of messages) {
    const { role } = message;
    if (role === 'assistant') {
      for (const other of others) ordered.push(other);
      ordered.push(message);
      others = [];
    } else if (role === 'tool') ordered.push(message);
    else others.push(message);
  }
  return [...ordered, ...others];
}

function instructionMessage({ parts }: Turn): ChatMessage[] {
  const text = textOf(parts);
  const plain = parts.length === 1 && parts[0]?.cache === undefined;
  return text === '' ? [] : [{ role: 'system', content: plain ? text : parts.map(textPart) }];
}

function userMessages(turn: Turn): ChatMessage[] {
  const results = turn.parts.filter((part): part is ToolResultPart => part.kind === 'tool_result');
  const others = withoutEmpty(turn.parts.filter(({ kind }) => kind !== 'tool_result'));
  const messages = results.map(toolMessage);
  const media = results.flatMap(({ parts }) => parts.filter(isMedia));
  const content = [...media, ...others].map(contentPart);
  if (content.length === 0) return messages;
  const [only] = others;
  const plain =
    media.length === 0 && others.length === 1 && only?.kind === 'text' && only.cache === undefined;
  const name = turn.name === undefined ? {} : { name: turn.name };
  return [...messages, { role: 'user', content: plain ? only.text : content, ...name }];
}

function toolMessage({ callId, parts, isError, cache }: ToolResultPart): ChatMessage {
  const text = resultText(parts);
  const said = isError && text === '' ? FAILED_SILENTLY : text;
  const mark = cache ?? parts.find((part) => part.cache !== undefined)?.cache;
  const content: string | ChatTextPart[] =
    mark === undefined ? said : [{ type: 'text', text: said, cache_control: mark }];
  return { role: 'tool', tool_call_id: callId, content };
}

function assistantMessage({ parts }: Turn, dropped: DroppedSettings, takesDetails: boolean): ChatMessage[] {
  const texts = parts.filter(({ kind }) => kind === 'text');
  const text = textOf(texts);
  const refusal = textOf(parts.filter(({ kind }) => kind === 'refusal'));
  const calls = parts.filter(isCall);
  const reasoning = parts.flatMap((part) => (part.kind === 'reasoning' ? [part] : []));
  if (
    parts.some(
      (part) =>
        part.kind === 'opaque' &&
        isReasoning(part) &&
        !(takesDetails && isDetails(part)) &&
        part.maker !== 'anthropic',
    )
  )
    dropped.dropOwn('reasoning');
  // Calls have no place for a mark.
  if (calls.some(({ cache }) => cache !== undefined)) dropped.dropOwn('cache_control');
  // A message of the assistant has no place for pictures and the like.
  for (const part of parts) if (isMedia(part)) dropped.dropOwn(part.at);
  const details = takesDetails ? returnedDetails(parts) : [];
  const thinking = parts.flatMap((part): JsonObject[] => {
    if (part.kind === 'opaque') return part.maker === 'anthropic' && isReasoning(part) ? [part.value] : [];
    if (part.kind !== 'reasoning' || part.signature === undefined) return [];
    const block = thinkingBlock(part.text, part.signature);
    return block === undefined ? [] : [block];
  });
  if (text === '' && refusal === '' && calls.length === 0) return [];
  // The details hold its text too.
  const plain = details.length > 0 ? '' : reasoning.map((part) => part.text).join('');
  return [
    {
      role: 'assistant',
      content: text === '' && (calls.length > 0 || refusal !== '') ? null : spokenText(text, texts),
      ...(refusal === '' ? {} : { refusal }),
      ...(plain === '' ? {} : { reasoning_content: plain }),
      ...(thinking.length === 0 ? {} : { thinking_blocks: thinking }),
      ...(details.length === 0 ? {} : { reasoning_details: details }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(toolCall) }),
    },
  ];
}

function isCall(part: ContentPart): part is ToolCallPart {
  return part.kind === 'tool_call';
}

/** Parts where one of them bears a cache mark, else one text. */
function spokenText(text: string, parts: readonly ContentPart[]): string | ChatTextPart[] {
  return parts.some(({ cache }) => cache !== undefined) ? withoutEmpty(parts).map(textPart) : text;
}

function toolCall(call: ToolCallPart): ChatToolCall {
  const { id, name, input, tool, signature } = call;
  const extra = callExtraContent(signature);
  return {
    id: id === '' ? `call_${randomUUID()}` : id,
    ...(tool === 'custom'
      ? { type: 'custom', custom: { name, input } }
      : { type: 'function', function: { name, arguments: inputText(call) } }),
    ...(extra === undefined ? {} : { extra_content: extra }),
  };
}

function textPart(part: ContentPart): ChatTextPart {
  return { type: 'text', text: textOf([part]), ...cached(part) };
}

function contentPart(part: ContentPart): ChatPart {
  return { ...partOf(part), ...cached(part) };
}

/** A cache mark, as OpenRouter and LiteLLM have it: https://openrouter.ai/docs/features/prompt-caching */
function cached({ cache }: ContentPart): Pick<ChatPart, 'cache_control'> {
  return cache === undefined ? {} : { cache_control: cache };
}

function partOf(part: ContentPart): ChatPart {
  switch (part.kind) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return { type: 'text', text: part.text };
    case 'image':
      return {
        type: 'image_url',
        image_url: {
          url: address(part.source, part.at),
          ...(part.detail === undefined ? {} : { detail: part.detail }),
        },
      };
    case 'video':
      return { type: 'video_url', video_url: { url: address(part.source, part.at) } };
    case 'audio':
      return audioPart(part.source, part.at);
    case 'document':
      return documentPart(part.source, part.filename, part.at);
    default:
      throw wrongField(part.at, 'is of a kind that this provider does not take');
  }
}

function address(source: MediaSource, at: string): string {
  if (source.type === 'url') return source.url;
  if (source.type === 'inline') return `data:${source.mediaType};base64,${standardBase64(source.data)}`;
  throw wrongField(at, 'is a file that this provider does not keep');
}

function audioPart(source: MediaSource, at: string): ChatPart {
  if (source.type !== 'inline') throw wrongField(at, 'has to be inside the request at this provider');
  const format = source.mediaType.slice('audio/'.length).replace(/^x-/, '').replace('mpeg', 'mp3');
  return { type: 'input_audio', input_audio: { format, data: standardBase64(source.data) } };
}

function documentPart(source: MediaSource, filename: string | undefined, at: string): ChatPart {
  switch (source.type) {
    case 'text':
      return { type: 'text', text: titledText(filename, source.text) };
    case 'file':
      return { type: 'file', file: { file_id: source.id } };
    case 'url':
      throw wrongField(at, 'has to be inside the request at this provider');
    case 'inline': {
      if (isTextType(source.mediaType)) {
        const text = Buffer.from(source.data, 'base64').toString('utf8');
        return { type: 'text', text: titledText(filename, text) };
      }
      const named = filename ?? fileNameFor(source.mediaType);
      return { type: 'file', file: { filename: named, file_data: address(source, at) } };
    }
  }
}
