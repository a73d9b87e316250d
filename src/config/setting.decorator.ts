/** Prefix of every setting's environment variable. */
export const SETTING_PREFIX = 'LLM_PROXY__';

/** Reads one value from text. Throws an `Error` whose message completes "NAME …" (`must be a whole number from 0 to 10`). */
export interface SettingType<T> {
  readonly parse: (text: string) => T;
  /** What is allowed, for the documentation and for messages. */
  readonly allowed: string;
}

/** How one field of the settings is read and described. */
export interface SettingDefinition<T> {
  /** Variable name without the prefix. */
  readonly name: string;
  readonly type: SettingType<T>;
  /** The default as it would be written in the environment; undefined makes an absent value `undefined`. */
  readonly fallback: string | undefined;
  /** One sentence for docs/configuration.md. */
  readonly about: string;
}

/** A definition together with the field that it fills. */
export interface BoundSetting extends SettingDefinition<unknown> {
  readonly field: string;
  /** The name of its group's class. */
  readonly group: string;
}

/** A class whose fields are settings. It is never instantiated. */
export type SettingGroup = new () => object;

const byGroup = new Map<unknown, BoundSetting[]>();
const inUse: SettingGroup[] = [];

/** Declares a field of a group of settings as one environment variable; the field's type has to match the setting's. */
export function Setting<T>(definition: SettingDefinition<T>) {
  return <Field extends string>(target: { [P in Field]: T }, field: Field): void => {
    const group = target.constructor;
    const fields = byGroup.get(group) ?? [];
    byGroup.set(group, [...fields, { ...definition, field, group: group.name }]);
  };
}

/** Like {@link Setting}, for one without a default: the field is undefined when the variable is absent. */
export function OptionalSetting<T>(definition: Omit<SettingDefinition<T>, 'fallback'>) {
  return Setting<T | undefined>({ ...definition, fallback: undefined });
}

/** Makes these groups the settings that there are, in this order. */
export function useGroups(groups: readonly SettingGroup[]): void {
  inUse.push(...groups);
}

/** Every setting, group by group. */
export function boundSettings(): readonly BoundSetting[] {
  return inUse.flatMap((group) => byGroup.get(group) ?? []);
}
