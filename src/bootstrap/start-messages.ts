import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { EXAMPLE_INTERNAL_KEY } from '../config/groups/callers.settings';
import type { Settings } from '../config/settings';
import { DRAINING, Readiness } from '../health/readiness';
import { LlmAdapter } from '../llm/llm-adapter';
import { VisibleModels } from '../catalogue/visible-models';
import { RegistryView } from '../registry/memory/registry-view';
import { ServiceLog } from '../log/service-log';

const UPSTREAM_CHECK_MS = 3_000;
/** How often a service that is not ready yet is looked at. */
const LOOK_AGAIN_MS = 250;

/**
 * Tells anyone who started the service what now runs, and how to make the first call; in production one line of log. While the
 * service is not ready it says what is missing, and says that it is ready once it is.
 */
export async function greet(app: NestFastifyApplication, settings: Settings): Promise<void> {
  const address = await app.getUrl();
  const say = settings.production
    ? logState(app, settings, address)
    : printState(app, settings, shownUrl(address, settings.host));
  const readiness = app.get(Readiness);
  const missing = readiness.missing();
  await say(missing);
  if (missing !== undefined) sayWhenReady(readiness, missing, say);
  if (!settings.production) await warnOfUpstream(app, settings);
}

/** Says what is missing; undefined if nothing is. */
type Say = (missing: string | undefined) => Promise<void>;

function logState(app: NestFastifyApplication, { version, llmMode: mode }: Settings, address: string): Say {
  const log = app.get<Logger>(ServiceLog);
  return (missing) => {
    if (missing === undefined) log.info({ version, mode, address }, 'ready');
    else log.warn({ version, mode, address, reason: missing }, 'not ready');
    return Promise.resolve();
  };
}

function printState(app: NestFastifyApplication, settings: Settings, url: string): Say {
  return async (missing) => {
    const state = missing === undefined ? 'is ready' : 'runs, but is not ready';
    const lines = [
      '',
      `LLM Proxy Service ${settings.version} ${state}: ${settings.llmMode} mode at ${url}`,
      ...(missing === undefined ? [] : [`Missing: ${missing}`, ...advice(app, settings)]),
      ...(settings.docsEnabled ? [`Docs:  ${url}/docs`] : []),
      ...(missing === undefined ? [await firstCall(app, settings, url)] : []),
      '',
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  };
}

/** What to do where no provider is connected. */
function advice(app: NestFastifyApplication, { llmMode }: Settings): string[] {
  if (llmMode !== 'direct' || !app.get<RegistryView>(RegistryView).loaded) return [];
  return [
    'Add:   npm run llm-proxy -- connection add --name OpenAI-Main --provider openai --api-key-env OPENAI_API_KEY',
    '       (or name a file in LLM_PROXY__PROVIDERS_FILE)',
  ];
}

/** Looks until the service is ready; what is missing may change meanwhile. */
function sayWhenReady(readiness: Readiness, before: string, say: Say): void {
  let said = before;
  const look = setInterval(() => {
    const missing = readiness.missing();
    if (missing === said) return;
    if (missing === undefined || missing === DRAINING) clearInterval(look);
    if (missing === DRAINING) return;
    said = missing ?? '';
    void say(missing);
  }, LOOK_AGAIN_MS);
  look.unref();
}

/** A first call to paste. Without an upstream of the mode it has to name a model. */
async function firstCall(app: NestFastifyApplication, settings: Settings, url: string): Promise<string> {
  const caller = { kind: 'internal', keyId: '', name: '' } as const;
  const [first] = settings.llmMode === 'direct' ? await app.get(VisibleModels).of(caller) : [];
  const [connection] = settings.llmMode === 'direct' ? app.get<RegistryView>(RegistryView).connections() : [];
  if (first === undefined && connection !== undefined) {
    return `Call:  a model of a connection by both names, such as "${connection.name}/<model>" (none is listed yet: npm run llm-proxy -- model add)`;
  }
  const body = {
    ...(first === undefined ? {} : { model: first.id }),
    messages: [{ role: 'user', content: 'Hello' }],
  };
  return (
    `Try:   curl -s ${url}/v1/chat/completions -H "Authorization: Bearer ${shownKey(settings)}" ` +
    `-H 'Content-Type: application/json' -d ${inShell(JSON.stringify(body))}`
  );
}

/** A text as one word of a shell, whatever is in it. */
function inShell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The example key as it is, which is no secret; for any other the variable that its owner has to set. */
function shownKey({ internalApiKeys }: Settings): string {
  const example = internalApiKeys.some(({ key }) => key.reveal() === EXAMPLE_INTERNAL_KEY);
  return example ? EXAMPLE_INTERNAL_KEY : '$LLM_PROXY_KEY';
}

async function warnOfUpstream(app: NestFastifyApplication, settings: Settings): Promise<void> {
  if (settings.llmMode !== 'litellm') return;
  try {
    await app.get<LlmAdapter>(LlmAdapter).models(AbortSignal.timeout(UPSTREAM_CHECK_MS));
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    process.stdout.write(
      `LiteLLM at ${settings.litellmProxyUrl} does not answer yet (${reason}) Start it with "npm run litellm", set ` +
        'LLM_PROXY__LITELLM_PROXY_URL to where it runs, or use LLM_PROXY__LLM_MODE=mock.\n',
    );
  }
}

/**
 * An address that can be opened in a browser also where the service listens on all of them. `localhost` may mean IPv4
 * alone, so IPv6's loopback stays as it is where nothing else is listened on.
 */
function shownUrl(url: string, host: string): string {
  if (host.includes('::1')) return url;
  return url
    .replace('0.0.0.0', 'localhost')
    .replace('[::1]', 'localhost')
    .replace('127.0.0.1', 'localhost')
    .replace('[::]', 'localhost');
}
