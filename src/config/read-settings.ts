import type { Environment } from './environment';
import { memoryBudgets } from './memory-limit';
import { packageVersion } from './package-version';
import { productionMistakes } from './production-checks';
import { readProxySettings } from './proxy-settings';
import { boundSettings, SETTING_PREFIX } from './setting.decorator';
import type { BoundSetting } from './setting.decorator';
import { Settings } from './settings';
import { SettingsError } from './settings-error';
import { unknownNames } from './unknown-names';

const PRODUCTION = 'production';
/** Written so, what production refuses would be accepted in silence. */
const ALMOST_PRODUCTION = /^[\s"']*prod(?:uction)?[\s"']*$/i;

/** A key would be another one with them, and a folder's name. */
const IN_QUOTES = /^(["']).*\1$/s;

/**
 * Reads and validates every setting from the given variables. An empty value counts as absent.
 * @throws SettingsError naming each unknown variable and each bad value, with what is allowed.
 */
export function readSettings(environment: Environment): Settings {
  const mistakes = unknownNames(environment);
  const { NODE_ENV: kind = '' } = environment;
  const values: Record<string, unknown> = { production: kind === PRODUCTION };
  if (kind !== PRODUCTION && ALMOST_PRODUCTION.test(kind)) {
    mistakes.push(
      'NODE_ENV must be written production: with what it is, the example keys would be accepted.',
    );
  }
  for (const setting of boundSettings()) {
    try {
      values[setting.field] = readOne(setting, environment);
    } catch (problem) {
      mistakes.push(
        `${SETTING_PREFIX}${setting.name} ${problem instanceof Error ? problem.message : 'is not valid'}.`,
      );
    }
  }
  try {
    readProxySettings(environment);
  } catch (problem) {
    mistakes.push(problem instanceof Error ? problem.message : 'HTTP_PROXY is not valid.');
  }
  refuse(mistakes);
  if (values['version'] === '') values['version'] = packageVersion();
  Object.assign(values, memoryBudgets(values));
  values['privateUpstreams'] ??= values['production'] === true ? 'public-only' : 'private-allowed';
  const settings = asSettings(values);
  if (settings.production) refuse(productionMistakes(settings));
  refuseSharedAdminKey(settings);
  return settings;
}

/**
 * The values as frozen settings. Made in one step: an object that gets so many fields one after the other becomes a
 * table, which every read on a call's path would have to search.
 */
function asSettings(values: Readonly<Record<string, unknown>>): Settings {
  const settings = Object.create(Settings.prototype, Object.getOwnPropertyDescriptors(values)) as Settings;
  return Object.freeze(settings);
}

function refuse(mistakes: readonly string[]): void {
  if (mistakes.length > 0) throw new SettingsError(mistakes.join('\n'));
}

function readOne(setting: BoundSetting, environment: Environment): unknown {
  const given = environment[SETTING_PREFIX + setting.name]?.trim();
  if (given !== undefined && IN_QUOTES.test(given)) {
    throw new Error(
      'must have no quotes around it: a shell and .env take them off, `docker run --env-file` and Kubernetes do not',
    );
  }
  const value = given === undefined || given === '' ? setting.fallback : given;
  return value === undefined ? undefined : setting.type.parse(value);
}

/** Anyone who has a key for calls must not administer by it. */
function refuseSharedAdminKey({ adminKey, internalApiKeys }: Settings): void {
  if (adminKey === undefined || internalApiKeys.every(({ key }) => key.reveal() !== adminKey.reveal()))
    return;
  throw new SettingsError(
    `${SETTING_PREFIX}ADMIN_KEY must be another key than those in ${SETTING_PREFIX}INTERNAL_API_KEY.`,
  );
}
