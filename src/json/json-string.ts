/** Source of an expression for what is between the quotes of a JSON string: RFC 8259, section 7. */
export const STRING_BODY = String.raw`[ !#-[\]-\uffff]*(?:\\.[ !#-[\]-\uffff]*)*`;

/** Longer texts are left to the parser: an expression keeps a place for each character that it may go back to. */
export const MAX_MATCHED_LENGTH = 16_384;

/** The text of a string's body; undefined when it has an unknown escape. */
export function stringOf(body: string): string | undefined {
  if (!body.includes('\\')) return body;
  try {
    const text: unknown = JSON.parse(`"${body}"`);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
