import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';

/** The key under which `provider_fields` hold what this dialect wants back. */
export const DIALECT = 'google';

/**
 * A part of an answer that cannot be told from the message alone, and its place in the message's text: a piece of that
 * text with a thought signature, or a part of another kind as it was.
 */
export interface KeptPart {
  /** Where in the text it begins, in UTF-16 units. */
  readonly at: number;
  /** Tool calls before it; 0 where it is not given. */
  readonly afterCalls?: number;
  /** Units of text that the signature belongs to; may be 0. */
  readonly length?: number;
  readonly thoughtSignature?: string;
  /** A part of another kind, in Gemini's form. */
  readonly part?: JsonObject;
}

/** What a message brought back: `provider_fields.google`, as far as it has the shape that we gave it. */
export interface ReturnedFields {
  readonly parts: readonly KeptPart[];
  readonly callSignatures: JsonObject;
}

/** What a tool call brought back. */
export interface ReturnedCallFields {
  /** The id that the provider gave the call; it is unknown to it when we made it. */
  readonly id: string | undefined;
  readonly thoughtSignature: string | undefined;
}

/** Kinds of parts that an answer can hold and a request may repeat: https://ai.google.dev/api/caching#Part */
const PART_KINDS = [
  'text',
  'inlineData',
  'fileData',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
];

/** Reads what comes back with a message whose text has this length; everything else is left out. */
export function returnedFields(providerFields: JsonObject | undefined, textLength: number): ReturnedFields {
  const own = providerFields?.[DIALECT];
  const fields: JsonObject = isObject(own) ? own : {};
  const parts = Array.isArray(fields['parts']) ? fields['parts'].flatMap(keptPart) : [];
  return {
    // A text that was shortened since is another text, and its signatures are void.
    parts: parts.every(({ at, length = 0 }) => at + length <= textLength) ? parts : [],
    callSignatures: isObject(fields['callSignatures']) ? fields['callSignatures'] : {},
  };
}

/** Reads what comes back with a tool call. */
export function returnedCallFields(providerFields: JsonObject | undefined): ReturnedCallFields {
  const own = providerFields?.[DIALECT];
  const fields: JsonObject = isObject(own) ? own : {};
  return { id: textOf(fields['id']), thoughtSignature: textOf(fields['thoughtSignature']) };
}

function keptPart(given: unknown): KeptPart[] {
  if (!isObject(given)) return [];
  const { at, part } = given;
  const length = given['length'] ?? 0;
  const afterCalls = given['afterCalls'] ?? 0;
  if (!isCount(at) || !isCount(length) || !isCount(afterCalls)) return [];
  if (isObject(part) && PART_KINDS.some((kind) => kind in part)) return [{ at, afterCalls, part }];
  const thoughtSignature = textOf(given['thoughtSignature']);
  return thoughtSignature === undefined ? [] : [{ at, afterCalls, length, thoughtSignature }];
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
