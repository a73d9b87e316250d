import * as swagger from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { INestApplication } from '@nestjs/common';
import { describeAll } from '../api-description/api.decorators';
import { mergeAliases } from './aliases';
import { ANSWER_HEADERS, CALL_HEADERS, RATE_LIMIT_HEADERS } from './answer-headers';
import { allowUnknownFields, completeOperation } from './complete-operation';
import { ERROR_HEADERS, errorResponses } from './error-responses';
import { operationsOf } from './openapi-types';
import type { Components } from './openapi-types';
import { inWorkingOrder } from './path-order';
import { CHAT_COMPLETION, CHAT_COMPLETION_CHUNK, CHAT_USAGE } from './schemas/chat-completion.schema';
import { CHAT_MESSAGE, CHAT_TOOL, CHAT_TOOL_CALL } from './schemas/chat-message.schema';
import { PASSED_CHAT_FIELDS } from './schemas/chat-request.schema';
import { ERROR, HEALTH_REPORT } from './schemas/error.schema';
import { CURSOR_REQUEST } from './schemas/cursor.schema';
import { CONVERSATION_REQUEST, RESPONSE, RESPONSES_REQUEST } from './schemas/responses.schema';
import { ADMIN_KEY_SCHEMES, SECURITY_SCHEMES } from './security-schemes';

const ABOUT = `
One OpenAI-compatible door to every language model.

**A key** goes into \`Authorization: Bearer\`, \`x-internal-auth\` (which alone decides when it is there), \`x-api-key\`,
\`api-key\` or \`x-goog-api-key\`. Press *Authorize* first. An internal key calls every model; a virtual key calls the aliases that are
assigned to it, lists those alone, and gets 403 FORBIDDEN for every other name.

**Errors** have OpenAI's shape, on the routes of Anthropic's and Gemini's APIs theirs, and always the catalogue's code in
the header \`x-llm-proxy-error\`. Wrong paths get 404 NOT_FOUND and wrong methods 405 METHOD_NOT_ALLOWED.

**Streams** end with \`data: [DONE]\` (\`event: end\` on \`/llm/stream\`) only when the answer is whole. One that breaks off
ends with an error event, and the connection is closed without its terminating chunk.
`.trim();

/** The schemas of the requests of the chat doors; they share the fields that pass to the model. */
const CHAT_REQUESTS = [
  'ChatCompletionRequest',
  'UniformChatRequest',
  'UniformCompletionRequest',
  'UniformStreamRequest',
];

/** The parts of the service; those that a deployment leaves out are not shown. */
const TAGS: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'chat', description: 'OpenAI Chat Completions' },
  { name: 'responses', description: 'OpenAI Responses, for every model' },
  { name: 'embeddings', description: 'OpenAI Embeddings' },
  {
    name: 'further',
    description: 'Pictures, speech, moderation, reranking and legacy completions, passed as they are',
  },
  { name: 'messages', description: "Anthropic's Messages API, for its SDKs and Claude Code" },
  { name: 'gemini', description: "Gemini's own wire, for Google's SDKs" },
  { name: 'uniform', description: 'One form of answer and one form of stream, whatever model is behind it' },
  { name: 'models', description: 'What can be called' },
  { name: 'self-service', description: 'What a key may do, has used and has left' },
  { name: 'admin', description: 'Connections, models, virtual keys, assignments, and who changed them' },
  { name: 'health', description: 'Probes' },
  { name: 'metrics', description: 'Prometheus' },
];

/** Describes the service's routes, as far as they are made when it is called. */
export function openApiDocument(app: INestApplication, version: string): OpenAPIObject {
  describeAll(swagger);
  const document = swagger.SwaggerModule.createDocument(app, description(version));
  document.paths = inWorkingOrder(mergeAliases(document.paths));
  const { schemas = {}, ...components }: Components = document.components ?? {};
  document.components = {
    ...components,
    headers: { ...ANSWER_HEADERS, ...CALL_HEADERS, ...RATE_LIMIT_HEADERS, ...ERROR_HEADERS },
    responses: errorResponses(),
    schemas: {
      ...schemas,
      ChatCompletion: CHAT_COMPLETION,
      ChatCompletionChunk: CHAT_COMPLETION_CHUNK,
      ChatMessage: CHAT_MESSAGE,
      ChatTool: CHAT_TOOL,
      ChatToolCall: CHAT_TOOL_CALL,
      ChatUsage: CHAT_USAGE,
      CursorRequest: CURSOR_REQUEST,
      Error: ERROR,
      HealthReport: HEALTH_REPORT,
      ResponseObject: RESPONSE,
      ResponsesRequest: RESPONSES_REQUEST,
      ConversationRequest: CONVERSATION_REQUEST,
    },
  };
  for (const name of CHAT_REQUESTS) allowUnknownFields(schemas[name], PASSED_CHAT_FIELDS);
  allowUnknownFields(schemas['EmbeddingsRequest'], {});
  allowUnknownFields(schemas['MessagesRequest'], {});
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    operationsOf(item).map((operation) => ({ path, operation })),
  );
  for (const { path, operation } of operations) completeOperation(path, operation);
  const tags = new Set(operations.flatMap(({ operation }) => operation.tags ?? []));
  document.tags = TAGS.filter(({ name }) => tags.has(name));
  document.components.securitySchemes = { ...SECURITY_SCHEMES, ...(tags.has('admin') && ADMIN_KEY_SCHEMES) };
  return document;
}

function description(version: string): ReturnType<swagger.DocumentBuilder['build']> {
  return (
    new swagger.DocumentBuilder()
      .setOpenAPIVersion('3.0.3')
      .setTitle('LLM Proxy Service')
      .setDescription(ABOUT)
      .setVersion(version)
      .setLicense('MIT', 'https://opensource.org/license/mit')
      // Relative to this document, so that it also holds below the path of a reverse proxy.
      .addServer('./')
      .build()
  );
}
