/** Prefix of every setting's environment variable. */
export const SETTING_PREFIX = 'LLM_PROXY__';

/** Reads one value from text. Throws an `Error` whose message completes "NAME …" (`must be a whole number from 0 to 10`). */
export interface SettingType<T> {
  readonly parse: (text: string) => T;
  /** What is allowed, for the documentation and for messages. */
  readonly allowed: string;
}

/** How one field of the settings class is read and described. */
export interface SettingDefinition<T> {
  /** Variable name without the prefix. */
  readonly name: string;
  readonly type: SettingType<T>;
  /** The default as it would be written in the environment; undefined makes an absent value `undefined`. */
  readonly fallback: string | undefined;
  /** One sentence for docs/configuration.md. */
  readonly about: string;
}

/** A definition together with the class field that it fills. */
export interface BoundSetting extends SettingDefinition<unknown> {
  readonly field: string;
}

const bound: BoundSetting[] = [];

/** Declares a field of the settings class as one environment variable; the field's type has to match the setting's. */
export function Setting<T>(definition: SettingDefinition<T>) {
  return <Field extends string>(target: { [P in Field]: T }, field: Field): void => {
    void target;
    bound.push({ ...definition, field });
  };
}

/** Like {@link Setting}, for one without a default: the field is undefined when the variable is absent. */
export function OptionalSetting<T>(definition: Omit<SettingDefinition<T>, 'fallback'>) {
  return Setting<T | undefined>({ ...definition, fallback: undefined });
}

/** Every declared setting, in the order of the class. */
export function boundSettings(): readonly BoundSetting[] {
  return bound;
}
