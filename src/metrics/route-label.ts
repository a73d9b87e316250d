/** The routes that exist under several names, and what is in front of each. */
const ALIASED = /^(?:\/openai\/deployments\/:model|\/v1)?(\/(?:chat\/completions|embeddings|models))(\/.*)?$/;

/**
 * The route's name in metrics and logs, from the pattern that the router matched: one name for all aliases of a route,
 * `unmatched` where there was no route. So a caller cannot make up names.
 */
export function routeLabel(pattern: string | undefined): string {
  if (pattern === undefined || pattern === '*' || pattern === '/*') return 'unmatched';
  const [, route, parameter] = ALIASED.exec(pattern) ?? [];
  if (route === undefined) return pattern;
  return `/v1${route}${parameter === undefined ? '' : '/:id'}`;
}
