import type { FastifyInstance } from 'fastify';

/** A route that the service has. */
interface KnownRoute {
  readonly method: string;
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
      if (one !== 'HEAD' && one !== 'OPTIONS') routes.push({ method: one, pattern: patternOf(url) });
    }
  });
}

/** The methods that the path of a URL has, sorted; none when there is no such path. */
export function allowedMethods({ knownRoutes }: FastifyInstance, url: string): readonly string[] {
  const [path = ''] = url.split('?', 1);
  return [
    ...new Set(knownRoutes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)),
  ].sort();
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.+';
    if (!part.startsWith(':')) return literally(part);
    // `:model(^.+)::generateContent`: a parameter, and after it a colon and a word.
    const [, word] = part.split('::');
    return word === undefined ? '[^/]+' : `[^/]+:${literally(word)}`;
  });
  return new RegExp(`^${parts.join('/')}$`);
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
