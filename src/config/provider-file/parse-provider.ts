import { GatewayError } from '../../errors/gateway-error';
import { isPlaceholder } from '../production-checks';
import { Secret } from '../secret';
import { httpUrl } from '../setting-types';
import { didYouMean } from './nearest-name';
import { modelName, parseModels } from './parse-models';
import { parseOptions } from './parse-options';
import type { FileProvider, KnownProvider, ProviderFileContext } from './provider-file';
import { memberPath } from './yaml-reader';
import type { Field, YamlReader } from './yaml-reader';

const FIELDS = ['type', 'base_url', 'api_key', 'models', 'options', 'health_check'];
const MIN_INTERVAL_S = 0.1;
const MAX_INTERVAL_S = 86_400;

/** As a virtual key's or an internal key's name, and without the slash that parts it from the model. */
const PROVIDER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Where the fields are that a check names (see `ProviderFileContext.check`). */
const FIELD_OF_PARAM: Readonly<Record<string, string>> = {
  provider: 'type',
  endpoint: 'base_url',
  credential: 'api_key',
};

/** Reads one entry of `providers`; undefined when something is wrong with it, which the reader then knows. */
export function parseProvider(
  name: string,
  field: Field,
  reader: YamlReader,
  context: ProviderFileContext,
): FileProvider | undefined {
  const before = reader.mistakeCount;
  if (!PROVIDER_NAME.test(name)) {
    reader.mistake(field, 'must have a name of letters, digits, dot, dash and underscore, 64 at most');
  }
  const fields = reader.mapping(field, FIELDS);
  if (fields === undefined) return undefined;
  const known = knownProvider(name, field, fields.get('type'), reader, context.knownProviders);
  const entry: FileProvider = Object.freeze({
    name,
    provider: known?.name ?? name,
    endpoint: baseUrl(fields.get('base_url'), reader),
    credential: apiKey(fields.get('api_key'), reader, context),
    models: parseModels(fields.get('models'), reader),
    options: parseOptions(fields.get('options'), reader),
    ...parseHealthCheck(fields.get('health_check'), reader),
  });
  if (known !== undefined && reader.mistakeCount === before) {
    requireFields(entry, known, field, reader);
    if (reader.mistakeCount === before) checkFurther(entry, field, fields, reader, context);
  }
  return reader.mistakeCount === before ? entry : undefined;
}

/** Off where the file does not say. */
function parseHealthCheck(field: Field | undefined, reader: YamlReader): Pick<FileProvider, 'healthCheck'> {
  if (field === undefined) return {};
  const fields = reader.mapping(field, ['interval', 'model']);
  const interval = fields?.get('interval');
  const model = fields?.get('model');
  if (fields !== undefined && interval === undefined)
    reader.mistake({ ...field, path: memberPath(field.path, 'interval') }, 'is needed, in seconds');
  const seconds = interval && reader.number(interval, MIN_INTERVAL_S, MAX_INTERVAL_S, 'any');
  if (seconds === undefined) return {};
  return {
    healthCheck: Object.freeze({ intervalMs: seconds * 1_000, model: model && modelName(model, reader) }),
  };
}

function knownProvider(
  name: string,
  field: Field,
  typeField: Field | undefined,
  reader: YamlReader,
  known: readonly KnownProvider[],
): KnownProvider | undefined {
  const type = typeField === undefined ? name : reader.text(typeField);
  if (type === undefined) return undefined;
  const found = known.find((provider) => provider.name === type);
  if (found !== undefined) return found;
  const names = known.map((provider) => provider.name);
  const hint = didYouMean(type, names) || `: one of ${names.join(', ')}`;
  if (typeField === undefined) {
    reader.mistake(field, `is not a known provider's name, so it needs a type${hint}`);
  } else {
    reader.mistake(typeField, `must be a known provider, found ${JSON.stringify(type.slice(0, 80))}${hint}`);
  }
  return undefined;
}

function baseUrl(field: Field | undefined, reader: YamlReader): string | undefined {
  const text = field && reader.text(field, 'an address such as https://api.example.com/v1');
  if (field === undefined || text === undefined) return undefined;
  try {
    return httpUrl.parse(text);
  } catch {
    reader.mistake(
      field,
      'must be an address such as https://api.example.com/v1, without credentials, query or fragment',
    );
    return undefined;
  }
}

/** An empty one counts as absent: `${NAME:-}` is how a key is made optional. */
function apiKey(
  field: Field | undefined,
  reader: YamlReader,
  { production = false }: ProviderFileContext,
): Secret | undefined {
  const text = field && reader.text(field, 'text', 'hidden');
  if (production && field !== undefined && text !== undefined && secretsIn(text).some(isPlaceholder)) {
    reader.mistake(field, 'holds a secret of the examples: put your own there in production');
  }
  return text === undefined || text === '' ? undefined : new Secret(text);
}

/** The credential itself, or the texts of one that is JSON (AWS keys, a service account). */
function secretsIn(credential: string): readonly string[] {
  if (!credential.trimStart().startsWith('{')) return [credential];
  try {
    const parts: unknown[] = Object.values(JSON.parse(credential) as object);
    return parts.filter((part) => typeof part === 'string');
  } catch {
    return [credential];
  }
}

function requireFields(entry: FileProvider, known: KnownProvider, field: Field, reader: YamlReader): void {
  if (entry.endpoint === undefined && known.endpoint === undefined) {
    const path = memberPath(field.path, 'base_url');
    reader.mistake({ ...field, path }, `is needed: ${known.name} has no address of its own`);
  }
  if (entry.credential === undefined && known.credential === 'required') {
    reader.mistake({ ...field, path: memberPath(field.path, 'api_key') }, `is needed for ${known.name}`);
  }
}

function checkFurther(
  entry: FileProvider,
  field: Field,
  fields: ReadonlyMap<string, Field>,
  reader: YamlReader,
  { check }: ProviderFileContext,
): void {
  try {
    check?.(entry);
  } catch (problem) {
    if (!(problem instanceof GatewayError)) throw problem;
    const [first = '', ...rest] = (problem.param ?? '').split('.');
    const name = FIELD_OF_PARAM[first] ?? first;
    const path = [name, ...rest].filter((part) => part !== '').reduce(memberPath, field.path);
    reader.mistake({ offset: (fields.get(name) ?? field).offset, path }, `is refused: ${problem.message}`);
  }
}
