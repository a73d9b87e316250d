import { MAX_MATCHED_LENGTH, STRING_BODY, stringOf } from '../../../json/json-string';
import { dataOf } from './frame';

/** One candidate with one part that is text and nothing else, then the usage; blanks as Google writes them, or none. */
const TEXT_FRAME = new RegExp(
  String.raw`^\{"candidates": ?\[\{"content": ?\{(?:"role": ?"model", ?)?"parts": ?\[\{"text": ?"(${STRING_BODY})"\}\]` +
    String.raw`(?:, ?"role": ?"model")?\}(?:, ?"index": ?0)?\}\], ?("usageMetadata": ?\{[^]*\})$`,
);
/** What must not be overlooked, wherever it is. */
const NOT_TO_BE_MISSED = /"(?:error|promptFeedback|candidates)"/;

/** A response that adds a piece of text to the answer. */
export interface TextFrame {
  readonly text: string;
  /** The response without its candidates, as JSON: usage, model and ids, of which only the last ones count. */
  readonly rest: string;
}

/**
 * Reads a response that adds text, as most do, in a quarter of the time that parsing takes. Undefined for every other
 * response and form, which is for the parser to read.
 * Format: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export function readTextFrame(frame: Buffer): TextFrame | undefined {
  if (frame.length > MAX_MATCHED_LENGTH) return undefined;
  const [, body, rest] = TEXT_FRAME.exec(dataOf(frame)) ?? [];
  if (body === undefined || rest === undefined) return undefined;
  if (NOT_TO_BE_MISSED.test(rest)) return undefined;
  const text = stringOf(body);
  return text === undefined ? undefined : { text, rest: `{${rest}` };
}
