import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../config/settings';
import { HealthChecks } from '../health/health-checks';
import { callerBase } from './caller-base';
import { exampleKey } from './example-key';
import { listedModels } from './listed-models';
import { exampleModels } from './example-models';
import { START_POLICY, startPage } from './start-page';
import { wantsJson } from './wants-json';

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': START_POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  vary: 'accept',
};

/**
 * Serves what somebody sees who opens the base URL: whether the service is ready, and how to call it; as HTML, or as JSON
 * for those who ask for it. Nothing on it is secret: it needs no key.
 */
export function serveStartPage(app: NestFastifyApplication, settings: Settings): void {
  const { version, llmMode: mode, docsEnabled: docs } = settings;
  const key = exampleKey(settings) ?? 'YOUR_KEY';
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/', async (request, reply) => {
    const { status, reason } = app.get(HealthChecks, { strict: false }).state();
    const base = callerBase(request, settings.trustedProxies) ?? `http://localhost:${settings.port}`;
    void reply.headers(HEADERS);
    if (wantsJson(request.headers.accept)) {
      const paths = { ...(docs && { docs: `${base}/docs`, openapi: `${base}/openapi.json` }) };
      return reply.send({
        name: 'LLM Proxy Service',
        version,
        mode,
        status,
        ...(reason !== undefined && { reason }),
        base_url: `${base}/v1`,
        ...paths,
        health: `${base}/health`,
        readiness: `${base}/health/ready`,
      });
    }
    const { chat: model } = exampleModels(settings, await listedModels(app));
    const page = { version, mode, status, reason, base, model, key, docs };
    return reply.type('text/html; charset=utf-8').send(startPage(page));
  });
}
