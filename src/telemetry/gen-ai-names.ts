/** Providers whose name in the conventions is another than ours; others go by ours. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ['azure', 'azure.ai.openai'],
  ['bedrock', 'aws.bedrock'],
  ['google', 'gcp.gemini'],
  ['vertex', 'gcp.vertex_ai'],
  ['mistral', 'mistral_ai'],
  ['xai', 'x_ai'],
  ['moonshotai', 'moonshot_ai'],
]);

/**
 * A provider's name as OpenTelemetry's conventions for generative AI have it (`gen_ai.provider.name`).
 * https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/registry/attributes/gen-ai.md
 */
export function genAiProvider(provider: string): string {
  return PROVIDERS.get(provider) ?? provider;
}

/** The provider whose wire a door speaks: what the caller believes to call, where no deployment was asked. */
export function genAiProviderOfWire(wire: string): string {
  if (wire === 'anthropic-messages') return 'anthropic';
  return wire === 'gemini' ? 'gcp.gen_ai' : 'openai';
}

/** The same by a route's name, where nothing more is known of a request. */
export function genAiProviderOfRoute(route: string): string {
  if (/\/messages(?:\/|$)/.test(route)) return genAiProviderOfWire('anthropic-messages');
  return genAiProviderOfWire(route.includes('/models/') ? 'gemini' : 'openai-chat');
}

/** Ends of routes, and what is asked for there (`gen_ai.operation.name`); what the conventions have no word for has one of ours. */
const OPERATIONS: readonly (readonly [route: RegExp, operation: string])[] = [
  [/:(?:stream)?generateContent$/i, 'generate_content'],
  [/(?:\/embeddings|:embedContent|:batchEmbedContents|:predict)$/, 'embeddings'],
  [/(?:\/count_tokens|\/input_tokens|:countTokens)$/, 'count_tokens'],
  [/\/llm\/(?:chat|completions|stream)$/, 'chat'],
  [/\/chat\/completions$/, 'chat'],
  [/\/completions$/, 'text_completion'],
  [/\/images\/[a-z]+$/, 'generate_content'],
  [/\/audio\/speech$/, 'generate_content'],
  [/\/audio\/transcriptions$/, 'transcription'],
  [/\/audio\/translations$/, 'translation'],
  [/\/moderations$/, 'moderation'],
  [/\/rerank$/, 'rerank'],
  [/(?:\/messages|\/responses|\/responses\/compact)$/, 'chat'],
];

const known = new Map<string, string | undefined>();

/**
 * What is asked for at a route, by its name in log and metrics; undefined for one that asks no model.
 * @param route one of our own names, so that there are few
 */
export function genAiOperation(route: string): string | undefined {
  if (known.has(route)) return known.get(route);
  const operation = OPERATIONS.find(([pattern]) => pattern.test(route))?.[1];
  known.set(route, operation);
  return operation;
}

/** What kind of answer a route gives (`gen_ai.output.type`), where it is no text. */
export function genAiOutput(route: string): string | undefined {
  if (route.startsWith('/v1/images/')) return 'image';
  return route === '/v1/audio/speech' ? 'speech' : undefined;
}
