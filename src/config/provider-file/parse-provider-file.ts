import { didYouMean } from './nearest-name';
import { modelName } from './parse-models';
import { parseFilePrices } from './parse-prices';
import { parseProvider } from './parse-provider';
import type { FileRetry, ProviderFile, ProviderFileContext } from './provider-file';
import { parseRouteSettings, ROUTE_FIELDS } from './route-settings';
import type { RouteSettings } from './route-settings';
import { ProviderFileError } from './provider-file-error';
import { YamlReader } from './yaml-reader';
import type { Field, YamlLibrary } from './yaml-reader';

const FIELDS = ['default_provider', 'providers', 'routes', 'fallbacks', 'prices', 'retry'];
const RETRY_FIELDS = ['attempts', 'backoff', 'max_backoff'];

/** As `LLM_PROXY__RETRIES`. */
const MAX_ATTEMPTS = 10;
const MAX_WAIT_S = 600;

/** What a provider file names, whether or not it is right in itself: what other parts may refer to. */
interface Names {
  readonly providers: readonly string[];
  readonly models: ReadonlySet<string>;
  readonly hasDefault: boolean;
}

/**
 * Reads the text of a provider file.
 * @param file the file's path, for messages
 * @throws ProviderFileError with every mistake
 */
export function parseProviderFile(
  text: string,
  file: string,
  context: ProviderFileContext,
  yaml: YamlLibrary,
): ProviderFile {
  const reader = new YamlReader(text, yaml, context.environment);
  const parsed = reader.mistakeCount === 0 ? parseRoot(reader, context) : undefined;
  if (parsed === undefined || reader.mistakeCount > 0) throw new ProviderFileError(file, reader.mistakes);
  return parsed;
}

function parseRoot(reader: YamlReader, context: ProviderFileContext): ProviderFile | undefined {
  const fields = reader.mapping(reader.root, FIELDS);
  if (fields === undefined) return undefined;
  const given = entriesOf(fields.get('providers'), reader);
  const providers = given.flatMap(([name, field]) => parseProvider(name, field, reader, context) ?? []);
  const names = {
    providers: given.map(([name]) => name),
    models: new Set(providers.flatMap(({ models }) => models.map(({ name }) => name))),
    hasDefault: fields.has('default_provider'),
  };
  return Object.freeze({
    defaultProvider: defaultProvider(fields.get('default_provider'), names, reader),
    providers: Object.freeze(providers),
    ...parseRoutes(fields.get('routes'), names, reader, providers.length === given.length),
    fallbacks: parseTargets(fields.get('fallbacks'), names, reader, providers.length === given.length),
    prices: parseFilePrices(fields.get('prices'), reader),
    retry: parseRetry(fields.get('retry'), reader),
  });
}

/** At least one, so that a file that is just being written is never taken for one without providers. */
function entriesOf(field: Field | undefined, reader: YamlReader): [string, Field][] {
  if (field === undefined) {
    reader.mistake({ ...reader.root, path: 'providers' }, 'is needed, with at least one provider');
    return [];
  }
  const before = reader.mistakeCount;
  const entries = reader.mapping(field);
  if (entries?.size === 0 && reader.mistakeCount === before)
    reader.mistake(field, 'must have at least one provider');
  return [...(entries ?? [])];
}

function defaultProvider(field: Field | undefined, names: Names, reader: YamlReader): string | undefined {
  const name = field && reader.text(field);
  if (field !== undefined && name !== undefined && !names.providers.includes(name)) {
    const hint = didYouMean(name, names.providers);
    reader.mistake(
      field,
      `must be a provider of this file, found ${JSON.stringify(name.slice(0, 80))}${hint}`,
    );
  }
  return name;
}

/**
 * Reads what answers for names of models: routes, fallbacks. Whether a model is known is for a file to say whose providers are
 * all right.
 */
function parseTargets(
  field: Field | undefined,
  names: Names,
  reader: YamlReader,
  providersAreRight: boolean,
): ReadonlyMap<string, readonly string[]> {
  const targetsOf = new Map<string, readonly string[]>();
  for (const [model, list] of (field && reader.mapping(field)) ?? []) {
    targetsOf.set(model, targetsIn(list, model, names, reader, providersAreRight));
  }
  return targetsOf;
}

/** A route is a list of models, or a mapping with more about it; without `models` it is about a name that others lead somewhere. */
function parseRoutes(
  field: Field | undefined,
  names: Names,
  reader: YamlReader,
  providersAreRight: boolean,
): Pick<ProviderFile, 'routes' | 'routeSettings'> {
  const routes = new Map<string, readonly string[]>();
  const routeSettings = new Map<string, RouteSettings>();
  for (const [model, route] of (field && reader.mapping(field)) ?? []) {
    const fields = reader.isMapping(route) ? reader.mapping(route, ROUTE_FIELDS) : undefined;
    const list = fields === undefined ? route : fields.get('models');
    if (list !== undefined) routes.set(model, targetsIn(list, model, names, reader, providersAreRight));
    if (fields !== undefined) routeSettings.set(model, parseRouteSettings(fields, reader));
  }
  return { routes, routeSettings };
}

function targetsIn(
  list: Field,
  model: string,
  names: Names,
  reader: YamlReader,
  providersAreRight: boolean,
): readonly string[] {
  const targets = new Set<string>();
  for (const entry of reader.list(list) ?? []) {
    const target = modelName(entry, reader);
    if (target === undefined) continue;
    if (target === model) reader.mistake(entry, 'must be another model than the one it takes the place of');
    else if (targets.has(target)) reader.mistake(entry, `names ${JSON.stringify(target)} a second time`);
    else if (providersAreRight) checkTarget(target, entry, names, reader);
    targets.add(target);
  }
  return Object.freeze([...targets]);
}

function checkTarget(target: string, field: Field, names: Names, reader: YamlReader): void {
  if (names.models.has(target)) return;
  const found = JSON.stringify(target.slice(0, 80));
  const slash = target.indexOf('/');
  if (slash > 0) {
    const provider = target.slice(0, slash);
    if (names.providers.includes(provider)) return;
    const hint = didYouMean(provider, names.providers);
    reader.mistake(field, `must name a provider of this file before the slash, found ${found}${hint}`);
  } else if (!names.hasDefault) {
    const hint = didYouMean(target, [...names.models]);
    reader.mistake(field, `must be provider/model or a model of this file, found ${found}${hint}`);
  }
}

function parseRetry(field: Field | undefined, reader: YamlReader): FileRetry {
  const fields = field && reader.mapping(field, RETRY_FIELDS);
  const numberIn = (name: string, max: number, kind: 'whole' | 'any'): number | undefined => {
    const one = fields?.get(name);
    return one && reader.number(one, 0, max, kind);
  };
  const retries = numberIn('attempts', MAX_ATTEMPTS, 'whole');
  const backoff = numberIn('backoff', MAX_WAIT_S, 'any');
  const maxBackoff = numberIn('max_backoff', MAX_WAIT_S, 'any');
  return Object.freeze({
    ...(retries !== undefined && { retries }),
    ...(backoff !== undefined && { backoffMs: backoff * 1000 }),
    ...(maxBackoff !== undefined && { maxBackoffMs: maxBackoff * 1000 }),
  });
}
