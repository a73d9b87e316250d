/** The settings are not usable; the message holds one line a mistake and never a secret's value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
