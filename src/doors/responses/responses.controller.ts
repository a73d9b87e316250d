import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callRequest } from '../../calls/call-request';
import { CallsService } from '../../calls/calls.service';
import { sendStream } from '../../reply/send-stream';
import { sendWhole } from '../../reply/send-whole';
import { Settings } from '../../config/settings';
import { GatewayError } from '../../errors/gateway-error';
import { demandOf } from '../../admission/call-demand';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import { PartSeal } from '../../wire/canonical/part-seal';
import { OpenAiResponsesWire } from '../../wire/openai-responses/openai-responses.wire';
import { conversationOf, isStored } from './conversation';
import { ResponseStore } from './response-store';
import { RESPONSES_ANSWERS, RESPONSES_EXAMPLES } from './request-examples';
import { validateResponsesRequest } from './responses-request';
import { responsesStream } from './responses-stream';

const DEMAND = demandOf(['max_output_tokens']);
const ROUTE = '/v1/responses';
const PATHS = ['v1/responses', 'responses', 'openai/v1/responses', 'openai/responses'];

/** The door for OpenAI's Responses, in front of every provider. */
@ApiTags('responses')
@Controller()
export class ResponsesController {
  constructor(
    private readonly calls: CallsService,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(PartSeal) private readonly seal: PartSeal,
    private readonly store: ResponseStore,
  ) {}

  @Post(PATHS)
  @HttpCode(200)
  @TakesSlot(DEMAND)
  @ApiOperation({
    operationId: 'createResponse',
    summary: 'Responses',
    description:
      'Works with every model. What the provider of a model does not take is named in `x-llm-proxy-dropped`, and so are ' +
      'tools that run at OpenAI.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/ResponsesRequest' }, examples: RESPONSES_EXAMPLES })
  @ApiOkResponse({
    description: 'The answer; with `stream: true` as server-sent events.',
    content: RESPONSES_ANSWERS,
  })
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const {
      body: asked,
      model = this.settings.defaultModel,
      stream,
    } = validateResponsesRequest(request.body);
    const owner = request.caller?.keyId ?? '';
    const { body, own, previous, keptAt } = conversationOf(this.store, owner, asked);
    const stored = isStored(this.settings.responsesStore, body);
    const wire = new OpenAiResponsesWire({
      asked,
      body,
      seal: this.seal,
      stored,
      model,
      onWritten: ({ id, json, kept, keptAt: at }) => {
        if (stored) this.store.put(owner, { id, json, input: own, output: kept, keptAt: at }, previous);
      },
    });
    const given = request.rawBody ?? Buffer.alloc(0);
    const raw = previous === undefined ? given : Buffer.from(JSON.stringify(body));
    const continued = keptAt === undefined ? undefined : { at: keptAt, raw: given, body: asked };
    const call = callRequest(request, { wire, route: ROUTE, raw, body, model, usageWanted: true, continued });
    return stream
      ? sendStream(this.calls, call, reply, responsesStream(wire))
      : sendWhole(reply, this.calls.lifetime(call), (lifetime) => this.calls.complete(call, lifetime));
  }

  /**
   * Codex asks for a WebSocket first, and turns to HTTP at once when it gets 426.
   * @throws GatewayError always
   */
  @Get(PATHS)
  @ApiExcludeEndpoint()
  upgrade(@Req() { headers }: FastifyRequest): never {
    if (headers.upgrade?.toLowerCase() === 'websocket') {
      throw new GatewayError(
        'UPGRADE_REQUIRED',
        'Responses are not served over a WebSocket here: send POST /v1/responses over HTTP.',
      );
    }
    throw new GatewayError('METHOD_NOT_ALLOWED', 'There is no list of responses: this path has POST only.', {
      headers: { allow: 'POST' },
    });
  }
}
