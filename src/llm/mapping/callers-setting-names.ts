import type { SettingName, Settings } from '../../wire/canonical/settings';

/** What settings are called. */
type Names = Readonly<Partial<Record<SettingName, string>>>;

/**
 * Fields of a request that was written for a caller of another wire, by the names that this caller knows.
 * @param written the names of the settings on the wire that the request was written in
 * @param callers the caller's own
 */
export function callersSettingNames(
  fields: readonly string[],
  written: Names,
  callers: Settings['names'],
): readonly string[] {
  return [...new Set(fields.map((field) => callersSettingName(field, written, callers)))];
}

/** The same for one field. */
export function callersSettingName(field: string, written: Names, callers: Settings['names']): string {
  const setting = Object.entries(written).find(([, name]) => name === field)?.[0] ?? field;
  // What a caller did not say has an empty name.
  return (Object.hasOwn(callers, setting) && callers[setting as SettingName]) || field;
}
