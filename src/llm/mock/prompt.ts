import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import { countTokensIn, countWordTokens } from './tokens';

const TOKENS_PER_MESSAGE = 4;
const TOKENS_BEFORE_ANSWER = 3;
const TOKENS_PER_MEDIA_PART = 85;

/** The text of the last user message, its text parts joined; empty when it is missing. */
export function lastUserText(body: JsonObject): string {
  const message = objectsIn(body.messages).findLast(({ role }) => role === 'user');
  return textOf(message?.content);
}

/** The texts of the tool results that the conversation ends with; none when it ends otherwise. */
export function closingToolResults(body: JsonObject): readonly string[] {
  const messages = objectsIn(body.messages);
  const before = messages.findLastIndex(({ role }) => role !== 'tool');
  return messages.slice(before + 1).map(({ content }) => textOf(content));
}

/** A plausible number of prompt tokens: a few for each message, then its words, its media, and the tools offered. */
export function promptTokens(body: JsonObject): number {
  let tokens = TOKENS_BEFORE_ANSWER + countTokensIn(body.tools) + countTokensIn(body.response_format);
  for (const message of objectsIn(body.messages)) {
    const media = objectsIn(message.content).filter(({ type }) => type !== 'text').length;
    tokens += TOKENS_PER_MESSAGE + countWordTokens(textOf(message.content));
    tokens += media * TOKENS_PER_MEDIA_PART + countTokensIn(message.tool_calls);
  }
  return tokens;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return objectsIn(content)
    .map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text : ''))
    .join('');
}
