import type { JsonObject } from '../../json/json-object';
import type { Turn } from '../canonical/canonical-request';
import type { ContentPart, Signature, ToolCallPart } from '../canonical/content-part';
import { markedInstruction } from '../canonical/marked-instructions';
import { inputObject } from '../canonical/tool-text';
import { wrongField } from '../../errors/invalid-field';
import { modelGeneration } from './model-generation';
import { ToolRounds } from './tool-rounds';
import { writeMedia } from './write-media';

/**
 * Stands for the signature of a call that another model made, or whose caller dropped it.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export const NO_SIGNATURE = 'skip_thought_signature_validator';

/** A conversation in Gemini's form. */
export interface GeminiConversation {
  readonly systemInstruction: JsonObject | undefined;
  readonly contents: readonly JsonObject[];
}

/**
 * Maps the turns: instructions in front become the one instruction that there is, later ones keep their place as what the
 * user says; the results of tools that were called together go back as one turn.
 * Format: https://ai.google.dev/api/caching#Content
 * @throws GatewayError INVALID_REQUEST naming the part, or when there is nothing in any
 */
export function writeTurns(turns: readonly Turn[], model: string): GeminiConversation {
  const generation = modelGeneration(model);
  const system: JsonObject[] = [];
  const contents: JsonObject[] = [];
  const rounds = new ToolRounds(generation.mediaInResults);
  const add = (role: 'user' | 'model', parts: readonly JsonObject[]): void => {
    // A content without anything in it is refused.
    if (parts.length > 0) contents.push({ role, parts });
  };
  for (const turn of turns) {
    const { parts: given } = turn;
    if (turn.role === 'instructions') {
      const texts = given.flatMap((part) => (part.kind === 'text' && part.text !== '' ? [part.text] : []));
      add('user', rounds.end());
      if (contents.length === 0) system.push(...texts.map((text) => ({ text })));
      else
        add(
          'user',
          texts.map((text) => ({ text: markedInstruction(text) })),
        );
    } else if (turn.role === 'assistant') {
      add('user', rounds.end());
      for (const part of given) if (part.kind === 'tool_call') rounds.call(part);
      add('model', assistantParts(given, generation.signaturesNeeded));
    } else {
      for (const part of given) if (part.kind === 'tool_result') rounds.answer(part);
      const said = given.filter(({ kind }) => kind !== 'tool_result').map(userPart);
      if (said.length === 0) continue;
      add('user', rounds.end());
      add('user', said);
    }
  }
  add('user', rounds.end());
  // An instruction alone is refused too; OpenAI's API answers it.
  if (contents.length === 0) {
    if (system.length === 0) throw wrongField('messages', 'hold nothing that could be answered');
    return { systemInstruction: undefined, contents: [{ role: 'user', parts: system }] };
  }
  return { systemInstruction: system.length === 0 ? undefined : { parts: system }, contents };
}

function userPart(part: ContentPart): JsonObject {
  switch (part.kind) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return { text: part.text };
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
      return writeMedia(part);
    case 'opaque':
      if (part.maker === 'google') return part.value;
      throw wrongField(part.at, 'is of a kind that this provider does not take');
    case 'tool_call':
    case 'tool_result':
      throw wrongField(part.at, "cannot be in a user's message");
  }
}

function assistantParts(parts: readonly ContentPart[], signaturesNeeded: boolean): JsonObject[] {
  const written = parts.flatMap(assistantPart);
  if (!signaturesNeeded) return written;
  // Of calls made together the first one is signed.
  const first = written.findIndex((part) => part['functionCall'] !== undefined);
  return written.map((part, index) =>
    index === first && part['thoughtSignature'] === undefined
      ? { ...part, thoughtSignature: NO_SIGNATURE }
      : part,
  );
}

function assistantPart(part: ContentPart): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return part.text === '' && part.signature === undefined
        ? []
        : [{ text: part.text, ...signed(part.signature) }];
    case 'refusal':
      return [{ text: part.text }];
    case 'reasoning':
      // Thoughts go back only where they were signed here.
      return part.signature?.maker === 'google'
        ? [{ text: part.text, thought: true, ...signed(part.signature) }]
        : [];
    case 'tool_call':
      return [functionCall(part)];
    case 'opaque':
      return part.maker === 'google' ? [part.value] : [];
    case 'tool_result':
      return [];
    default:
      return [writeMedia(part)];
  }
}

function functionCall(part: ToolCallPart): JsonObject {
  const { providerId, name } = part;
  return {
    functionCall: { ...(providerId === undefined ? {} : { id: providerId }), name, args: inputObject(part) },
    ...signed(part.signature),
  };
}

function signed(signature: Signature | undefined): JsonObject {
  return signature?.maker === 'google' ? { thoughtSignature: signature.value } : {};
}
