import { Controller, Get, Param, Req } from '@nestjs/common';
import {
  ApiExcludeEndpoint,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../errors/gateway-error';
import { isMessagesRoute } from '../../errors/messages-route';
import { messagesModel, messagesModelList } from '../messages/model-list';
import type { MessagesModel, MessagesModelList } from '../messages/model-list';
import { LlmModel, OpenAiModel, OpenAiModelList, UniformModel } from './models.dto';
import { modelChoices, quotedModel } from '../../catalogue/unknown-model';
import { VisibleModels } from '../../catalogue/visible-models';

/** The lists of models, in the forms that callers know. */
@ApiTags('models')
@Controller()
export class ModelsController {
  constructor(private readonly visible: VisibleModels) {}

  @Get(['v1/models', 'models'])
  @ApiOperation({ operationId: 'listModels', summary: "The models, in OpenAI's form" })
  @ApiOkResponse({ type: OpenAiModelList })
  async openAi(@Req() request: FastifyRequest): Promise<OpenAiModelList | MessagesModelList> {
    const models = await this.visible.of(request.caller);
    if (isMessagesRoute(request.url, request.raw.headers)) return messagesModelList(models, request.query);
    return new OpenAiModelList(models);
  }

  @Get(['v1/models/:id', 'models/:id'])
  @ApiOperation({ operationId: 'retrieveModel', summary: "One model, in OpenAI's form" })
  @ApiParam({
    name: 'id',
    description: 'The id of a listed model; it may contain slashes, encoded or not.',
    example: 'gpt-4o-mini',
  })
  @ApiOkResponse({ type: OpenAiModel })
  @ApiNotFoundResponse({ description: 'MODEL_NOT_FOUND: no such model is listed' })
  async one(@Param('id') id: string, @Req() request: FastifyRequest): Promise<OpenAiModel | MessagesModel> {
    const model = await this.visible.named(request.caller, id);
    if (model !== undefined) {
      return isMessagesRoute(request.url, request.raw.headers)
        ? messagesModel(model)
        : new OpenAiModel(model);
    }
    const names = (await this.visible.of(request.caller)).map((one) => one.id);
    const message = `The model ${quotedModel(id)} is not in the list of this gateway.${modelChoices(id, names)}`;
    throw new GatewayError('MODEL_NOT_FOUND', message, { param: 'model' });
  }

  /** An id with slashes that are not encoded. */
  @Get(['v1/models/*', 'models/*'])
  @ApiExcludeEndpoint()
  oneWithSlashes(
    @Param('*') id: string,
    @Req() request: FastifyRequest,
  ): Promise<OpenAiModel | MessagesModel> {
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
