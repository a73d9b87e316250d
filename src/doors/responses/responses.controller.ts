import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiExcludeEndpoint,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callRequest } from '../../calls/call-request';
import { CallsService } from '../../calls/calls.service';
import { sendStream } from '../../reply/send-stream';
import { sendWhole } from '../../reply/send-whole';
import { Settings } from '../../config/settings';
import { CallEnd } from '../../admission/call-end';
import { GatewayError } from '../../errors/gateway-error';
import { OfDoor } from '../../admission/of-door.decorator';
import { invalid } from '../../errors/invalid-field';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import { takeUpgrade } from '../../http/upgrades';
import { BackgroundRuns } from './background/background-runs';
import { sendEvents } from './background/send-events';
import { isStored } from './conversation';
import { keyScope } from './key-scope';
import { RESPONSES_DEMAND, ResponseTurns } from './response-turns';
import { RESPONSES_ANSWERS, RESPONSES_EXAMPLES } from './request-examples';
import { validateResponsesRequest } from './responses-request';
import type { ResponsesRequest } from './responses-request';
import { responsesStream } from './responses-stream';
import { ResponsesSockets } from './socket/responses-sockets';

/** The door's paths; what belongs to it is below each. */
export const PATHS = ['v1/responses', 'responses', 'openai/v1/responses', 'openai/responses'];

/** The door for OpenAI's Responses, in front of every provider. */
@ApiTags('responses')
@OfDoor('responses')
@Controller()
export class ResponsesController {
  constructor(
    private readonly calls: CallsService,
    @Inject(Settings) private readonly settings: Settings,
    private readonly turns: ResponseTurns,
    private readonly sockets: ResponsesSockets,
    private readonly runs: BackgroundRuns,
  ) {}

  @Post(PATHS)
  @HttpCode(200)
  @TakesSlot(RESPONSES_DEMAND)
  @ApiOperation({
    operationId: 'createResponse',
    summary: 'Responses',
    description:
      'Works with every model. What the provider of a model does not take is named in `x-llm-proxy-dropped`, and so are ' +
      'tools that run at OpenAI alone; `web_search` is the search of the provider that has the model.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/ResponsesRequest' }, examples: RESPONSES_EXAMPLES })
  @ApiOkResponse({
    description: 'The answer; with `stream: true` as server-sent events.',
    content: RESPONSES_ANSWERS,
  })
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = validateResponsesRequest(request.body);
    const given = request.rawBody ?? Buffer.alloc(0);
    if (asked.background) return this.#background(request, reply, asked, given);
    const { wire, door } = await this.turns.begin(asked, given, keyScope(request));
    const call = callRequest(request, door);
    return asked.stream
      ? sendStream(this.calls, call, reply, responsesStream(wire))
      : sendWhole(reply, this.calls.lifetime(call), (lifetime) => this.calls.complete(call, lifetime));
  }

  /**
   * A WebSocket, where one is asked for. Codex asks for it first, and turns to HTTP at once when it gets 426.
   * @throws GatewayError UPGRADE_REQUIRED where WebSockets are switched off; METHOD_NOT_ALLOWED for an ordinary GET
   */
  @Get(PATHS)
  @ApiExcludeEndpoint()
  upgrade(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (request.raw.headers.upgrade?.toLowerCase() !== 'websocket') {
      throw new GatewayError(
        'METHOD_NOT_ALLOWED',
        'There is no list of responses: this path has POST only.',
        {
          headers: { allow: 'POST' },
        },
      );
    }
    const upgrade = this.settings.responsesWebSocket ? takeUpgrade(request.raw, reply.raw) : undefined;
    if (upgrade === undefined) {
      throw new GatewayError(
        'UPGRADE_REQUIRED',
        'Responses are not served over a WebSocket here: send POST /v1/responses over HTTP.',
      );
    }
    reply.hijack();
    this.sockets.accept(request, upgrade);
  }

  /** @throws GatewayError INVALID_REQUEST for one that is not kept: nobody could ask for it; at once where there is no such model */
  async #background(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: ResponsesRequest,
    given: Buffer,
  ): Promise<void> {
    if (!isStored(this.settings.responsesStore, asked.body))
      throw invalid(
        'background',
        'background needs store: an answer that is not kept cannot be asked for later.',
      );
    this.runs.check();
    const scope = keyScope(request);
    const turn = await this.turns.begin(asked, given, scope);
    const call = callRequest(request, turn.door);
    await this.calls.requireModel(call);
    const run = this.runs.start(scope.keyId, turn, call, request.callEnd ?? new CallEnd());
    if (asked.stream) sendEvents(reply, run.events, -1);
    else void reply.type('application/json').send(turn.wire.queued());
  }
}
