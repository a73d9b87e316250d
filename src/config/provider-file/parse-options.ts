import { MODEL_APIS, TEXT_OPTIONS, TEXT_OPTION_NAMES } from '../connection-options';
import type { ConnectionOptions, ModelApi } from '../connection-options';
import type { Field, YamlReader } from './yaml-reader';

const TEXTS = TEXT_OPTION_NAMES.filter((name) => TEXT_OPTIONS[name].inFile);
const FIELDS = [...TEXTS, 'headers'];

/** Reads a provider's `options`. */
export function parseOptions(field: Field | undefined, reader: YamlReader): ConnectionOptions {
  const fields = field && reader.mapping(field, FIELDS);
  const options: { -readonly [Option in keyof ConnectionOptions]: ConnectionOptions[Option] } = {};
  for (const name of TEXTS) {
    if (name === 'api') continue;
    const text = optionalText(fields?.get(name), reader);
    if (text !== undefined) options[name] = text;
  }
  const api = parseApi(fields?.get('api'), reader);
  if (api !== undefined) options.api = api;
  const headers = fields?.get('headers');
  if (headers !== undefined) options.headers = parseHeaders(headers, reader);
  return Object.freeze(options);
}

/** The API by which models are asked, of a provider or of one model. */
export function parseApi(field: Field | undefined, reader: YamlReader): ModelApi | undefined {
  const text = optionalText(field, reader);
  const api = MODEL_APIS.find((one) => one === text);
  if (field !== undefined && text !== undefined && api === undefined)
    reader.mistake(field, `must be ${MODEL_APIS.join(' or ')}`);
  return api;
}

function optionalText(field: Field | undefined, reader: YamlReader): string | undefined {
  const text = field && reader.text(field);
  if (field !== undefined && text === '') reader.mistake(field, 'must not be empty');
  return text;
}

/** Their values may be secret, whatever they should be, and are never shown. */
function parseHeaders(field: Field, reader: YamlReader): Readonly<Record<string, string>> {
  const headers = [...(reader.mapping(field) ?? [])].flatMap(([name, one]): [string, string][] => {
    const value = reader.text(one, 'text', 'hidden');
    return value === undefined ? [] : [[name, value]];
  });
  return Object.freeze(Object.fromEntries(headers));
}
