import { isObject } from '../../json/json-object';
import type { Field } from './document-fields';

/** What a field must be, as a refusal says it. */
export const FIELD_WORDS: Readonly<Record<Field, string>> = {
  text: 'a text',
  'text?': 'a text or null',
  flag: 'true or false',
  number: 'a number',
  'number?': 'a number or null',
  object: 'an object',
  'object?': 'an object or null',
  texts: 'a list of texts',
  'texts?': 'a list of texts or null',
};

/** Whether a value is what a field holds. */
export function isOf(value: unknown, wanted: Field): boolean {
  switch (wanted) {
    case 'text?':
    case 'number?':
    case 'object?':
    case 'texts?':
      return value === null || isOf(value, PLAIN[wanted]);
    case 'text':
      return typeof value === 'string';
    case 'flag':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'object':
      return isObject(value) && !Array.isArray(value);
    case 'texts':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
  }
}

const PLAIN = { 'text?': 'text', 'number?': 'number', 'object?': 'object', 'texts?': 'texts' } as const;
