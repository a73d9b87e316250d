/**
 * What to say of an address that cannot be read because its user or password holds a character that ends that part of a
 * URL; empty where this is not the reason. It repeats nothing of the address.
 */
export function encodingHint(address: string): string {
  const [, rest = ''] = /^[a-z][a-z0-9+.-]*:\/\/(.*)$/is.exec(address) ?? [];
  const at = rest.lastIndexOf('@');
  const credential = at < 0 ? '' : rest.slice(0, at);
  if (!/[#/?[\]@\s%\\^|<>"`{}]/.test(credential.replace(/%[0-9a-f]{2}/gi, ''))) return '';
  return (
    '; its password (or user) has a character that must be percent-encoded there: ' +
    '# as %23, / as %2F, ? as %3F, @ as %40, [ as %5B, % as %25, space as %20'
  );
}

/**
 * Refuses a list of hosts, which libpq and clients of clusters take: here one host is used, and only one.
 * @throws Error whose message completes "LLM_PROXY__… "
 */
export function refuseSeveralHosts(address: string): void {
  const [, authority = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(address) ?? [];
  if (authority.slice(authority.lastIndexOf('@') + 1).includes(','))
    throw new Error('names several hosts: name one (of a cluster, the address that leads to its primary)');
}

/** Whether an address has no fragment, and a user and a password that can be decoded. */
export function isPlainAddress({ username, password, hash }: URL): boolean {
  if (hash !== '') return false;
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
