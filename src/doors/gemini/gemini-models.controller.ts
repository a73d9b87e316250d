import { Controller, Get, Param, Req } from '@nestjs/common';
import {
  ApiExcludeEndpoint,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '../../api-description/api.decorators';
import type { FastifyRequest } from 'fastify';
import { findListed } from '../../catalogue/find-listed';
import { VisibleModels } from '../../catalogue/visible-models';
import { geminiModel } from './gemini-model';
import { geminiModelList, geminiModelOf, publisherModelList, publisherModelOf } from './model-list';
import { ANSWER, MODEL } from './request-examples';

/**
 * What can be called, in Google's form. `/v1/models` is another API's route as well: who asks there as Google's clients do gets
 * this form too.
 */
@ApiTags('gemini')
@Controller()
export class GeminiModelsController {
  constructor(private readonly visible: VisibleModels) {}

  @Get('v1beta/models')
  @ApiOperation({ operationId: 'listGeminiModels', summary: "The models, in Google's form" })
  @ApiQuery({ name: 'pageSize', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000 } })
  @ApiQuery({ name: 'pageToken', required: false, schema: { type: 'string' } })
  @ApiOkResponse(ANSWER)
  async list(@Req() { caller, query }: FastifyRequest): Promise<object> {
    return geminiModelList(await this.visible.of(caller), query);
  }

  @Get('v1beta/models/:model')
  @ApiOperation({ operationId: 'getGeminiModel', summary: "One model, in Google's form" })
  @ApiParam({ ...MODEL, example: 'mock' })
  @ApiOkResponse(ANSWER)
  async one(@Param('model') id: string, @Req() { caller }: FastifyRequest): Promise<object> {
    return geminiModelOf(await findListed(this.visible, caller, id));
  }

  /** An id with slashes that are not encoded. */
  @Get('v1beta/models/*')
  @ApiExcludeEndpoint()
  oneWithSlashes(@Param('*') id: string, @Req() request: FastifyRequest): Promise<object> {
    return this.one(id, request);
  }

  @Get(['v1beta1/publishers/:publisher/models', 'v1/publishers/:publisher/models'])
  @ApiExcludeEndpoint()
  async published(@Req() { caller, query }: FastifyRequest): Promise<object> {
    return publisherModelList(await this.visible.of(caller), query);
  }

  @Get(['v1beta1/publishers/:publisher/models/:model', 'v1/publishers/:publisher/models/:model'])
  @ApiExcludeEndpoint()
  async publishedOne(@Req() request: FastifyRequest): Promise<object> {
    return publisherModelOf(await findListed(this.visible, request.caller, geminiModel(request) ?? ''));
  }
}
