import { priceIn } from './parse-prices';
import type { FileModel } from './provider-file';
import type { Field, YamlReader } from './yaml-reader';

const MAX_LIMIT = 1_000_000_000;
const CAPABILITY = /^[a-z][a-z0-9_-]{0,63}$/;

/** Reads by what a model is chosen: what it can do, what it costs, what it may be asked. */
export function parseTraits(
  fields: ReadonlyMap<string, Field>,
  reader: YamlReader,
): Pick<FileModel, 'capabilities' | 'prices' | 'limits'> {
  const [capabilities, prices, limits] = ['capabilities', 'prices', 'limits'].map((name) => fields.get(name));
  return {
    ...(capabilities && { capabilities: parseCapabilities(capabilities, reader) }),
    ...(prices && { prices: parsePrices(prices, reader) }),
    ...(limits && { limits: parseLimits(limits, reader) }),
  };
}

function parseCapabilities(field: Field, reader: YamlReader): readonly string[] {
  const words = (reader.list(field) ?? []).flatMap((entry) => {
    const word = reader.text(entry);
    if (word !== undefined && !CAPABILITY.test(word))
      reader.mistake(entry, 'must be a word such as tools, vision or json_schema');
    return word === undefined ? [] : [word];
  });
  return Object.freeze(words);
}

function parsePrices(field: Field, reader: YamlReader): NonNullable<FileModel['prices']> {
  const fields = reader.mapping(field, ['input', 'output']);
  const named = (name: 'input' | 'output'): object => {
    const one = fields?.get(name);
    const price = one && priceIn(one, reader);
    return price === undefined ? {} : { [name]: price };
  };
  return Object.freeze({ ...named('input'), ...named('output') });
}

function parseLimits(field: Field, reader: YamlReader): NonNullable<FileModel['limits']> {
  const fields = reader.mapping(field, ['rpm', 'tpm', 'concurrent']);
  const limitIn = (name: string): number | undefined => {
    const one = fields?.get(name);
    return one && reader.number(one, 1, MAX_LIMIT, 'whole');
  };
  return Object.freeze({
    requestsPerMinute: limitIn('rpm'),
    tokensPerMinute: limitIn('tpm'),
    concurrent: limitIn('concurrent'),
  });
}
