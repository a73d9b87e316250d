import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OfDoor } from '../../admission/of-door.decorator';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import { EMBED_DEMAND, GENERATE_DEMAND, GeminiController } from './gemini.controller';
import { vertexMethodPaths } from './gemini-routes';

/**
 * The same door at Vertex AI's paths, for SDKs in that mode. Project and location count for nothing: the connection has its own.
 * Paths: https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest
 */
@ApiExcludeController()
@OfDoor('gemini')
@Controller()
export class VertexController {
  constructor(private readonly gemini: GeminiController) {}

  @Post(vertexMethodPaths('generateContent'))
  @HttpCode(200)
  @TakesSlot(GENERATE_DEMAND)
  generate(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.gemini.generate(request, reply);
  }

  @Post(vertexMethodPaths('streamGenerateContent'))
  @HttpCode(200)
  @TakesSlot(GENERATE_DEMAND)
  stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.gemini.stream(request, reply);
  }

  @Post(vertexMethodPaths('countTokens'))
  @HttpCode(200)
  count(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.gemini.count(request, reply);
  }

  @Post(vertexMethodPaths('embedContent'))
  @HttpCode(200)
  @TakesSlot(EMBED_DEMAND)
  embed(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.gemini.embed(request, reply);
  }

  @Post(vertexMethodPaths('predict'))
  @HttpCode(200)
  @TakesSlot(EMBED_DEMAND)
  predict(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.gemini.predict(request, reply);
  }
}
