/** Kinds of texts that can be taken out of captured content. */
export const REDACTIONS = ['email', 'card', 'phone', 'iban', 'ip'] as const;
