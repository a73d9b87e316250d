import type { OwnerRulesEntry, RegistryView, VirtualKeyEntry } from '../../registry/memory/registry-view';

const NONE: readonly OwnerRulesEntry[] = Object.freeze([]);

/** The rules that a key's calls have to stay within: its own, and together those of its groups. */
export function rulesOf(
  key: VirtualKeyEntry,
  registry: Pick<RegistryView, 'group'>,
): readonly OwnerRulesEntry[] {
  const { rules: own, groupId } = key;
  const ofGroups = groupId === undefined ? undefined : registry.group(groupId)?.rules;
  if (ofGroups === undefined) return own === undefined ? NONE : [own];
  return own === undefined ? [ofGroups] : [own, ofGroups];
}
