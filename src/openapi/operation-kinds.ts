import type { ErrorCode } from '../errors/gateway-error';
import type { Operation } from './openapi-types';
import { ADMIN_KEY, ANTHROPIC_KEY, CALLER_KEY, GOOGLE_KEY, NO_KEY } from './security-schemes';

/** What the operations of one part of the service have in common. */
interface OperationKind {
  readonly paths: RegExp;
  readonly security: NonNullable<Operation['security']>;
  /** Whether answers tell what is left of the key's limits. */
  readonly limited: boolean;
  /** The API in whose form errors are, where that is not OpenAI's. */
  readonly errorForm?: 'messages' | 'gemini';
  /** What of the catalogue an operation can be refused with, besides what its controller says. */
  readonly errors: (path: string, operation: Operation) => readonly ErrorCode[];
}

const READ: readonly ErrorCode[] = ['UNAUTHORIZED', 'RATE_LIMIT', 'INTERNAL', 'OVERLOADED'];
const READ_ONE: readonly ErrorCode[] = [...READ, 'INVALID_REQUEST', 'MODEL_NOT_FOUND'];
const WITH_BODY: readonly ErrorCode[] = [
  'INVALID_REQUEST',
  'REQUEST_TIMEOUT',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
];
const CALL: readonly ErrorCode[] = [
  ...READ_ONE,
  ...WITH_BODY,
  'BUDGET_EXCEEDED',
  'FORBIDDEN',
  'PROVIDER_ERROR',
  'TIMEOUT',
];
/** Where the answer is a provider's: its failures are not part of the answer, as they are where a connection is tested. */
const OF_A_PROVIDER: readonly ErrorCode[] = ['CONFLICT', 'PROVIDER_ERROR', 'TIMEOUT'];

const PROBES: OperationKind = {
  paths: /^\/(?:health|metrics)(?:\/|$)/,
  security: NO_KEY,
  limited: false,
  errors: () => ['INTERNAL'],
};
const ADMIN: OperationKind = {
  paths: /^\/admin\//,
  security: ADMIN_KEY,
  limited: false,
  errors: (path, { requestBody }) => [
    ...READ,
    ...(requestBody === undefined ? [] : WITH_BODY),
    ...(path.includes('{') ? (['INVALID_REQUEST'] as const) : []),
    ...(path.endsWith('/discover') ? OF_A_PROVIDER : []),
  ],
};
const GEMINI: OperationKind = {
  paths: /^\/v1beta\//,
  security: GOOGLE_KEY,
  limited: true,
  errorForm: 'gemini',
  errors: (path, { requestBody }) =>
    requestBody !== undefined ? CALL : path.includes('{') ? READ_ONE : [...READ, 'INVALID_REQUEST'],
};
const MESSAGES: OperationKind = {
  paths: /^\/(?:v1\/messages|anthropic)(?:\/|$)/,
  security: ANTHROPIC_KEY,
  limited: true,
  errorForm: 'messages',
  errors: () => CALL,
};
const DOOR: OperationKind = {
  paths: /^/,
  security: CALLER_KEY,
  limited: true,
  errors: (path, { requestBody }) =>
    requestBody !== undefined ? CALL : path.includes('{') ? READ_ONE : READ,
};

/** The kind of the operations at a path. */
export function kindOf(path: string): OperationKind {
  return [PROBES, ADMIN, GEMINI, MESSAGES].find(({ paths }) => paths.test(path)) ?? DOOR;
}
