import type { FastifyInstance } from 'fastify';

/** A route that the service has. */
export interface KnownRoute {
  readonly method: string;
  /** As the document writes it: `/v1/models/{id}`. */
  readonly template: string;
  readonly pattern: RegExp;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route of the service, so that a wrong method can be told from an unknown path. */
    knownRoutes: KnownRoute[];
  }
}

/** Notes every route that is registered from now on. */
export function noteRoutes(fastify: FastifyInstance): void {
  const routes: KnownRoute[] = [];
  fastify.decorate('knownRoutes', routes);
  fastify.addHook('onRoute', ({ method, url }) => {
    if (url === '*' || url === '/*') return;
    for (const one of [method].flat()) {
      if (one === 'HEAD' || one === 'OPTIONS') continue;
      routes.push({ method: one, template: templateOf(url), pattern: patternOf(url) });
    }
  });
}

/** The methods that the path of a URL has, sorted; empty when there is no such path. */
export function allowedMethods({ knownRoutes }: FastifyInstance, url: string): readonly string[] {
  const path = pathOf(url);
  return [
    ...new Set(knownRoutes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)),
  ].sort();
}

/** A URL's path: what comes before the query. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

/** `:model(^.+)::generateContent` is a parameter, and after it a colon and a word. */
function parameter(part: string): { readonly name: string; readonly word: string | undefined } {
  const [name = '', word] = part.slice(1).split('::');
  return { name: name.split('(', 1)[0] ?? '', word };
}

function templateOf(url: string): string {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '{path}';
    if (!part.startsWith(':')) return part;
    const { name, word } = parameter(part);
    return word === undefined ? `{${name}}` : `{${name}}:${word}`;
  });
  return parts.join('/');
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.+';
    if (!part.startsWith(':')) return literally(part);
    const { word } = parameter(part);
    return word === undefined ? '[^/]+' : `[^/]+:${literally(word)}`;
  });
  return new RegExp(`^${parts.join('/')}$`);
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
