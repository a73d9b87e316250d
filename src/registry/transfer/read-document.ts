import { isObject } from '../../json/json-object';
import { notAllowed } from '../field-checks';
import {
  ASSIGNMENT_FIELDS,
  BUDGET_FIELDS,
  CONNECTION_FIELDS,
  DEFAULTS,
  GROUP_FIELDS,
  KEY_FIELDS,
  MODEL_FIELDS,
  PRICE_FIELDS,
  ROUTE_FIELDS,
  mayBeAbsent,
} from './document-fields';
import type { Field } from './document-fields';
import { FIELD_WORDS, isOf } from './field-kind';
import { DOCUMENT_FORMAT } from './registry-document';
import type {
  DocumentAssignment,
  DocumentBudget,
  DocumentConnection,
  DocumentGroup,
  DocumentKey,
  DocumentModel,
  DocumentPrice,
  DocumentRoute,
  DocumentSeal,
  RegistryDocument,
} from './registry-document';

/** What a document holds, in its order. */
export const LISTS: readonly string[] = [
  'connections',
  'models',
  'virtual_keys',
  'assignments',
  'groups',
  'budgets',
  'prices',
  'routes',
];

/**
 * Reads a document that may come from anywhere. What is in its fields is for the registry to check.
 * @throws GatewayError INVALID_REQUEST with `param` naming the place (`connections[2].name`)
 */
export function readDocument(value: unknown): RegistryDocument {
  if (!isObject(value))
    throw notAllowed('document', 'The document must be an object: what "registry export" wrote.');
  const { format, sealed = null, ...lists } = value;
  if (format !== DOCUMENT_FORMAT) {
    throw notAllowed(
      'format',
      `The document's format must be ${DOCUMENT_FORMAT}: what "registry export" wrote.`,
    );
  }
  for (const name of Object.keys(lists)) {
    if (!LISTS.includes(name))
      throw notAllowed(name, `The document has a field '${name}' that is not known here.`);
  }
  return {
    format,
    sealed: readSeal(sealed),
    connections: recordsIn<DocumentConnection>(value, 'connections', CONNECTION_FIELDS),
    models: recordsIn<DocumentModel>(value, 'models', MODEL_FIELDS),
    virtual_keys: recordsIn<DocumentKey>(value, 'virtual_keys', KEY_FIELDS),
    assignments: recordsIn<DocumentAssignment>(value, 'assignments', ASSIGNMENT_FIELDS),
    groups: recordsIn<DocumentGroup>(value, 'groups', GROUP_FIELDS),
    budgets: recordsIn<DocumentBudget>(value, 'budgets', BUDGET_FIELDS),
    prices: recordsIn<DocumentPrice>(value, 'prices', PRICE_FIELDS),
    routes: recordsIn<DocumentRoute>(value, 'routes', ROUTE_FIELDS),
  };
}

function readSeal(value: unknown): DocumentSeal | null {
  if (value === null) return null;
  const { with: by, salt } = isObject(value) ? value : {};
  if (by === 'passphrase' && typeof salt === 'string') return { with: by, salt };
  throw notAllowed('sealed', "The document's 'sealed' must be what \"registry export\" wrote.");
}

function recordsIn<T>(
  document: Readonly<Record<string, unknown>>,
  list: string,
  fields: Readonly<Record<keyof T, Field>>,
): T[] {
  const given = document[list] ?? [];
  if (!Array.isArray(given)) throw notAllowed(list, `The document's '${list}' must be a list.`);
  return given.map((one: unknown, index) => {
    const path = `${list}[${index}]`;
    const record: unknown = completed(one, path, fields);
    if (isRecord<T>(record, path, fields)) return record;
    throw notAllowed(path, `${path} must be an object.`);
  });
}

function completed(one: unknown, path: string, fields: Readonly<Record<string, Field>>): unknown {
  if (!isObject(one) || Array.isArray(one)) throw notAllowed(path, `${path} must be an object.`);
  for (const name of Object.keys(one)) {
    if (!Object.hasOwn(fields, name)) throw notAllowed(`${path}.${name}`, `${path} has no field '${name}'.`);
  }
  const names = Object.keys(fields).filter((name) => one[name] !== undefined || !mayBeAbsent(path, name));
  const fallback = (name: string): unknown => {
    if (Object.hasOwn(DEFAULTS, name)) return DEFAULTS[name];
    return name === 'remote_name' ? one['name'] : null;
  };
  return Object.fromEntries(names.map((name) => [name, one[name] ?? fallback(name)]));
}

/** @throws GatewayError INVALID_REQUEST for a field of another type */
function isRecord<T>(value: unknown, path: string, fields: Readonly<Record<keyof T, Field>>): value is T {
  if (!isObject(value)) return false;
  for (const [name, wanted] of Object.entries<Field>(fields)) {
    if (value[name] === undefined && mayBeAbsent(path, name)) continue;
    if (!isOf(value[name], wanted))
      throw notAllowed(`${path}.${name}`, `${path}.${name} must be ${FIELD_WORDS[wanted]}.`);
  }
  return true;
}
