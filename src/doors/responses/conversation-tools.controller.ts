import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OfDoor } from '../../admission/of-door.decorator';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import { callRequest } from '../../calls/call-request';
import { CallsService } from '../../calls/calls.service';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { sendWhole } from '../../reply/send-whole';
import { COMPACTION_PROMPT } from '../../wire/canonical/compaction';
import { compacted } from './compaction';
import { keyScope } from './key-scope';
import { COMPACT_EXAMPLES, COUNT_EXAMPLES } from './request-examples';
import { RESPONSES_DEMAND, ResponseTurns } from './response-turns';
import { validateResponsesRequest } from './responses-request';
import { PATHS } from './responses.controller';

const NOTHING = Buffer.alloc(0);
/** Its caller waits for a compaction, which comes whole. */
const AT_ONCE = { stream: false, background: false };
const below = (name: string): string[] => PATHS.map((path) => `${path}/${name}`);
const COUNTED = {
  type: 'object',
  required: ['object', 'input_tokens'],
  properties: {
    object: { type: 'string', enum: ['response.input_tokens'] },
    input_tokens: { type: 'integer', minimum: 0 },
  },
};
const COMPACTED = {
  type: 'object',
  required: ['id', 'object', 'created_at', 'output', 'usage'],
  properties: {
    id: { type: 'string' },
    object: { type: 'string', enum: ['response.compaction'] },
    created_at: { type: 'integer' },
    output: { type: 'array', items: { type: 'object', additionalProperties: true } },
    usage: { type: 'object', additionalProperties: true },
  },
};

/** What can be asked of a conversation besides an answer: how long it is, and to be made shorter. */
@ApiTags('responses')
@OfDoor('responses')
@Controller()
export class ConversationToolsController {
  constructor(
    private readonly calls: CallsService,
    private readonly turns: ResponseTurns,
  ) {}

  /** Takes no slot: it is a matter of milliseconds. */
  @Post(below('input_tokens'))
  @HttpCode(200)
  @ApiOperation({ operationId: 'countResponseTokens', summary: "Count a request's input tokens" })
  @ApiBody({ schema: { $ref: '#/components/schemas/ResponsesRequest' }, examples: COUNT_EXAMPLES })
  @ApiOkResponse({ description: 'The number.', schema: COUNTED })
  async count(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    // All of it may be left out: tools and instructions have tokens of their own.
    const asked = validateResponsesRequest(request.body, true);
    const { door } = await this.turns.begin(asked, request.rawBody ?? NOTHING, keyScope(request));
    const call = callRequest(request, { ...door, route: '/v1/responses/input_tokens', continued: undefined });
    return sendWhole(reply, this.calls.lifetime(call), (lifetime) =>
      this.calls.countTokens(call, lifetime, (tokens) =>
        Buffer.from(`{"object":"response.input_tokens","input_tokens":${tokens.toString()}}`),
      ),
    );
  }

  @Post(below('compact'))
  @HttpCode(200)
  @TakesSlot(RESPONSES_DEMAND)
  @ApiOperation({
    operationId: 'compactResponse',
    summary: 'Make a conversation shorter',
    description:
      "The model summarises it. What comes back is the next turn's input: what the user said, and the summary, sealed for this key.",
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/ResponsesRequest' }, examples: COMPACT_EXAMPLES })
  @ApiOkResponse({ description: 'The shorter conversation.', schema: COMPACTED })
  async compact(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = validateResponsesRequest({ input: [], ...bodyOf(request.body), ...AT_ONCE });
    const scope = keyScope(request);
    const { items, seal } = await this.turns.begin(asked, NOTHING, scope);
    const told = items.filter(isObject);
    const prompt = {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: COMPACTION_PROMPT }],
    };
    // What it goes on from is among the items already.
    const {
      previous_response_id: _previous,
      conversation: _conversation,
      tools: _tools,
      tool_choice: _choice,
      text,
      ...rest
    } = asked.body;
    const body = { ...rest, ...withoutFormat(text), input: [...told, prompt], store: false };
    const { door } = await this.turns.begin({ ...asked, body }, Buffer.from(JSON.stringify(body)), scope);
    const call = callRequest(request, { ...door, route: '/v1/responses/compact' });
    return sendWhole(reply, this.calls.lifetime(call), (lifetime) =>
      this.calls.complete(call, lifetime, (answer) => {
        const response = JSON.parse(answer.toString('utf8')) as JsonObject;
        return Buffer.from(JSON.stringify(compacted(response, told, seal)));
      }),
    );
  }
}

/** A summary is a text, whatever form the answers of the conversation have. */
function withoutFormat(text: unknown): JsonObject {
  if (!isObject(text)) return {};
  const { format: _format, ...rest } = text;
  return { text: rest };
}

function bodyOf(body: unknown): JsonObject {
  return isObject(body) ? body : {};
}
