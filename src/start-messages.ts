import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { EXAMPLE_INTERNAL_KEY } from './config/settings';
import type { Settings } from './config/settings';
import { LlmAdapter } from './llm/llm-adapter';
import { VisibleModels } from './models/visible-models';
import { RegistryView } from './registry/registry-view';
import { ServiceLog } from './tracing/service-log';

const UPSTREAM_CHECK_MS = 3_000;
/** Errors whose message was written for whoever starts the service. */
const SAID_IN_ONE_LINE: ReadonlySet<string> = new Set(['SettingsError', 'ProviderFileError', 'StartRefused']);

/** Tells whoever started the service what now runs, and how to make the first call; in production one line of log. */
export async function greet(app: NestFastifyApplication, settings: Settings): Promise<void> {
  const address = await app.getUrl();
  if (settings.production) {
    const { version, llmMode: mode } = settings;
    app.get<Logger>(ServiceLog).info({ version, mode, address }, 'ready');
    return;
  }
  const url = shownUrl(address);
  const connected = isConnected(app, settings);
  const lines = [
    '',
    `LLM Proxy Service ${settings.version} ${connected ? 'is ready' : 'runs'}: ${settings.llmMode} mode at ${url}`,
    ...(settings.docsEnabled ? [`Docs:  ${url}/docs`] : []),
    ...(connected ? [await firstCall(app, settings, url)] : []),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  await warnOfUpstream(app, settings);
}

/** Whether there is anything that could answer a call. */
function isConnected(app: NestFastifyApplication, { llmMode }: Settings): boolean {
  return llmMode !== 'direct' || [...app.get<RegistryView>(RegistryView).connections()].length > 0;
}

/** A first call to paste. Without an upstream of the mode it has to name a model. */
async function firstCall(app: NestFastifyApplication, settings: Settings, url: string): Promise<string> {
  const caller = { kind: 'internal', keyId: '', name: '' } as const;
  const [first] = settings.llmMode === 'direct' ? await app.get(VisibleModels).of(caller) : [];
  const body = {
    ...(first === undefined ? {} : { model: first.id }),
    messages: [{ role: 'user', content: 'Hello' }],
  };
  return (
    `Try:   curl -s ${url}/v1/chat/completions -H "Authorization: Bearer ${shownKey(settings)}" ` +
    `-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`
  );
}

/** The example key as it is, which is no secret; for any other the variable that its owner has to set. */
function shownKey({ internalApiKeys }: Settings): string {
  const example = internalApiKeys.some(({ key }) => key.reveal() === EXAMPLE_INTERNAL_KEY);
  return example ? EXAMPLE_INTERNAL_KEY : '$LLM_PROXY_KEY';
}

/** One line that says what to do about a start that failed. */
export function explainFailedStart(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  const code = 'code' in problem ? problem.code : undefined;
  const port = 'port' in problem ? String(problem.port) : 'the port';
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use: stop what listens there, or set LLM_PROXY__PORT to another one.`;
  if (code === 'EACCES' && 'syscall' in problem && problem.syscall === 'listen')
    return `Port ${port} may not be opened by this user: set LLM_PROXY__PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return 'The address in LLM_PROXY__HOST is not one of this machine: set it to 0.0.0.0, 127.0.0.1 or one that is.';
  return SAID_IN_ONE_LINE.has(problem.name) ? problem.message : (problem.stack ?? problem.message);
}

async function warnOfUpstream(app: NestFastifyApplication, settings: Settings): Promise<void> {
  if (!isConnected(app, settings)) {
    process.stdout.write(
      'No provider is connected yet, so the service is not ready: add one with "npm run llm-proxy -- connection add --name ' +
        'OpenAI-Main --provider openai --api-key-env OPENAI_API_KEY", or name a file in LLM_PROXY__PROVIDERS_FILE.\n',
    );
  }
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

/** An address that can be opened in a browser also where the service listens on all of them. */
function shownUrl(url: string): string {
  return url
    .replace('0.0.0.0', 'localhost')
    .replace('[::1]', 'localhost')
    .replace('127.0.0.1', 'localhost')
    .replace('[::]', 'localhost');
}
