import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '../../../api-description/api.decorators';
import type { FastifyRequest } from 'fastify';
import { OfDoor } from '../../../admission/of-door.decorator';
import { invalid } from '../../../errors/invalid-field';
import { Conversations } from '../../../answers/conversation';
import type { ConversationRecord } from '../../../answers/conversation';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { unknownConversation } from '../conversation';
import { keyIdOf } from '../key-scope';
import { firstItemsIn } from './conversation-items';

const MAX_METADATA = 16;
/** The paths of conversations. */
export const CONVERSATION_PATHS = ['v1/conversations', 'conversations', 'openai/v1/conversations'];
export const CONVERSATION_ID = {
  name: 'id',
  description: 'The id of a conversation.',
  example: 'conv_0123456789abcdef0123456789abcdef',
};
export const CONVERSATION = {
  type: 'object',
  required: ['id', 'object', 'created_at', 'metadata'],
  properties: {
    id: { type: 'string' },
    object: { type: 'string', enum: ['conversation'] },
    created_at: { type: 'integer' },
    metadata: { type: 'object', additionalProperties: true },
  },
};
const DELETED = {
  type: 'object',
  properties: { id: { type: 'string' }, object: { type: 'string' }, deleted: { type: 'boolean' } },
};
/** What is said of a conversation, and of items. */
export const CONVERSATION_REQUEST = { $ref: '#/components/schemas/ConversationRequest' };

/** Conversations that the gateway keeps, as state for `conversation` of a Responses request. */
@ApiTags('responses')
@OfDoor('responses')
@Controller(CONVERSATION_PATHS)
export class ConversationsController {
  constructor(private readonly store: Conversations) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'createConversation', summary: 'Begins a conversation' })
  @ApiBody({ schema: CONVERSATION_REQUEST, examples: { empty: { summary: 'An empty one', value: {} } } })
  @ApiOkResponse({ description: 'The conversation.', schema: CONVERSATION })
  async create(@Req() request: FastifyRequest, @Body() body: unknown): Promise<ConversationRecord> {
    const fields = isObject(body) ? body : {};
    return await this.store.create(keyIdOf(request), metadataIn(fields), firstItemsIn(fields));
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getConversation', summary: 'A conversation' })
  @ApiParam(CONVERSATION_ID)
  @ApiOkResponse({ description: 'The conversation.', schema: CONVERSATION })
  async get(@Req() request: FastifyRequest, @Param('id') id: string): Promise<ConversationRecord> {
    return found(await this.store.get(keyIdOf(request), id));
  }

  @Post(':id')
  @HttpCode(200)
  @ApiOperation({ operationId: 'updateConversation', summary: 'Changes its metadata' })
  @ApiParam(CONVERSATION_ID)
  @ApiBody({
    schema: CONVERSATION_REQUEST,
    examples: { metadata: { summary: 'Metadata', value: { metadata: { topic: 'demo' } } } },
  })
  @ApiOkResponse({ description: 'The conversation.', schema: CONVERSATION })
  async update(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<ConversationRecord> {
    return found(await this.store.update(keyIdOf(request), id, metadataIn(isObject(body) ? body : {})));
  }

  @Delete(':id')
  @ApiOperation({ operationId: 'deleteConversation', summary: 'Removes a conversation' })
  @ApiParam(CONVERSATION_ID)
  @ApiOkResponse({ description: 'It is gone.', schema: DELETED })
  async remove(@Req() request: FastifyRequest, @Param('id') id: string): Promise<JsonObject> {
    if (!(await this.store.delete(keyIdOf(request), id))) throw unknownConversation('id');
    return { id, object: 'conversation.deleted', deleted: true };
  }
}

/** What there is. @throws GatewayError NOT_FOUND for a conversation that is not there */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw unknownConversation('id');
  return value;
}

function metadataIn({ metadata }: JsonObject): JsonObject {
  if (metadata === undefined || metadata === null) return {};
  const fits =
    isObject(metadata) &&
    Object.keys(metadata).length <= MAX_METADATA &&
    Object.values(metadata).every((value) => typeof value === 'string');
  if (fits) return metadata;
  throw invalid('metadata', `metadata must be an object of at most ${MAX_METADATA} texts.`);
}
