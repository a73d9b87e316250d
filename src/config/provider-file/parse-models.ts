import { parseApi } from './parse-options';
import { parseTraits } from './parse-model-traits';
import type { FileModel } from './provider-file';
import type { Field, YamlReader } from './yaml-reader';

const FIELDS = ['name', 'remote', 'deployment', 'context_length', 'max_output_tokens', 'api'].concat([
  'capabilities',
  'prices',
  'limits',
]);
const MAX_TOKENS = 100_000_000;
const MAX_NAME = 256;

/** Reads a provider's `models`, each a name or a mapping. */
export function parseModels(field: Field | undefined, reader: YamlReader): readonly FileModel[] {
  const models = new Map<string, FileModel>();
  for (const entry of (field && reader.list(field)) ?? []) {
    const model = reader.isMapping(entry) ? parseMapping(entry, reader) : parseName(entry, reader);
    if (model === undefined) continue;
    if (models.has(model.name)) reader.mistake(entry, `names ${JSON.stringify(model.name)} a second time`);
    models.set(model.name, Object.freeze(model));
  }
  return Object.freeze([...models.values()]);
}

/** A model's name: not empty, in one line, of a bounded length. */
export function modelName(field: Field, reader: YamlReader): string | undefined {
  const name = reader.text(field);
  if (name === undefined) return undefined;
  if (name.length > 0 && name.length <= MAX_NAME && !/[\s\p{Cc}]/u.test(name)) return name;
  reader.mistake(field, `must be a name without spaces, ${MAX_NAME} characters at most`);
  return undefined;
}

function parseName(entry: Field, reader: YamlReader): FileModel | undefined {
  const name = modelName(entry, reader);
  if (name === undefined) return undefined;
  const unknown = { deployment: undefined, contextLength: undefined, maxOutputTokens: undefined };
  return { name, remoteName: name, ...unknown };
}

function parseMapping(entry: Field, reader: YamlReader): FileModel | undefined {
  const fields = reader.mapping(entry, FIELDS);
  if (fields === undefined) return undefined;
  const nameIn = (key: string): string | undefined => {
    const field = fields.get(key);
    return field && modelName(field, reader);
  };
  const tokensIn = (key: string): number | undefined => {
    const field = fields.get(key);
    return field && reader.number(field, 1, MAX_TOKENS, 'whole');
  };
  if (!fields.has('name')) reader.mistake({ ...entry, path: `${entry.path}.name` }, 'is needed');
  const name = nameIn('name');
  const rest = {
    remoteName: nameIn('remote') ?? name,
    deployment: nameIn('deployment'),
    contextLength: tokensIn('context_length'),
    maxOutputTokens: tokensIn('max_output_tokens'),
    api: parseApi(fields.get('api'), reader),
    ...parseTraits(fields, reader),
  };
  return name === undefined ? undefined : { name, ...rest, remoteName: rest.remoteName ?? name };
}
