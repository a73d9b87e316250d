import type { FastifyInstance } from 'fastify';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { documentText, tableRows, unquoted } from './support/documents/markdown';
import { at, members, resource, text } from './support/documents/shipped-files';

/** One list of routes, in docs/deployment.md: held to the application, and the Ingress and nginx to it. */

interface Listed {
  readonly path: string;
  readonly ingress: boolean;
  readonly nginx: boolean;
}

const [, section = ''] =
  /### What is reached from outside\n([\s\S]*?)\n##/.exec(documentText('docs/deployment.md')) ?? [];
const list: readonly Listed[] = tableRows(section).flatMap(([paths = '', , ingress, nginx]) =>
  paths.split(', ').map((path) => ({
    path: unquoted(path),
    ingress: ingress === 'yes',
    nginx: nginx === 'yes',
  })),
);

/** Whether a path is below a prefix, by whole segments as in an Ingress; `/` is itself alone. */
function isBelow(path: string, prefix: string): boolean {
  return path === prefix || (prefix !== '/' && path.startsWith(`${prefix}/`));
}

describe('the list of routes in docs/deployment.md', () => {
  let gateway: InProcessGateway;
  let routes: readonly string[];
  beforeAll(async () => {
    gateway = await startGateway({ settings: { ADMIN_KEY: 'admin-key-of-the-tests' } });
    const fastify: FastifyInstance = gateway.app.getHttpAdapter().getInstance();
    routes = [...new Set(fastify.knownRoutes.map(({ template }) => template))];
  });
  afterAll(() => gateway.close());

  it('has every route of the application, once, and nothing else', () => {
    expect(routes.length).toBeGreaterThan(30);
    for (const route of routes) {
      const listed = list.filter(({ path }) => isBelow(route, path)).map(({ path }) => path);
      expect({ route, listed }).toEqual({ route, listed: [expect.any(String)] });
    }
    for (const { path } of list) {
      expect({ path, used: routes.some((route) => isBelow(route, path)) }).toEqual({ path, used: true });
    }
  });

  it('is what the Ingress routes', () => {
    const paths = members(at(resource('Ingress'), 'spec/rules/0/http/paths')).map(([, one]) => ({
      path: String(at(one, 'path')),
      exact: at(one, 'pathType') === 'Exact',
    }));
    expect(paths.map(({ path }) => path)).toEqual(list.filter((one) => one.ingress).map(({ path }) => path));
    const below = (path: string): boolean => routes.some((route) => route !== path && isBelow(route, path));
    for (const { path, exact } of paths.filter((one) => below(one.path)))
      expect([path, exact]).toEqual([path, false]);
    // As a prefix it would be everything.
    expect(paths.find(({ path }) => path === '/')).toEqual({ path: '/', exact: true });
    for (const path of ['/admin', '/metrics', '/health']) {
      expect(list).toContainEqual(expect.objectContaining({ path, ingress: false }));
    }
  });

  it('is what nginx routes', () => {
    const closed = [...text('deploy/nginx/nginx.conf').matchAll(/location (\/\S*) \{\s*return 404;/g)];
    expect(closed.map(([, path]) => path)).toEqual(list.filter((one) => !one.nginx).map(({ path }) => path));
    expect(text('deploy/nginx/nginx.conf')).toMatch(/location \/ \{\s*proxy_pass \$service;/);
  });
});
