import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { INestApplication } from '@nestjs/common';
import {
  allowUnknownFields,
  ANSWER_HEADERS,
  completeOperation,
  RATE_LIMIT_HEADERS,
} from './complete-operation';
import { ERROR_HEADERS, errorResponses } from './error-responses';
import type { Components } from './openapi-types';
import { CHAT_COMPLETION, CHAT_COMPLETION_CHUNK, CHAT_USAGE } from './schemas/chat-completion.schema';
import { CHAT_MESSAGE, CHAT_TOOL, CHAT_TOOL_CALL } from './schemas/chat-message.schema';
import { PASSED_CHAT_FIELDS } from './schemas/chat-request.schema';
import { ERROR, HEALTH_REPORT } from './schemas/error.schema';

const ABOUT = `
One OpenAI-compatible door to every language model.

**A key** goes into \`Authorization: Bearer\`, \`x-internal-auth\` (which alone decides when it is there) or \`api-key\`.
Press *Authorize* first.

**Errors** all have one shape, with the catalogue's code in the header \`x-llm-proxy-error\`. Wrong paths get 404
NOT_FOUND and wrong methods 405 METHOD_NOT_ALLOWED in the same shape.

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

/** Describes the service's routes, as far as they are made when it is called. */
export function openApiDocument(app: INestApplication, version: string): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, description(version));
  const { schemas = {}, ...components }: Components = document.components ?? {};
  document.components = {
    ...components,
    headers: { ...ANSWER_HEADERS, ...RATE_LIMIT_HEADERS, ...ERROR_HEADERS },
    responses: errorResponses(),
    schemas: {
      ...schemas,
      ChatCompletion: CHAT_COMPLETION,
      ChatCompletionChunk: CHAT_COMPLETION_CHUNK,
      ChatMessage: CHAT_MESSAGE,
      ChatTool: CHAT_TOOL,
      ChatToolCall: CHAT_TOOL_CALL,
      ChatUsage: CHAT_USAGE,
      Error: ERROR,
      HealthReport: HEALTH_REPORT,
    },
  };
  for (const name of CHAT_REQUESTS) allowUnknownFields(schemas[name], PASSED_CHAT_FIELDS);
  allowUnknownFields(schemas['EmbeddingsRequest'], {});
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of [item.get, item.post]) {
      if (operation !== undefined) completeOperation(path, operation);
    }
  }
  return document;
}

function description(version: string): ReturnType<DocumentBuilder['build']> {
  return (
    new DocumentBuilder()
      .setOpenAPIVersion('3.0.3')
      .setTitle('LLM Proxy Service')
      .setDescription(ABOUT)
      .setVersion(version)
      .setLicense('MIT', 'https://opensource.org/license/mit')
      // Relative to this document, so that it also holds below the path of a reverse proxy.
      .addServer('./')
      .addSecurity('bearer', { type: 'http', scheme: 'bearer', description: 'As OpenAI SDKs send it.' })
      .addApiKey(
        {
          type: 'apiKey',
          in: 'header',
          name: 'x-internal-auth',
          description: 'Decides alone when it is there.',
        },
        'internal-auth',
      )
      .addApiKey(
        { type: 'apiKey', in: 'header', name: 'api-key', description: 'As Azure SDKs send it.' },
        'api-key',
      )
      .addSecurityRequirements('bearer')
      .addSecurityRequirements('internal-auth')
      .addSecurityRequirements('api-key')
      .addTag('chat', 'OpenAI Chat Completions')
      .addTag('embeddings', 'OpenAI Embeddings')
      .addTag('uniform', 'One form of answer and one form of stream, whatever model is behind it')
      .addTag('models', 'What can be called')
      .addTag('health', 'Probes')
      .addTag('metrics', 'Prometheus')
      .build()
  );
}
