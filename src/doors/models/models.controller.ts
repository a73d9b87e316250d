import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import {
  ApiExcludeEndpoint,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isGeminiRoute } from '../../errors/gemini-route';
import { isMessagesRoute } from '../../errors/messages-route';
import { geminiModelList, geminiModelOf } from '../gemini/model-list';
import { messagesModel, messagesModelList } from '../messages/model-list';
import type { GeminiModel, GeminiModelList } from '../gemini/model-list';
import type { MessagesModel, MessagesModelList } from '../messages/model-list';
import { asksForCodex, codexModelList, entityTag } from './codex-models';
import type { CodexModelList } from './codex-models';
import { LlmModel, OpenAiModel, OpenAiModelList, UniformModel } from './models.dto';
import { findListed } from '../../catalogue/find-listed';
import { VisibleModels } from '../../catalogue/visible-models';

type AnyModel = OpenAiModel | MessagesModel | GeminiModel;
type AnyModelList = OpenAiModelList | MessagesModelList | GeminiModelList | CodexModelList;

/** The lists of models, in the forms that callers know. */
@ApiTags('models')
@Controller()
export class ModelsController {
  constructor(private readonly visible: VisibleModels) {}

  @Get(['v1/models', 'models', 'openai/v1/models', 'openai/models'])
  @ApiOperation({ operationId: 'listModels', summary: "The models, in OpenAI's form" })
  @ApiOkResponse({ type: OpenAiModelList })
  async openAi(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnyModelList | undefined> {
    const models = await this.visible.of(request.caller);
    if (asksForCodex(request.query)) {
      const list = codexModelList(models);
      const tag = entityTag(list);
      void reply.header('etag', tag);
      if (request.headers['if-none-match'] !== tag) return list;
      void reply.status(304);
      return undefined;
    }
    if (isGeminiRoute(request.url, request.raw.headers)) return geminiModelList(models, request.query);
    if (isMessagesRoute(request.url, request.raw.headers)) return messagesModelList(models, request.query);
    return new OpenAiModelList(models);
  }

  @Get(['v1/models/:id', 'models/:id', 'openai/v1/models/:id'])
  @ApiOperation({ operationId: 'retrieveModel', summary: "One model, in OpenAI's form" })
  @ApiParam({
    name: 'id',
    description: 'The id of a listed model; it may contain slashes, encoded or not.',
    example: 'gpt-4o-mini',
  })
  @ApiOkResponse({ type: OpenAiModel })
  @ApiNotFoundResponse({ description: 'MODEL_NOT_FOUND: no such model is listed' })
  async one(@Param('id') id: string, @Req() request: FastifyRequest): Promise<AnyModel> {
    const model = await findListed(this.visible, request.caller, id);
    const { url, raw } = request;
    if (isGeminiRoute(url, raw.headers)) return geminiModelOf(model);
    return isMessagesRoute(url, raw.headers) ? messagesModel(model) : new OpenAiModel(model);
  }

  /** An id with slashes that are not encoded. */
  @Get(['v1/models/*', 'models/*', 'openai/v1/models/*'])
  @ApiExcludeEndpoint()
  oneWithSlashes(@Param('*') id: string, @Req() request: FastifyRequest): Promise<AnyModel> {
    return this.one(id, request);
  }

  @Get('v1/llm/models')
  @ApiOperation({
    operationId: 'listModelDetails',
    summary: 'The models with provider, context window and availability',
  })
  @ApiOkResponse({ type: [LlmModel] })
  async llm(@Req() { caller }: FastifyRequest): Promise<LlmModel[]> {
    return (await this.visible.of(caller)).map((model) => new LlmModel(model));
  }

  @Get('llm/models')
  @ApiOperation({
    operationId: 'listUniformModels',
    summary: 'The models for the uniform routes; max_tokens is the context window',
  })
  @ApiOkResponse({ type: [UniformModel] })
  async uniform(@Req() { caller }: FastifyRequest): Promise<UniformModel[]> {
    return (await this.visible.of(caller)).map((model) => new UniformModel(model));
  }
}
