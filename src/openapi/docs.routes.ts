import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { send } from '@fastify/send';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../config/settings';
import { DOCS_PAGE, PAGE_ASSETS, PAGE_POLICY, startScript } from './docs-page';
import { exampleKey } from './example-key';
import { ServedDocument } from './served-document';

/**
 * Serves the OpenAPI document at `/openapi.json` and Swagger UI at `/docs`, to everybody. They are Fastify's own routes,
 * outside guards and limits. Nothing is served when DOCS_ENABLED is off.
 */
export function serveDocs(app: NestFastifyApplication, settings: Settings): void {
  if (!settings.docsEnabled) return;
  const fastify = app.getHttpAdapter().getInstance();
  const start = startScript(exampleKey(settings));
  const document = new ServedDocument(app, settings);
  fastify.get('/openapi.json', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(await document.text()),
  );
  fastify.get('/docs', (_request, reply) =>
    reply
      .headers({ 'content-security-policy': PAGE_POLICY, 'x-content-type-options': 'nosniff' })
      .type('text/html; charset=utf-8')
      .send(DOCS_PAGE),
  );
  fastify.get('/docs/', (_request, reply) => reply.redirect('../docs'));
  fastify.get('/docs/start.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(start),
  );
  const root = swaggerUiFolder();
  let sendFile: typeof send | undefined;
  for (const asset of PAGE_ASSETS) {
    fastify.get(`/docs/${asset}`, async (request, reply) => {
      sendFile ??= fileSender();
      const { statusCode, headers, stream } = await sendFile(request.raw, `/${asset}`, { root });
      return reply.code(statusCode).headers(headers).send(stream);
    });
  }
}

/** Where swagger-ui-dist, a dependency of @nestjs/swagger, is installed. */
function swaggerUiFolder(): string {
  const swagger = createRequire(require.resolve('@nestjs/swagger'));
  return dirname(swagger.resolve('swagger-ui-dist/package.json'));
}

/**
 * What @fastify/static sends files with: conditional requests, parts of a file, HEAD. The plugin itself has to be there when the
 * service starts, with 2 MiB that most replicas never need.
 */
function fileSender(): typeof send {
  return createRequire(require.resolve('@fastify/static'))('@fastify/send') as typeof send;
}
