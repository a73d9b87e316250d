import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '../../../api-description/api.decorators';
import type { FastifyRequest } from 'fastify';
import { OfDoor } from '../../../admission/of-door.decorator';
import { Conversations } from '../../../answers/conversation';
import type { ConversationRecord } from '../../../answers/conversation';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { unknownItem } from '../conversation';
import { ITEM_LIST, itemPage } from '../item-page';
import type { PageQuery } from '../item-page';
import { keyIdOf } from '../key-scope';
import { itemsIn } from './conversation-items';
import {
  CONVERSATION,
  CONVERSATION_ID,
  CONVERSATION_PATHS,
  CONVERSATION_REQUEST,
  found,
} from './conversations.controller';

const ITEM_ID = { name: 'item', description: 'The id of an item.', example: 'msg_0123456789abcdef' };
const ITEM = { type: 'object', additionalProperties: true };
const EXAMPLE = { summary: 'A message', value: { items: [{ role: 'user', content: 'Hello.' }] } };

/** The items of a conversation. */
@ApiTags('responses')
@OfDoor('responses')
@Controller(CONVERSATION_PATHS.map((path) => `${path}/:id/items`))
export class ConversationItemsController {
  constructor(private readonly store: Conversations) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'createConversationItems', summary: 'Adds items' })
  @ApiParam(CONVERSATION_ID)
  @ApiBody({ schema: CONVERSATION_REQUEST, examples: { message: EXAMPLE } })
  @ApiOkResponse({ description: 'The items, with their ids.', schema: ITEM_LIST })
  async create(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<JsonObject> {
    const items = itemsIn(isObject(body) ? body : {});
    return itemPage(found(await this.store.append(keyIdOf(request), id, items)), { order: 'asc' });
  }

  @Get()
  @ApiOperation({ operationId: 'listConversationItems', summary: 'Its items, newest first' })
  @ApiParam(CONVERSATION_ID)
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 100 } })
  @ApiQuery({ name: 'order', required: false, schema: { type: 'string', enum: ['asc', 'desc'] } })
  @ApiQuery({ name: 'after', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ description: 'The items.', schema: ITEM_LIST })
  async list(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query() query: PageQuery,
  ): Promise<JsonObject> {
    return itemPage(found(await this.store.items(keyIdOf(request), id)), query);
  }

  @Get(':item')
  @ApiOperation({ operationId: 'getConversationItem', summary: 'One item' })
  @ApiParam(CONVERSATION_ID)
  @ApiParam(ITEM_ID)
  @ApiOkResponse({ description: 'The item.', schema: ITEM })
  async get(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Param('item') item: string,
  ): Promise<JsonObject> {
    const items = found(await this.store.items(keyIdOf(request), id));
    const one = items.find((each) => each['id'] === item);
    if (one === undefined) throw unknownItem('item');
    return one;
  }

  @Delete(':item')
  @ApiOperation({ operationId: 'deleteConversationItem', summary: 'Removes an item' })
  @ApiParam(CONVERSATION_ID)
  @ApiParam(ITEM_ID)
  @ApiOkResponse({ description: 'The conversation.', schema: CONVERSATION })
  async remove(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Param('item') item: string,
  ): Promise<ConversationRecord> {
    const keyId = keyIdOf(request);
    if (!found(await this.store.removeItem(keyId, id, item))) throw unknownItem('item');
    return found(await this.store.get(keyId, id));
  }
}
