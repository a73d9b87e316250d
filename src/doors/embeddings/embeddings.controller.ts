import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requireObject } from '../../body/validate-body';
import { callRequest } from '../../calls/call-request';
import { CallsService } from '../../calls/calls.service';
import { modelInPath } from '../../calls/model-in-path';
import { sendWhole } from '../../reply/send-whole';
import { Settings } from '../../config/settings';
import { demandOf } from '../../admission/call-demand';
import { OfDoor } from '../../admission/of-door.decorator';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import { validateEmbeddingsRequest } from './embeddings-request';
import { EmbeddingsRequestDto } from './embeddings-request.dto';
import { EmbeddingList } from './embeddings.dto';

const EXAMPLES = {
  text: { summary: 'One text', value: { model: 'mock-embedding', input: 'The sky is blue.' } },
  texts: {
    summary: 'Several texts, short vectors',
    value: { model: 'mock-embedding', input: ['The sky is blue.', 'The grass is green.'], dimensions: 8 },
  },
};

/** An embedding has no answer of tokens. */
const DEMAND = demandOf([], 0);

/** The door for OpenAI Embeddings, in the three places where SDKs look for it. */
@ApiTags('embeddings')
@OfDoor('embeddings')
@Controller()
export class EmbeddingsController {
  constructor(
    private readonly calls: CallsService,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  @Post(['v1/embeddings', 'embeddings', 'openai/v1/embeddings', 'openai/deployments/:model/embeddings'])
  @HttpCode(200)
  @TakesSlot(DEMAND)
  @ApiOperation({ operationId: 'createEmbedding', summary: 'Embeddings of texts' })
  @ApiBody({ type: EmbeddingsRequestDto, examples: EXAMPLES })
  @ApiOkResponse({ type: EmbeddingList })
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const embeddings = validateEmbeddingsRequest(request.body);
    const call = callRequest(request, {
      route: '/v1/embeddings',
      raw: request.rawBody ?? Buffer.alloc(0),
      body: requireObject(request.body),
      model: modelInPath(request) ?? embeddings.model ?? this.settings.defaultModel,
      usageWanted: false,
    });
    await sendWhole(reply, this.calls.lifetime(call), (lifetime) => this.calls.embed(call, lifetime));
  }
}
