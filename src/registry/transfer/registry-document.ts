import type { ConnectionOptions } from '../../config/connection-options';
import { notAllowed } from '../field-checks';
import { isObject } from '../../json/json-object';
import type { GivenPrices } from '../../config/price-set';
import type { BudgetRaise, ModelLimits, OnExhausted, OwnerRules, RouteRules } from '../registry-records';

/** The format of the document; another number is another format. */
const DOCUMENT_FORMAT = 1;

/** How the credentials of a document are sealed: with a passphrase, from which scrypt makes the key (RFC 7914). */
export interface DocumentSeal {
  readonly with: 'passphrase';
  /** 16 random bytes, base64url. */
  readonly salt: string;
}

export interface DocumentConnection {
  readonly name: string;
  readonly provider: string;
  readonly endpoint: string;
  readonly options: ConnectionOptions;
  readonly enabled: boolean;
  readonly has_credential: boolean;
  /** Sealed as the document says; absent where it is exported without secrets. */
  readonly credential?: string;
}

export interface DocumentModel {
  readonly connection: string;
  readonly name: string;
  readonly remote_name: string;
  readonly deployment: string | null;
  readonly context_length: number | null;
  readonly max_output_tokens: number | null;
  readonly capabilities: readonly string[];
  readonly prices: GivenPrices | null;
  readonly limits: ModelLimits | null;
}

export interface DocumentKey {
  readonly name: string;
  /** SHA-256 of the key, base64: the key works on, and cannot be read from it. */
  readonly digest: string;
  readonly prefix: string;
  /** The digest before the last rotation, accepted until then. */
  readonly previous_digest: string | null;
  readonly previous_until: string | null;
  readonly enabled: boolean;
  readonly expires_at: string | null;
  /** The path of its group; null for none. */
  readonly group?: string | null;
  /** Its own limits, addresses and doors; those that are not limited are left out. */
  readonly rules?: Partial<OwnerRules>;
}

export interface DocumentGroup {
  /** `acme/search`; groups above it come first. */
  readonly path: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly rules: Partial<OwnerRules>;
}

export interface DocumentPrice {
  readonly target: string;
  readonly valid_from: string | null;
  readonly prices: GivenPrices;
}

export interface DocumentBudget {
  /** The name of the key that it is of; or: */
  readonly virtual_key: string | null;
  /** The path of the group. */
  readonly group: string | null;
  readonly unit: string;
  readonly amount: number;
  readonly period: string;
  readonly rolling: boolean;
  readonly hard: boolean;
  readonly aliases: readonly string[] | null;
  readonly on_exhausted: OnExhausted | null;
  /** A temporary raise; null for none, or one that has ended. */
  readonly raise?: BudgetRaise | null;
  /** What was used before counts no more; null for never. */
  readonly reset_at?: string | null;
}

export interface DocumentAssignment {
  /** The name of the key that it is to; or: */
  readonly virtual_key: string | null;
  /** The path of the group. */
  readonly group: string | null;
  /** `connection/model` */
  readonly model: string;
  readonly alias: string;
  readonly tps: number | null;
  readonly burst: number | null;
  readonly tokens_per_second: number | null;
  readonly token_burst: number | null;
  readonly priority: number;
  readonly weight: number;
  readonly answer_model: string | null;
}

/** What is said of a name; see `RouteRules`. */
export interface DocumentRoute extends RouteRules {
  readonly name: string;
}

/** Everything that an owner has put into a registry, by names instead of ids, sorted: two equal registries export the same. */
export interface RegistryDocument {
  readonly format: typeof DOCUMENT_FORMAT;
  readonly sealed: DocumentSeal | null;
  readonly connections: readonly DocumentConnection[];
  readonly models: readonly DocumentModel[];
  readonly virtual_keys: readonly DocumentKey[];
  readonly assignments: readonly DocumentAssignment[];
  readonly groups: readonly DocumentGroup[];
  readonly budgets: readonly DocumentBudget[];
  readonly prices: readonly DocumentPrice[];
  readonly routes: readonly DocumentRoute[];
}

type Field = 'text' | 'text?' | 'flag' | 'number' | 'number?' | 'object' | 'object?' | 'texts' | 'texts?';

const CONNECTION: Readonly<Record<keyof DocumentConnection, Field>> = {
  name: 'text',
  provider: 'text',
  endpoint: 'text',
  options: 'object',
  enabled: 'flag',
  has_credential: 'flag',
  credential: 'text?',
};
const MODEL: Readonly<Record<keyof DocumentModel, Field>> = {
  connection: 'text',
  name: 'text',
  remote_name: 'text',
  deployment: 'text?',
  context_length: 'number?',
  max_output_tokens: 'number?',
  capabilities: 'texts',
  prices: 'object?',
  limits: 'object?',
};
const KEY: Readonly<Record<keyof DocumentKey, Field>> = {
  name: 'text',
  digest: 'text',
  prefix: 'text',
  previous_digest: 'text?',
  previous_until: 'text?',
  enabled: 'flag',
  expires_at: 'text?',
  group: 'text?',
  rules: 'object',
};
const GROUP: Readonly<Record<keyof DocumentGroup, Field>> = {
  path: 'text',
  description: 'text',
  tags: 'texts',
  enabled: 'flag',
  rules: 'object',
};
const PRICE: Readonly<Record<keyof DocumentPrice, Field>> = {
  target: 'text',
  valid_from: 'text?',
  prices: 'object',
};
const BUDGET: Readonly<Record<keyof DocumentBudget, Field>> = {
  virtual_key: 'text?',
  group: 'text?',
  unit: 'text',
  amount: 'number',
  period: 'text',
  rolling: 'flag',
  hard: 'flag',
  aliases: 'texts?',
  on_exhausted: 'object?',
  raise: 'object?',
  reset_at: 'text?',
};
const ASSIGNMENT: Readonly<Record<keyof DocumentAssignment, Field>> = {
  virtual_key: 'text?',
  group: 'text?',
  model: 'text',
  alias: 'text',
  tps: 'number?',
  burst: 'number?',
  tokens_per_second: 'number?',
  token_burst: 'number?',
  priority: 'number',
  weight: 'number',
  answer_model: 'text?',
};

/** Fields that stay as they are where a document does not say them. */
const MAY_BE_ABSENT: Readonly<Record<string, readonly string[]>> = {
  connections: ['credential'],
  virtual_keys: ['group', 'rules'],
  budgets: ['raise', 'reset_at'],
};

function mayBeAbsent(path: string, name: string): boolean {
  return MAY_BE_ABSENT[path.split('[', 1)[0] ?? '']?.includes(name) ?? false;
}

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

const ROUTE: Readonly<Record<keyof DocumentRoute, Field>> = {
  name: 'text',
  order: 'text?',
  affinity: 'text?',
  on_refusal: 'text?',
  rescue: 'texts?',
  headers_timeout: 'number?',
};

/** What a field has where a document, written by hand, does not say it. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  options: {},
  enabled: true,
  has_credential: false,
  capabilities: [],
  priority: 1,
  weight: 1,
  rules: {},
  description: '',
  tags: [],
  unit: 'usd',
  period: 'month',
  rolling: false,
  hard: true,
};

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
    connections: recordsIn<DocumentConnection>(value, 'connections', CONNECTION),
    models: recordsIn<DocumentModel>(value, 'models', MODEL),
    virtual_keys: recordsIn<DocumentKey>(value, 'virtual_keys', KEY),
    assignments: recordsIn<DocumentAssignment>(value, 'assignments', ASSIGNMENT),
    groups: recordsIn<DocumentGroup>(value, 'groups', GROUP),
    budgets: recordsIn<DocumentBudget>(value, 'budgets', BUDGET),
    prices: recordsIn<DocumentPrice>(value, 'prices', PRICE),
    routes: recordsIn<DocumentRoute>(value, 'routes', ROUTE),
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
      throw notAllowed(`${path}.${name}`, `${path}.${name} must be ${WORDS[wanted]}.`);
  }
  return true;
}

const WORDS: Readonly<Record<Field, string>> = {
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

function isOf(value: unknown, wanted: Field): boolean {
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
