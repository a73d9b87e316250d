import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OfDoor } from '../../admission/of-door.decorator';
import { listedItem } from '../../answers/conversation';
import { ResponseStore } from '../../answers/response-store';
import { GatewayError } from '../../errors/gateway-error';
import { invalid } from '../../errors/invalid-field';
import type { JsonObject } from '../../json/json-object';
import { BackgroundRuns } from './background/background-runs';
import { sendEvents, sendFrames } from './background/send-events';
import { StoredAnswers } from './background/stored-answers';
import { unknownResponse } from './conversation';
import { ITEM_LIST, itemPage } from './item-page';
import type { PageQuery } from './item-page';
import { keyIdOf } from './key-scope';
import { ProviderCopies } from './provider-copies';
import { RESPONSES_ANSWERS } from './request-examples';

/** What `GET` may be asked besides. */
interface ReplayQuery {
  readonly stream?: string;
  readonly starting_after?: string;
}

const ID = {
  name: 'id',
  description: 'The id of a kept answer.',
  example: 'resp_0123456789abcdef0123456789abcdef',
};
const DELETED = {
  type: 'object',
  properties: { id: { type: 'string' }, object: { type: 'string' }, deleted: { type: 'boolean' } },
};

/** Answers that were kept, for the key that they were made for. */
@ApiTags('responses')
@OfDoor('responses')
@Controller(['v1/responses', 'responses', 'openai/v1/responses', 'openai/responses'])
export class StoredResponsesController {
  constructor(
    private readonly store: ResponseStore,
    private readonly runs: BackgroundRuns,
    private readonly answers: StoredAnswers,
    private readonly copies: ProviderCopies,
  ) {}

  @Get(':id')
  @ApiOperation({
    operationId: 'getResponse',
    summary: 'An answer that was kept',
    description: 'With `stream=true` as the events of a stream, those after `starting_after`.',
  })
  @ApiParam(ID)
  @ApiQuery({ name: 'stream', required: false, schema: { type: 'boolean' } })
  @ApiQuery({ name: 'starting_after', required: false, schema: { type: 'integer', minimum: 0 } })
  @ApiOkResponse({ description: 'The answer.', content: RESPONSES_ANSWERS })
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
    @Query() { stream, starting_after: after = '-1' }: ReplayQuery,
  ): Promise<void> {
    const keyId = keyIdOf(request);
    const run = this.runs.find(keyId, id);
    const response = run?.response ?? (await this.answers.read(keyId, id));
    if (response === undefined) throw unknownResponse('id');
    if (stream !== 'true') return void reply.send(response);
    if (!/^-?\d{1,9}$/.test(after)) throw invalid('starting_after', 'starting_after must be a number.');
    if (run !== undefined) sendEvents(reply, run.events, Number(after));
    else sendFrames(reply, this.answers.events(keyId, id, Number(after)));
  }

  @Get(':id/input_items')
  @ApiOperation({
    operationId: 'listInputItems',
    summary: 'What a kept answer was an answer to, newest first',
  })
  @ApiParam(ID)
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 100 } })
  @ApiQuery({ name: 'order', required: false, schema: { type: 'string', enum: ['asc', 'desc'] } })
  @ApiQuery({ name: 'after', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ description: 'The items.', schema: ITEM_LIST })
  async inputItems(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query() query: PageQuery,
  ): Promise<JsonObject> {
    const history = await this.store.history({ keyId: keyIdOf(request) }, id);
    if (history === undefined) throw unknownResponse('id');
    const items = history.before.map((item, index) => listedItem(item, `item_${index}`));
    return itemPage(items, query);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'cancelResponse',
    summary: 'Ends an answer that was asked for with `background: true`',
    description: 'One that is over stays as it is.',
  })
  @ApiParam(ID)
  @ApiOkResponse({ description: 'The answer.', content: RESPONSES_ANSWERS })
  async cancel(@Req() request: FastifyRequest, @Param('id') id: string): Promise<JsonObject> {
    const keyId = keyIdOf(request);
    const run = this.runs.find(keyId, id);
    await run?.cancel();
    const response = run?.response ?? (await this.answers.cancel(keyId, id));
    if (response === undefined) throw unknownResponse('id');
    if (response['background'] === true) return response;
    throw new GatewayError('INVALID_REQUEST', 'Cannot cancel a synchronous response: it is over.');
  }

  @Delete(':id')
  @ApiOperation({
    operationId: 'deleteResponse',
    summary: 'Removes a kept answer',
    description: 'Also where its provider keeps it. Nothing is removed where the provider cannot be asked.',
  })
  @ApiParam(ID)
  @ApiOkResponse({ description: 'It is gone.', schema: DELETED })
  async remove(@Req() request: FastifyRequest, @Param('id') id: string): Promise<JsonObject> {
    const keyId = keyIdOf(request);
    const run = this.runs.find(keyId, id);
    if (run !== undefined) {
      await run.cancel();
      this.runs.forget(run);
    }
    const kept = await this.store.get(keyId, id);
    if (kept !== undefined) await this.copies.delete(kept);
    if (!(await this.store.delete(keyId, id))) throw unknownResponse('id');
    return { id, object: 'response', deleted: true };
  }
}
