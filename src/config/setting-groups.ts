import { useGroups } from './setting.decorator';
import type { SettingGroup } from './setting.decorator';

/** What is a member of every part of a union. */
type Together<Union> = (Union extends unknown ? (part: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/**
 * One class with the fields of all of the groups, which are the settings from then on. The fields themselves come with
 * the values, from `readSettings`: what a class declares is not on its prototype, so the class itself is `Object`.
 */
export function allOf<Groups extends readonly SettingGroup[]>(
  ...groups: Groups
): abstract new () => Together<InstanceType<Groups[number]>> {
  useGroups(groups);
  const base: unknown = Object;
  return base as abstract new () => Together<InstanceType<Groups[number]>>;
}
