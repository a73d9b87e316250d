import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation } from '../../api-description/api.decorators';
import { demandOf } from '../../admission/call-demand';
import type { CallDemand } from '../../admission/call-demand';
import { OfDoor } from '../../admission/of-door.decorator';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import { DOOR_NAMES } from '../../config/door-names';
import { isObject } from '../../json/json-object';
import { makesPictures, spokenCharacters } from '../../llm/passed-call';
import type { PassedOperation } from '../../llm/passed-call';
import { passedPaths, PASSED_ROUTES } from './passed-routes';
import type { PassedBodyExamples } from './passed-routes';

/** What a completion may use beside its prompt is in a field; the other answers have no tokens that a caller could limit. */
const DEMANDS = {
  completions: demandOf(['max_tokens']),
  images: { ...demandOf([], 0), makesPictures: true },
  speech: {
    ...demandOf([], 0),
    characters: (body: unknown) => (isObject(body) ? spokenCharacters('audio/speech', body) : undefined),
  },
  others: demandOf([], 0),
} as const;
const DESCRIPTION =
  'Goes as it is to a model whose provider has this route, with the model’s name replaced; the answer’s bytes come back.';

/** Everything about a route of the pass-through family, from the table. */
export function Passes(operation: PassedOperation): MethodDecorator {
  const { operationId, summary, body, answers } = PASSED_ROUTES[operation];
  const isForm = 'form' in body;
  return applyDecorators(
    Post(passedPaths(operation)),
    HttpCode(200),
    RouteConfig({ takesMultipart: isForm }),
    TakesSlot(demandFor(operation)),
    ...DOOR_NAMES.filter((door) => operation.split('/', 1)[0] === door).map(OfDoor),
    ApiOperation({ operationId, summary, description: DESCRIPTION }),
    ...(isForm ? [ApiConsumes('multipart/form-data')] : []),
    ApiBody(bodyOf(body)),
    ApiOkResponse({
      description: 'The answer of the provider.',
      content: Object.fromEntries(answers.map((type) => [type, { schema: answerSchema(type) }])),
    }),
  );
}

function demandFor(operation: PassedOperation): CallDemand {
  if (operation === 'completions') return DEMANDS.completions;
  if (operation === 'audio/speech') return DEMANDS.speech;
  return makesPictures(operation) ? DEMANDS.images : DEMANDS.others;
}

function answerSchema(type: string): object {
  if (type === 'application/json') return { type: 'object', additionalProperties: true };
  return type === 'text/event-stream'
    ? { type: 'object', additionalProperties: true }
    : { type: 'string', format: 'binary' };
}

function bodyOf(body: PassedBodyExamples): Parameters<typeof ApiBody>[0] {
  if ('form' in body) {
    return { schema: { type: 'object', properties: { ...body.form }, additionalProperties: true } };
  }
  const examples = Object.entries(body.json).map(([name, value]): [string, { value: object }] => [
    name,
    { value },
  ]);
  return { schema: { type: 'object', additionalProperties: true }, examples: Object.fromEntries(examples) };
}
