import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { CacheMark, ContentPart, Signature, ToolCallPart } from '../canonical/content-part';
import { neededObject, neededText, objectList, optionalText } from '../canonical/field-readers';
import { wrongField } from '../../errors/invalid-field';
import type { AnsweredMessage } from './answered-message';
import { arrangedParts, leadingParts } from './provider-fields/arranged-parts';
import { returnedLayout } from './provider-fields/returned-fields';
import { readContent } from './read-content';
import { isThought, reasoningParts, thoughtsIn } from './reasoning-fields';
import { withGoogleSignatures } from './returned-details';

/**
 * The parts of an earlier answer. Where the caller sends `provider_fields` back and they fit its text and tool calls, every
 * part is as the model made it, in its order. Where they do not fit, because the caller has changed the message, the
 * message counts, behind the reasoning that it began with. Reasoning that came back in another documented field
 * (`thinking_blocks`, `reasoning_details`) goes in front; `reasoning_content` alone is plain text without a signature.
 * @throws GatewayError INVALID_REQUEST naming the field
 */
export function assistantParts(message: JsonObject, at: string): readonly ContentPart[] {
  const cache = isObject(message['cache_control']) ? message['cache_control'] : undefined;
  const answered: AnsweredMessage = {
    reasoning: [...reasoningParts(message, at), ...thoughtsIn(message['content'], `${at}.content`)],
    content: contentParts(message, at),
    images: imageParts(message['images'], `${at}.images`),
    calls: withGoogleSignatures(
      toolCalls(message['tool_calls'], `${at}.tool_calls`),
      message['reasoning_details'],
    ),
  };
  const layout = returnedLayout(message['provider_fields']);
  if (layout !== undefined) {
    const arranged = arrangedParts(layout, answered, at);
    if (arranged !== undefined) return marked(arranged, cache);
  }
  const leading = layout === undefined ? [] : leadingParts(layout, at);
  const reasoning = leading.length > 0 ? leading : answered.reasoning;
  const calls = layout === undefined ? answered.calls : withSignatures(answered.calls, layout);
  return marked([...reasoning, ...answered.content, ...answered.images, ...calls], cache);
}

function contentParts(message: JsonObject, at: string): ContentPart[] {
  const { content } = message;
  const said = Array.isArray(content) ? content.filter((part: unknown) => !isThought(part)) : content;
  const parts = readContent(said, `${at}.content`);
  for (const part of parts) {
    if (part.kind !== 'text' && part.kind !== 'refusal') {
      throw wrongField(`${part.at}.type`, 'must be text or refusal in a message of this role');
    }
  }
  const refusal = optionalText(message['refusal'], `${at}.refusal`);
  const told = [...withAnnotations(parts, message['annotations']), ...spokenBefore(message['audio'], at)];
  return refusal === undefined || refusal === ''
    ? told
    : [...told, { kind: 'refusal', text: refusal, at: `${at}.refusal` }];
}

/** What an answer spoke, by an id that its provider alone knows. */
function spokenBefore(audio: unknown, at: string): ContentPart[] {
  if (!isObject(audio)) return [];
  return [
    { kind: 'opaque', maker: 'openai-chat', value: { type: 'audio', id: audio['id'] }, at: `${at}.audio` },
  ];
}

/** The parts with what the first text rests on: annotations count in the whole content, which is one text in an answer. */
function withAnnotations(parts: ContentPart[], annotations: unknown): ContentPart[] {
  if (!Array.isArray(annotations) || annotations.length === 0) return parts;
  const first = parts.find(({ kind }) => kind === 'text');
  const citations = { maker: 'openai', values: annotations };
  return parts.map((part) => (part.kind === 'text' && part === first ? { ...part, citations } : part));
}

function imageParts(images: unknown, at: string): ContentPart[] {
  if (!Array.isArray(images)) return [];
  return readContent(images, at).filter(({ kind }) => kind === 'image');
}

function toolCalls(calls: unknown, at: string): ToolCallPart[] {
  if (calls === undefined || calls === null) return [];
  return objectList(calls, at).map((call, index) => toolCall(call, `${at}.${index}`));
}

function toolCall(call: JsonObject, at: string): ToolCallPart {
  const common = {
    kind: 'tool_call',
    id: neededText(call['id'], `${at}.id`),
    signature: googleSignature(call),
    cache: isObject(call['cache_control']) ? call['cache_control'] : undefined,
    at,
  } as const;
  if (call['type'] === 'custom') {
    const custom = neededObject(call['custom'], `${at}.custom`);
    const name = neededText(custom['name'], `${at}.custom.name`);
    return {
      ...common,
      tool: 'custom',
      name,
      input: optionalText(custom['input'], `${at}.custom.input`) ?? '',
    };
  }
  const called = neededObject(call['function'], `${at}.function`);
  return {
    ...common,
    tool: 'function',
    name: neededText(called['name'], `${at}.function.name`),
    input: optionalText(called['arguments'], `${at}.function.arguments`) ?? '',
  };
}

/** Source: https://ai.google.dev/gemini-api/docs/thought-signatures (OpenAI compatibility) */
function googleSignature({ extra_content: extra }: JsonObject): Signature | undefined {
  const google = isObject(extra) ? extra['google'] : undefined;
  const value = isObject(google) ? google['thought_signature'] : undefined;
  return typeof value === 'string' && value !== '' ? { maker: 'google', value } : undefined;
}

/** Of a changed message each call is still the one that was signed. */
function withSignatures(
  calls: readonly ToolCallPart[],
  { maker, blocks }: NonNullable<ReturnType<typeof returnedLayout>>,
): ToolCallPart[] {
  return calls.map((call) => {
    const noted = blocks.find((block) => block.type === 'tool_call' && block.id === call.id);
    if (noted?.type !== 'tool_call') return call;
    const { signature, provider_id: providerId } = noted;
    return {
      ...call,
      providerId,
      signature: signature === undefined ? call.signature : { maker, value: signature },
    };
  });
}

/** A cache mark of the message is on its last part that can have one. */
function marked(parts: readonly ContentPart[], cache: CacheMark | undefined): readonly ContentPart[] {
  if (cache === undefined) return parts;
  const last = parts.findLastIndex(({ kind }) => kind !== 'reasoning' && kind !== 'opaque');
  return parts.map((part, index) => (index === last ? { ...part, cache: part.cache ?? cache } : part));
}
