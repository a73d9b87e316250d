import { GatewayError } from '../../../errors/gateway-error';
import type { ConnectionTarget } from '../../provider';
import { VERTEX_HOSTS, vertexLocation } from '../../../config/vertex-location';
import { withoutTrailing } from '../../../config/without-trailing';
import { modelPath } from '../../model-path';
import type { Publisher } from './publishers.data';

/** The two services that speak Gemini: their paths differ, their bodies do not. */
export type GoogleService = 'ai-studio' | 'vertex';

/** Where requests go: base address and paths of one service. */
export interface GoogleEndpoint {
  readonly service: GoogleService;
  /** Scheme, host, port, and what the operator's address has of a path before the API version. */
  readonly baseUrl: string;
  /** Path of a model's method: `modelPath('gemini-2.5-flash', 'generateContent')`. */
  modelPath(model: string, method: string): string;
  /** Path of a method of a Claude, or of `count-tokens`; Vertex AI alone has it. */
  readonly claudePath?: (model: string, method: 'rawPredict' | 'streamRawPredict') => string;
  /**
   * Path of a model of another maker than Google and Anthropic; a project of Vertex AI alone has it.
   * @param api `openapi` for the one path of those that the body names, else the maker's own
   */
  readonly publisherPath?: (api: Publisher['api'], model: string, streamed: boolean) => string;
  /** Path of a page of the list of models; `pageToken` is empty for the first. */
  listPath(pageToken: string): string;
}

const AI_STUDIO_HOST = 'generativelanguage.googleapis.com';
const VERTEX_HOST = 'aiplatform.googleapis.com';
const VERSION = /\/(v\d+(?:(?:alpha|beta)\d*)?)$/;
const RESOURCE = /\/projects\/([^/]+)\/locations\/([^/]+)(?:\/publishers\/google)?$/;

/** What people copy along from an example: the list of models, a call, or the way for clients of OpenAI's. */
const OPERATION =
  /(\/v\d[a-z\d]*|\/publishers\/google|\/locations\/[^/]+)\/(?:models(?:\/[^/]+)?|openai(?:\/chat\/completions)?|endpoints\/openapi(?:\/chat\/completions)?)$/;

type GoogleTarget = Pick<ConnectionTarget, 'provider' | 'endpoint' | 'options'>;

/**
 * Reads where a connection leads. Google's own hosts decide the form of the path; at any other host it is Vertex AI's
 * when the provider is `vertex`, a project is set, or the path names one, else AI Studio's.
 * Paths: https://ai.google.dev/api and https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest
 * @param accountProject the project of the service account, for where none is set
 * @throws GatewayError INVALID_REQUEST with `param`
 */
export function googleEndpoint(target: GoogleTarget, accountProject?: string): GoogleEndpoint {
  const url = readUrl(target.endpoint);
  let path = withoutTrailing(url.pathname, '/')
    .replace(OPERATION, '$1')
    .replace(/\/publishers\/google$/, '');
  const named = RESOURCE.exec(path);
  if (named !== null) path = path.slice(0, named.index);
  const version = VERSION.exec(path)?.[1];
  if (version !== undefined) path = path.slice(0, -version.length - 1);
  if (serviceOf(url, target, named !== null) === 'ai-studio') return aiStudio(url.origin + path, version);

  const project = target.options.project ?? named?.[1] ?? accountProject;
  const location = vertexLocation(url, target.options);
  checkName(project, 'options.project', /^[A-Za-z0-9][A-Za-z0-9:._-]{0,99}$/);
  checkName(location, 'options.location', /^[a-z][a-z0-9-]{0,40}$/);
  const origin = url.hostname === VERTEX_HOST ? vertexOrigin(location) : url.origin;
  return vertex(origin + path, version, project, location);
}

function readUrl(endpoint: string): URL {
  if (URL.canParse(endpoint)) return new URL(endpoint);
  throw new GatewayError('INVALID_REQUEST', 'endpoint must be an address.', { param: 'endpoint' });
}

function checkName(name: string | undefined, param: string, form: RegExp): void {
  if (name === undefined || form.test(name)) return;
  throw new GatewayError('INVALID_REQUEST', `${param} is not a name that Google Cloud gives.`, { param });
}

function serviceOf(url: URL, target: GoogleTarget, pathNamesProject: boolean): GoogleService {
  if (url.hostname === AI_STUDIO_HOST) return 'ai-studio';
  const asVertex =
    VERTEX_HOSTS.test(url.hostname) ||
    target.provider === 'vertex' ||
    target.options.project !== undefined ||
    pathNamesProject ||
    url.pathname.includes('/publishers/google');
  return asVertex ? 'vertex' : 'ai-studio';
}

/** https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations: `us` and `eu` are multi-regions. */
function vertexOrigin(location: string): string {
  if (location === 'global') return `https://${VERTEX_HOST}`;
  if (location === 'us' || location === 'eu') return `https://aiplatform.${location}.rep.googleapis.com`;
  return `https://${location}-${VERTEX_HOST}`;
}

function aiStudio(baseUrl: string, version = 'v1beta'): GoogleEndpoint {
  return {
    service: 'ai-studio',
    baseUrl,
    modelPath: (model, method) => {
      const name = model.includes('/') ? model : `models/${model}`;
      return `/${version}/${modelPath(name)}:${method}`;
    },
    listPath: (pageToken) => `/${version}/models?${page(pageToken)}`,
  };
}

/** Without a project it is express mode, which API keys are for. */
function vertex(
  baseUrl: string,
  version = 'v1',
  project: string | undefined,
  location: string,
): GoogleEndpoint {
  const parent =
    project === undefined ? '' : `projects/${encodeURIComponent(project)}/locations/${location}/`;
  return {
    service: 'vertex',
    baseUrl,
    modelPath: (model, method) => {
      const name = model.replace(/^(?:google|models)\//, '');
      if (name.startsWith('projects/')) return `/${version}/${modelPath(name)}:${method}`;
      const within = name.includes('/') ? name : `publishers/google/models/${name}`;
      return `/${version}/${parent}${modelPath(within)}:${method}`;
    },
    claudePath: (model, method) => {
      if (model.startsWith('projects/')) return `/${version}/${modelPath(model)}:${method}`;
      const name = model.slice(model.lastIndexOf('/') + 1);
      return `/${version}/${parent}publishers/anthropic/models/${modelPath(name)}:${method}`;
    },
    ...(project === undefined
      ? {}
      : { publisherPath: (...given) => `/${version}/${parent}${publisherPath(...given)}` }),
    // The list of publisher models is in the beta version alone.
    listPath: (pageToken) => `/v1beta1/publishers/google/models?${page(pageToken)}`,
  };
}

function publisherPath(api: Publisher['api'], model: string, streamed: boolean): string {
  if (api === 'openapi') return 'endpoints/openapi/chat/completions';
  const maker = api === 'mistral' ? 'mistralai' : api;
  return `publishers/${maker}/models/${modelPath(model)}:${streamed ? 'streamRawPredict' : 'rawPredict'}`;
}

function page(token: string): string {
  return `pageSize=200${token === '' ? '' : `&pageToken=${encodeURIComponent(token)}`}`;
}
