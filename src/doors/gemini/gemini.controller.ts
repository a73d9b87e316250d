import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callRequest } from '../../calls/call-request';
import type { CallRequest } from '../../calls/call-request';
import { CallsService } from '../../calls/calls.service';
import { KeptAnswers } from '../../calls/kept-answers';
import { sendStream } from '../../reply/send-stream';
import { sendWhole } from '../../reply/send-whole';
import { Settings } from '../../config/settings';
import { demandOf } from '../../admission/call-demand';
import { OfDoor } from '../../admission/of-door.decorator';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import type { JsonObject } from '../../json/json-object';
import { PartSeal } from '../../wire/canonical/part-seal';
import { tokenCount } from '../../wire/gemini/token-count';
import { geminiWire } from '../../wire/gemini/gemini.wire';
import { keepingWire } from '../../wire/kept/keeping-wire';
import type { DoorWire } from '../../wire/wire';
import { geminiModel } from './gemini-model';
import { validateCountRequest, validateEmbedRequest, validateGeminiRequest } from './gemini-request';
import { methodPaths } from './gemini-routes';
import { geminiStream } from './gemini-stream';
import {
  ANSWER,
  BATCH_EMBED_BODY,
  CONTENTS_BODY,
  EMBED_BODY,
  EMBEDDING_MODEL,
  MODEL,
} from './request-examples';

/** The limit of an answer's tokens, as this wire has it. */
export const GENERATE_DEMAND = {
  ...demandOf([
    'generationConfig.maxOutputTokens',
    'generationConfig.max_output_tokens',
    'generation_config.maxOutputTokens',
    'generation_config.max_output_tokens',
  ]),
  model: geminiModel,
};
/** An embedding has no answer of tokens. */
export const EMBED_DEMAND = { ...demandOf([], 0), model: geminiModel };

/**
 * The door for Gemini's own wire, so that Google's SDKs work: bytes through for models at Google, mapped for all others. Some of
 * their releases ask for version `v1beta`, others for `v1`: both get the same.
 */
@ApiTags('gemini')
@OfDoor('gemini')
@Controller()
export class GeminiController {
  readonly #wire: DoorWire;

  constructor(
    private readonly calls: CallsService,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(PartSeal) seal: PartSeal,
    private readonly kept: KeptAnswers,
  ) {
    this.#wire = geminiWire(seal);
  }

  @Post(methodPaths('generateContent'))
  @HttpCode(200)
  @TakesSlot(GENERATE_DEMAND)
  @ApiOperation({
    operationId: 'generateContent',
    summary: "Gemini's generateContent",
    description:
      "For Google's SDKs and the Gemini CLI: the key goes into `x-goog-api-key`, the gateway's address into the base URL. Any " +
      "model answers; for those at Google the bytes pass. Vertex AI's paths (`/v1/projects/…`) are there too.",
  })
  @ApiParam(MODEL)
  @ApiBody(CONTENTS_BODY)
  @ApiOkResponse(ANSWER)
  async generate(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const call = this.#call(request, 'generateContent', validateGeminiRequest(request.body));
    await sendWhole(reply, this.calls.lifetime(call), (lifetime) => this.calls.complete(call, lifetime));
  }

  @Post(methodPaths('streamGenerateContent'))
  @HttpCode(200)
  @TakesSlot(GENERATE_DEMAND)
  @ApiOperation({
    operationId: 'streamGenerateContent',
    summary: "Gemini's streamGenerateContent",
    description: 'With `alt=sse` as server-sent events, without it as one JSON list that grows.',
  })
  @ApiParam(MODEL)
  @ApiQuery({ name: 'alt', required: false, schema: { type: 'string', enum: ['sse', 'json'] } })
  @ApiBody(CONTENTS_BODY)
  @ApiOkResponse({
    description: "Gemini's own chunks.",
    content: {
      'application/json': {
        schema: { type: 'array', items: { type: 'object', additionalProperties: true } },
      },
      'text/event-stream': { schema: { type: 'object', additionalProperties: true } },
    },
  })
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const format = geminiStream(request.query);
    const call = this.#call(request, 'streamGenerateContent', validateGeminiRequest(request.body));
    await sendStream(this.calls, call, reply, format);
  }

  /** Takes no slot, as the count of the Messages API. */
  @Post(methodPaths('countTokens'))
  @HttpCode(200)
  @ApiOperation({
    operationId: 'countContentTokens',
    summary: "Count a request's tokens",
    description: 'By Google for its models, by Anthropic for its own; for all others by a tokenizer.',
  })
  @ApiParam(MODEL)
  @ApiBody(CONTENTS_BODY)
  @ApiOkResponse(ANSWER)
  async count(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const call = this.#call(request, 'countTokens', validateCountRequest(request.body));
    await sendWhole(reply, this.calls.lifetime(call), (lifetime) =>
      this.calls.countTokens(call, lifetime, tokenCount),
    );
  }

  @Post(methodPaths('embedContent'))
  @HttpCode(200)
  @TakesSlot(EMBED_DEMAND)
  @ApiOperation({ operationId: 'embedContent', summary: "Gemini's embedContent" })
  @ApiParam(EMBEDDING_MODEL)
  @ApiBody(EMBED_BODY)
  @ApiOkResponse(ANSWER)
  embed(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#embed(request, reply, 'embedContent', 'content');
  }

  @Post(methodPaths('batchEmbedContents'))
  @HttpCode(200)
  @TakesSlot(EMBED_DEMAND)
  @ApiOperation({ operationId: 'batchEmbedContents', summary: "Gemini's batchEmbedContents" })
  @ApiParam(EMBEDDING_MODEL)
  @ApiBody(BATCH_EMBED_BODY)
  @ApiOkResponse(ANSWER)
  embedBatch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#embed(request, reply, 'batchEmbedContents', 'requests');
  }

  /** Vertex AI's way to embed texts. */
  predict(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.#embed(request, reply, 'predict', 'instances');
  }

  #embed(
    request: FastifyRequest,
    reply: FastifyReply,
    method: string,
    field: Parameters<typeof validateEmbedRequest>[1],
  ): Promise<void> {
    const call = this.#call(request, method, validateEmbedRequest(request.body, field));
    return sendWhole(reply, this.calls.lifetime(call), (lifetime) => this.calls.embed(call, lifetime));
  }

  #call(request: FastifyRequest, method: string, body: JsonObject): CallRequest {
    return callRequest(request, {
      wire: keepingWire(this.#wire, this.kept.partsOf(request.caller?.keyId ?? '')),
      route: `/v1beta/models/{model}:${method}`,
      raw: request.rawBody ?? Buffer.alloc(0),
      body,
      model: geminiModel(request) ?? this.settings.defaultModel,
      usageWanted: true,
    });
  }
}
