import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callRequest } from '../../calls/call-request';
import type { CallRequest } from '../../calls/call-request';
import { CallsService } from '../../calls/calls.service';
import { modelInPath } from '../../calls/model-in-path';
import { sendStream } from '../../reply/send-stream';
import { sendWhole } from '../../reply/send-whole';
import { Settings } from '../../config/settings';
import { demandOf } from '../../admission/call-demand';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import { PartSeal } from '../../wire/canonical/part-seal';
import { geminiWire } from '../../wire/gemini/gemini.wire';
import type { DoorWire } from '../../wire/wire';
import { requireSse, validateGeminiRequest } from './gemini-request';
import { GEMINI_STREAM } from './gemini-stream';

const EXAMPLE = { contents: [{ role: 'user', parts: [{ text: 'Say hello.' }] }] };
const BODY = { schema: { type: 'object', additionalProperties: true, example: EXAMPLE } };
const MODEL = {
  name: 'model',
  description: 'An alias, or a model.',
  example: 'gemini-2.5-flash',
};
const ANSWER = {
  description: "Gemini's own answer.",
  schema: { type: 'object', additionalProperties: true },
};

/** The limit of an answer's tokens, as this wire has it. */
const DEMAND = demandOf([
  'generationConfig.maxOutputTokens',
  'generationConfig.max_output_tokens',
  'generation_config.maxOutputTokens',
  'generation_config.max_output_tokens',
]);

/**
 * The door for Gemini's own wire, so that Google's SDKs work: bytes through for models at Google, mapped for all others. Some of
 * their releases ask for version `v1beta`, others for `v1`: both get the same.
 */
@ApiTags('gemini')
@Controller()
export class GeminiController {
  readonly #wire: DoorWire;

  constructor(
    private readonly calls: CallsService,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(PartSeal) seal: PartSeal,
  ) {
    this.#wire = geminiWire(seal);
  }

  @Post(['v1beta/models/:model(^.+)::generateContent', 'v1/models/:model(^.+)::generateContent'])
  @HttpCode(200)
  @TakesSlot(DEMAND)
  @ApiOperation({
    operationId: 'generateContent',
    summary: "Gemini's generateContent",
    description:
      "For Google's SDKs: the key goes into `x-goog-api-key`, the gateway's address into the base URL. Only models that " +
      'lie on Google are served; credential and model name are replaced, every other byte passes.',
  })
  @ApiParam(MODEL)
  @ApiBody(BODY)
  @ApiOkResponse(ANSWER)
  async generate(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const call = this.#call(request, '/v1beta/models/{model}:generateContent');
    await sendWhole(reply, this.calls.lifetime(call), (lifetime) => this.calls.complete(call, lifetime));
  }

  @Post(['v1beta/models/:model(^.+)::streamGenerateContent', 'v1/models/:model(^.+)::streamGenerateContent'])
  @HttpCode(200)
  @TakesSlot(DEMAND)
  @ApiOperation({
    operationId: 'streamGenerateContent',
    summary: "Gemini's streamGenerateContent, as server-sent events",
  })
  @ApiParam(MODEL)
  @ApiQuery({ name: 'alt', required: true, schema: { type: 'string', enum: ['sse'] } })
  @ApiBody(BODY)
  @ApiOkResponse({
    description: "Gemini's own chunks.",
    content: { 'text/event-stream': { schema: { type: 'object', additionalProperties: true } } },
  })
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    requireSse(request.query);
    const call = this.#call(request, '/v1beta/models/{model}:streamGenerateContent');
    await sendStream(this.calls, call, reply, GEMINI_STREAM);
  }

  #call(request: FastifyRequest, route: string): CallRequest {
    return callRequest(request, {
      wire: this.#wire,
      route,
      raw: request.rawBody ?? Buffer.alloc(0),
      body: validateGeminiRequest(request.body),
      model: modelInPath(request) ?? this.settings.defaultModel,
      usageWanted: true,
    });
  }
}
