import { Controller, Get, Head, HttpCode, Param, Req } from '@nestjs/common';
import { ApiExcludeController } from '../../api-description/api.decorators';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../auth/public.decorator';
import { findListed } from '../../catalogue/find-listed';
import { VisibleModels } from '../../catalogue/visible-models';
import { messagesModel, messagesModelList } from './model-list';
import type { MessagesModel, MessagesModelList } from './model-list';

/**
 * What can be called, in Anthropic's form. `/v1/models` is another API's route as well: anyone who asks there with the header
 * `anthropic-version` gets this form too.
 */
@ApiExcludeController()
@Controller()
export class MessagesModelsController {
  constructor(private readonly visible: VisibleModels) {}

  @Get('anthropic/v1/models')
  async list(@Req() { caller, query }: FastifyRequest): Promise<MessagesModelList> {
    return messagesModelList(await this.visible.of(caller), query);
  }

  /** @throws GatewayError MODEL_NOT_FOUND */
  @Get('anthropic/v1/models/*')
  async one(@Param('*') id: string, @Req() { caller }: FastifyRequest): Promise<MessagesModel> {
    return messagesModel(await findListed(this.visible, caller, id));
  }

  /** Claude Code asks it before its first call, to see whether somebody is there. */
  @Head('api/hello')
  @Public()
  @HttpCode(200)
  hello(): void {
    return undefined;
  }
}
