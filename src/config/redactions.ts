/** Kinds of texts that can be taken out of captured content. */
export const REDACTIONS = ['email', 'card', 'phone', 'iban', 'ip'] as const;

/** The kind that a text names in other words (`Emails`, `credit_card`), so that it is not taken for a text to look for. */
export function meantRedaction(text: string): string | undefined {
  const words = text.toLowerCase().split(/[ _-]/);
  const named = [...words, words.join('')];
  return REDACTIONS.find((kind) => kind !== text && (named.includes(kind) || named.includes(`${kind}s`)));
}
