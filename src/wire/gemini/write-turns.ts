import type { JsonObject } from '../../json/json-object';
import type { Turn } from '../canonical/canonical-request';
import type { ContentPart, Signature, ToolCallPart } from '../canonical/content-part';
import { BEGUN_BY_ASSISTANT, GO_ON } from '../canonical/going-on';
import { markedInstruction } from '../canonical/marked-instructions';
import { inputObject, isEmptyText } from '../canonical/tool-text';
import { nothingToAnswer } from '../canonical/nothing-to-answer';
import { wrongField } from '../../errors/invalid-field';
import { withGivenIds } from './call-id';
import { modelGeneration } from './model-generation';
import { ToolRounds } from './tool-rounds';
import { writeMedia } from './write-media';

/**
 * Represents the signature of a call that another model made, or whose caller dropped it.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export const NO_SIGNATURE = 'skip_thought_signature_validator';

/** What one side says: https://ai.google.dev/api/caching#Content */
interface Content extends JsonObject {
  readonly role: 'user' | 'model';
  readonly parts: JsonObject[];
}

/** A conversation in Gemini's form. */
export interface GeminiConversation {
  readonly systemInstruction: JsonObject | undefined;
  readonly contents: readonly JsonObject[];
}

/**
 * Maps the turns: instructions in front become the one instruction that there is, later ones keep their place as what the
 * user says; the results of tools that were called together go back as one turn, right behind the calls.
 * Format: https://ai.google.dev/api/caching#Content
 * @throws GatewayError INVALID_REQUEST naming the part, or when there is nothing in any
 */
export function writeTurns(turns: readonly Turn[], model: string): GeminiConversation {
  const generation = modelGeneration(model);
  const system: JsonObject[] = [];
  const contents: Content[] = [];
  const rounds = new ToolRounds(generation.mediaInResults);
  /** What was said between calls and their results: a content in between is refused. */
  const held: JsonObject[][] = [];
  const add = (role: 'user' | 'model', parts: JsonObject[]): void => {
    // A content without anything in it is refused.
    if (parts.length > 0) contents.push({ role, parts });
  };
  const say = (parts: JsonObject[]): void => {
    if (rounds.isOpen) held.push(parts);
    else add('user', parts);
  };
  const endRound = (): void => {
    add('user', rounds.end());
    for (const parts of held.splice(0)) add('user', parts);
  };
  for (const turn of turns) {
    const given = turn.role === 'assistant' ? withGivenIds(turn.parts) : turn.parts;
    if (turn.role === 'instructions') {
      const texts = given.flatMap((part) => (part.kind === 'text' && part.text !== '' ? [part.text] : []));
      if (!rounds.isOpen) endRound();
      if (contents.length === 0) for (const text of texts) system.push({ text });
      else say(texts.map((text) => ({ text: markedInstruction(text) })));
    } else if (turn.role === 'assistant') {
      endRound();
      for (const part of given) if (part.kind === 'tool_call') rounds.call(part);
      const parts = assistantParts(given, generation.signaturesNeeded);
      const last = contents.at(-1);
      // A call has to come right behind a user's turn, or in the same one as what the model said before it.
      if (last?.role !== 'model') add('model', parts);
      else for (const part of parts) last.parts.push(part);
    } else {
      for (const part of given) if (part.kind === 'tool_result') rounds.answer(part);
      // Vertex AI refuses an empty text ("it has an empty text parameter").
      const said = given.filter((part) => part.kind !== 'tool_result' && !isEmptyText(part)).map(userPart);
      if (said.length === 0) continue;
      if (!rounds.isOpen) endRound();
      say(said);
    }
  }
  endRound();
  // An instruction alone is refused too; OpenAI's API answers it.
  if (contents.length === 0) {
    if (system.length === 0) throw nothingToAnswer();
    return { systemInstruction: undefined, contents: [{ role: 'user', parts: system }] };
  }
  if (contents[0]?.role === 'model')
    contents.unshift({ role: 'user', parts: [{ text: BEGUN_BY_ASSISTANT }] });
  // Calls that wait for their results are the caller's to answer.
  const isCalling = contents.at(-1)?.parts.some((part) => part['functionCall'] !== undefined) === true;
  if (generation.endsWithUser && contents.at(-1)?.role === 'model' && !isCalling)
    add('user', [{ text: GO_ON }]);
  if (!generation.instructions) contents[0]?.parts.unshift(...system.splice(0));
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
