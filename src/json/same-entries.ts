/** Whether two lists have the same entries, each the same object: an edit that has changed nothing is not written. */
export function hasSameEntries(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((entry, index) => entry === other[index]);
}
