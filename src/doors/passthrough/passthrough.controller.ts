import { Controller, Inject, Req, Res } from '@nestjs/common';
import { ApiTags } from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuseUpstreamChoice } from '../../body/upstream-choice';
import { requireObject } from '../../body/validate-body';
import { callRequest } from '../../calls/call-request';
import { CallsService } from '../../calls/calls.service';
import { modelInPath } from '../../calls/model-in-path';
import { Settings } from '../../config/settings';
import { invalid } from '../../errors/invalid-field';
import type { JsonObject } from '../../json/json-object';
import type { PassedOperation } from '../../llm/passed-call';
import { sendPassed } from '../../reply/send-passed';
import { Passes } from './passed-route.decorator';
import { PASSED_ROUTES } from './passed-routes';

/** What of OpenAI's API passes as it is, to models whose provider has it, under the guards of every call. */
@ApiTags('further')
@Controller()
export class PassthroughController {
  constructor(
    private readonly calls: CallsService,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  @Passes('images/generations')
  createImage(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('images/generations', request, reply);
  }

  @Passes('images/edits')
  editImage(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('images/edits', request, reply);
  }

  @Passes('images/variations')
  varyImage(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('images/variations', request, reply);
  }

  @Passes('audio/speech')
  speak(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('audio/speech', request, reply);
  }

  @Passes('audio/transcriptions')
  transcribe(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('audio/transcriptions', request, reply);
  }

  @Passes('audio/translations')
  translate(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('audio/translations', request, reply);
  }

  @Passes('moderations')
  moderate(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('moderations', request, reply);
  }

  @Passes('rerank')
  rerank(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('rerank', request, reply);
  }

  @Passes('completions')
  complete(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('completions', request, reply);
  }

  /** @throws GatewayError INVALID_REQUEST naming a field that every provider asks for */
  #pass(operation: PassedOperation, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const body = requireObject(request.body);
    const stream = request.passingBody;
    if (stream === undefined) checkFields(operation, body);
    const model = modelInPath(request) ?? body['model'] ?? this.settings.defaultModel;
    if (typeof model !== 'string') throw invalid('model', 'Invalid request: model must be a text.');
    const call = callRequest(request, {
      route: `/v1/${operation}`,
      raw: request.rawBody ?? Buffer.alloc(0),
      body,
      model,
      usageWanted: false,
      passed: { operation, stream },
    });
    return sendPassed(this.calls, call, reply);
  }
}

function checkFields(operation: PassedOperation, body: JsonObject): void {
  refuseUpstreamChoice(body);
  for (const field of PASSED_ROUTES[operation].needed) {
    const value = body[field];
    const isMissing = value === undefined || value === null || value === '';
    if (isMissing || (Array.isArray(value) && value.length === 0)) {
      throw invalid(field, `Invalid request: ${field} is needed, and must not be empty.`);
    }
  }
}
