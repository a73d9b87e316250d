import type { Components, Operation } from './openapi-types';

type Requirements = NonNullable<Operation['security']>;

/** The ways in which a key can be presented. */
export const SECURITY_SCHEMES: NonNullable<Components['securitySchemes']> = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'An internal or a virtual key, as OpenAI SDKs send it.',
  },
  'internal-auth': {
    type: 'apiKey',
    in: 'header',
    name: 'x-internal-auth',
    description: 'Decides alone when it is there.',
  },
  'x-api-key': {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'As Anthropic SDKs send it.',
  },
  'api-key': { type: 'apiKey', in: 'header', name: 'api-key', description: 'As Azure SDKs send it.' },
  'goog-api-key': {
    type: 'apiKey',
    in: 'header',
    name: 'x-goog-api-key',
    description: 'As Google SDKs send it.',
  },
};

/** The key of the admin API, described where there is one. */
export const ADMIN_KEY_SCHEMES: NonNullable<Components['securitySchemes']> = {
  'admin-key': {
    type: 'http',
    scheme: 'bearer',
    description:
      'The admin key (`LLM_PROXY__ADMIN_KEY`): the only one that administers, and good for nothing else.',
  },
};

/** A virtual or an internal key, in the header that the SDKs of a door use. */
export const CALLER_KEY: Requirements = [{ bearer: [] }, { 'internal-auth': [] }, { 'api-key': [] }];
export const ANTHROPIC_KEY: Requirements = [{ 'x-api-key': [] }, ...CALLER_KEY];
export const GOOGLE_KEY: Requirements = [{ 'goog-api-key': [] }, { bearer: [] }];
export const ADMIN_KEY: Requirements = [{ 'admin-key': [] }];
/** Nothing is needed. */
export const NO_KEY: Requirements = [];
