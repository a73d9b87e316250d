import { Controller, Get, Param } from '@nestjs/common';
import {
  ApiExcludeEndpoint,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { GatewayError } from '../errors/gateway-error';
import { ModelList } from './model-list.service';
import { LlmModel, OpenAiModel, OpenAiModelList, UniformModel } from './models.dto';

/** The lists of models, in the forms that callers know. */
@ApiTags('models')
@Controller()
export class ModelsController {
  constructor(private readonly list: ModelList) {}

  @Get(['v1/models', 'models'])
  @ApiOperation({ summary: "The models, in OpenAI's form" })
  @ApiOkResponse({ type: OpenAiModelList })
  async openAi(): Promise<OpenAiModelList> {
    return new OpenAiModelList(await this.list.models());
  }

  @Get(['v1/models/:id', 'models/:id'])
  @ApiOperation({ summary: "One model, in OpenAI's form" })
  @ApiParam({
    name: 'id',
    description: 'The id of a listed model; it may contain slashes, encoded or not.',
    example: 'gpt-4o-mini',
  })
  @ApiOkResponse({ type: OpenAiModel })
  @ApiNotFoundResponse({ description: 'MODEL_NOT_FOUND: no such model is listed' })
  async one(@Param('id') id: string): Promise<OpenAiModel> {
    const model = (await this.list.models()).find((listed) => listed.id === id);
    if (model !== undefined) return new OpenAiModel(model);
    throw new GatewayError('MODEL_NOT_FOUND', 'The model is not in the list of this gateway.', {
      param: 'model',
    });
  }

  /** An id with slashes that are not encoded. */
  @Get(['v1/models/*', 'models/*'])
  @ApiExcludeEndpoint()
  oneWithSlashes(@Param('*') id: string): Promise<OpenAiModel> {
    return this.one(id);
  }

  @Get('v1/llm/models')
  @ApiOperation({ summary: 'The models with provider, context window and availability' })
  @ApiOkResponse({ type: [LlmModel] })
  async llm(): Promise<LlmModel[]> {
    return (await this.list.models()).map((model) => new LlmModel(model));
  }

  @Get('llm/models')
  @ApiOperation({ summary: 'The models for the uniform routes; max_tokens is the context window' })
  @ApiOkResponse({ type: [UniformModel] })
  async uniform(): Promise<UniformModel[]> {
    return (await this.list.models()).map((model) => new UniformModel(model));
  }
}
