/**
 * An instruction amid a conversation, for a model whose wire has no role for one there: said by the user, marked as what it
 * is. It is not moved in front, because that would change the prefix that the provider has cached.
 */
export function markedInstruction(text: string): string {
  return `<system>\n${text}\n</system>`;
}
