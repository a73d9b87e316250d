const CREDENTIAL = /auth|cookie|secret|token|(?:^|-)key$|^proxy-/i;

/** Whether a header holds a credential, going by its name: none that somebody may choose for an upstream. */
export function holdsCredential(name: string): boolean {
  return CREDENTIAL.test(name);
}
