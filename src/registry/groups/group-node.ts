import { AliasTable, NO_ASSIGNMENTS } from '../keys/alias-table';
import type { AssignmentEntry, GroupEntry, OwnerRulesEntry } from '../memory/registry-view';
import { rulesEntry } from '../rules/owner-rules.entry';
import type { GroupsTable } from '../tables';
import { formerPathsIn } from './former-paths';
import type { FormerPath } from './former-paths';

/** The columns that a group's entry is made of. */
export type GroupRow = Pick<GroupsTable, 'id' | 'parent_id' | 'path' | 'enabled' | 'rules' | 'former_paths'>;

const NO_ALIASES: readonly string[] = Object.freeze([]);

/** A group with what is assigned to it, made anew whenever any group changes. */
export class GroupNode implements GroupEntry {
  readonly id: string;
  readonly path: string;
  readonly formerPaths: readonly FormerPath[];
  readonly enabled: boolean;
  readonly rules: OwnerRulesEntry | undefined;
  readonly #assigned: AliasTable | undefined;
  #aliases: readonly string[] | undefined;

  /** @param assigned to itself */
  constructor(
    { id, path, enabled, rules, former_paths }: GroupRow,
    readonly parent: GroupEntry | undefined,
    assigned: readonly AssignmentEntry[],
  ) {
    this.id = id;
    this.path = path;
    this.formerPaths = formerPathsIn(former_paths);
    this.enabled = enabled === 1 && parent?.enabled !== false;
    this.rules = rulesEntry('group', id, rules, parent?.rules);
    this.#assigned = assigned.length === 0 ? undefined : new AliasTable(assigned);
  }

  assignments(name: string): readonly AssignmentEntry[] {
    const own = this.#assigned?.find(name) ?? NO_ASSIGNMENTS;
    return own.length > 0 || this.parent === undefined ? own : this.parent.assignments(name);
  }

  aliases(): readonly string[] {
    const above = this.parent?.aliases() ?? NO_ALIASES;
    if (this.#assigned === undefined) return above;
    return (this.#aliases ??= [...new Set([...this.#assigned.aliases(), ...above])].sort());
  }
}
