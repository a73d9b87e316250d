/** The code of a failure of the system or of a driver (`ENOENT`, `57P01`), where it has one. */
export function codeOf(failure: unknown): string | undefined {
  if (typeof failure !== 'object' || failure === null || !('code' in failure)) return undefined;
  return typeof failure.code === 'string' ? failure.code : undefined;
}

/** What a failure says. */
export function messageOf(failure: unknown): string {
  if (typeof failure !== 'object' || failure === null || !('message' in failure)) return String(failure);
  return String(failure.message);
}
