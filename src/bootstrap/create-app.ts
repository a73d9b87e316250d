import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { AppModule } from './app.module';
import { checkedWebhook } from '../alerts/alert-webhook';
import { countedAddress } from '../auth/client-address';
import { credentialHook } from '../auth/credential.hook';
import { KeyRing } from '../auth/key-ring';
import { registerJsonBody } from '../body/json-body.parser';
import { registerMultipartBody } from '../body/multipart-body.parser';
import { unreadBodyHook } from '../body/unread-body.hook';
import { admitBrowserCallers } from './browser-callers';
import { SettingsModule } from '../config/settings.module';
import type { Environment } from '../config/environment';
import type { Settings } from '../config/settings';
import { memoryWarning } from '../config/memory-limit';
import { readTelemetry } from '../config/telemetry-settings';
import { serveDocs } from '../openapi/docs.routes';
import { ambiguousHeadHook } from '../errors/ambiguous-head.hook';
import { serveStartPage } from '../openapi/start.routes';
import { hostHeaderHook } from '../errors/host-header.hook';
import { noteRoutes } from '../errors/known-routes';
import { runWithoutObservables } from '../interceptors/around.interceptor';
import { CallerConnections } from '../http/caller-connections';
import { canUpgrade, routeUpgrades } from '../http/upgrades';
import { connectionLimitWarning } from '../http/limit-warning';
import { noRequestLog } from '../http/no-request-log';
import { BucketStore } from '../admission/buckets/bucket-store';
import { HeadLimits } from '../admission/head-limits';
import { LimitEvents } from '../admission/limit-events';
import { AccessRule } from '../admission/rules/access.rule';
import { KeyRateRule } from '../admission/rules/key-rate.rule';
import { processBytes } from '../memory/byte-budget';
import { connectionLimits, serverOptions } from './server-options';
import type { ConnectionLimits } from './server-options';
import { drainHook } from '../shutdown/drain.hook';
import { ShutdownService } from '../shutdown/shutdown.service';
import { answerHeadersHook } from '../reply/answer-headers';
import { openLogOutput, openServiceLog } from '../log/service-log';
import { openTelemetry } from '../telemetry/open-telemetry';
import { traceHook } from '../traces/trace.hook';

/** What a test or a command may want to be different. */
export interface CreateAppOptions {
  /** Where the log goes; standard output by default. */
  readonly logStream?: DestinationStream;
  /** How patient the server is with slow connections; the limits in server-options.ts by default. */
  readonly connectionLimits?: Partial<ConnectionLimits>;
}

/**
 * Makes the application, ready to listen.
 * @throws SettingsError when the settings are not usable
 */
export async function createApp(
  environment: Environment,
  options: CreateAppOptions = {},
): Promise<NestFastifyApplication> {
  const hosted = await SettingsModule.host(environment);
  const { settings } = hosted;
  // Of what fails later Nest would log its own words too.
  checkedWebhook(settings);
  const output = options.logStream ?? (await openLogOutput(settings));
  const log = openServiceLog(settings, output);
  const tooMuch = memoryWarning(settings);
  if (tooMuch !== undefined) log.warn(tooMuch);
  const telemetry = await openTelemetry(readTelemetry(environment), settings.version, log);
  const connections = new CallerConnections({
    limits: { ...connectionLimits(settings), ...options.connectionLimits },
    addressOf: (socket) => countedAddress(socket, settings.trustedProxies),
    memoryIsShort: () => processBytes.waiting > 0,
    onLimit: connectionLimitWarning(log),
    onNoRequest: noRequestLog(log),
  });
  const webSockets = settings.responsesWebSocket && canUpgrade();
  const adapter = new FastifyAdapter(serverOptions(connections, webSockets));
  runWithoutObservables();
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with({
      hosted,
      log,
      output,
      connections,
      telemetry,
      optional: await optionalModules(settings),
    }),
    adapter,
    { bodyParser: false, abortOnError: false, logger: ['warn', 'error', 'fatal'] },
  );
  const fastify = adapter.getInstance();
  noteRoutes(fastify);
  fastify.addHook('onRequest', traceHook(telemetry.tracer?.isSampled));
  if (settings.corsOrigins.length > 0) await admitBrowserCallers(fastify, settings.corsOrigins);
  fastify.addHook('onRequest', hostHeaderHook);
  fastify.addHook('onRequest', ambiguousHeadHook);
  fastify.addHook('onRequest', drainHook(app.get(ShutdownService)));
  fastify.addHook('onRequest', credentialHook(app.get(KeyRing), settings));
  fastify.addHook('onSend', answerHeadersHook);
  fastify.addHook('onSend', unreadBodyHook);
  fastify.decorateRequest('admission', undefined);
  fastify.decorateRequest('callEnd', undefined);
  processBytes.limitBytes = settings.bodyMemoryBytes;
  const head = new HeadLimits(
    app.get<BucketStore>(BucketStore),
    app.get(KeyRateRule),
    app.get(AccessRule),
    app.get<LimitEvents>(LimitEvents),
  );
  registerJsonBody(fastify, settings.maxBodyBytes, head.admit);
  if (webSockets) routeUpgrades(fastify);
  registerMultipartBody(fastify, settings.maxBodyBytes);
  serveDocs(app, settings);
  serveStartPage(app, settings);
  await app.init();
  app.useLogger(app.get(Logger));
  return app;
}

/** The modules of what is switched off are not even loaded: the admin API's take 8 MiB. */
function optionalModules({ adminKey }: Settings): Promise<Type[]> {
  if (adminKey === undefined) return Promise.resolve([]);
  return import('../admin/admin.module.js').then(({ AdminModule }) => [AdminModule]);
}
