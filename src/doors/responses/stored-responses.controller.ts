import { Controller, Delete, Get, Param, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import { unknownResponse } from './conversation';
import { ResponseStore } from './response-store';

const ID = {
  name: 'id',
  description: 'The id of a kept answer.',
  example: 'resp_0123456789abcdef0123456789abcdef',
};
const LIST = {
  type: 'object',
  properties: {
    object: { type: 'string', enum: ['list'] },
    data: { type: 'array', items: { type: 'object', additionalProperties: true } },
    has_more: { type: 'boolean' },
  },
};
const DELETED = {
  type: 'object',
  properties: { id: { type: 'string' }, object: { type: 'string' }, deleted: { type: 'boolean' } },
};

/** Answers that were kept, for the key that they were made for. */
@ApiTags('responses')
@Controller(['v1/responses', 'responses', 'openai/v1/responses', 'openai/responses'])
export class StoredResponsesController {
  constructor(private readonly store: ResponseStore) {}

  @Get(':id')
  @ApiOperation({ operationId: 'getResponse', summary: 'An answer that was kept' })
  @ApiParam(ID)
  @ApiOkResponse({ description: 'The answer.', schema: { $ref: '#/components/schemas/Response' } })
  get(@Req() request: FastifyRequest, @Param('id') id: string): unknown {
    const kept = this.store.get(ownerOf(request), id);
    if (kept === undefined) throw unknownResponse('id');
    return JSON.parse(kept.json);
  }

  @Get(':id/input_items')
  @ApiOperation({
    operationId: 'listInputItems',
    summary: 'What a kept answer was an answer to, newest first',
  })
  @ApiParam(ID)
  @ApiOkResponse({ description: 'The items.', schema: LIST })
  inputItems(@Req() request: FastifyRequest, @Param('id') id: string): JsonObject {
    const history = this.store.history([ownerOf(request)], id);
    if (history === undefined) throw unknownResponse('id');
    const items = history.before.map((item, index): JsonObject => ({ id: `item_${index}`, ...item }));
    const data = items.reverse();
    return {
      object: 'list',
      data,
      first_id: data[0]?.['id'] ?? null,
      last_id: data.at(-1)?.['id'] ?? null,
      has_more: false,
    };
  }

  @Delete(':id')
  @ApiOperation({ operationId: 'deleteResponse', summary: 'Removes a kept answer' })
  @ApiParam(ID)
  @ApiOkResponse({ description: 'It is gone.', schema: DELETED })
  remove(@Req() request: FastifyRequest, @Param('id') id: string): JsonObject {
    if (!this.store.delete(ownerOf(request), id)) throw unknownResponse('id');
    return { id, object: 'response', deleted: true };
  }
}

function ownerOf({ caller }: FastifyRequest): string {
  if (caller === undefined) throw new GatewayError('UNAUTHORIZED', 'A valid key is required.');
  return caller.keyId;
}
