import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../registry/registry-admin';
import type { PriceRecord } from '../registry/registry-records';
import { AdminGuard } from './admin.guard';
import { BODIES, MODEL_REF, PRICE_RECORD, pageWith } from './admin-examples';
import { AdminOperation, PageQuery, RefParam } from './admin-operation.decorator';
import { pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import { NEW_PRICE, NewPriceDto, PriceDto, PricePageDto } from './prices.dto';

/** Own prices, which come before the shipped ones. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/prices')
export class PricesController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'listPrices', summary: 'The own prices' }, 'INVALID_REQUEST')
  @PageQuery()
  @ApiOkResponse({ type: PricePageDto, example: pageWith(PRICE_RECORD) })
  list(@Query() query: unknown): Promise<Page<PriceRecord>> {
    return this.registry.prices.list(pageOf(readQuery(query, ['limit', 'cursor'])));
  }

  @Post()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'createPrice',
      summary: 'Adds a price',
      description: 'One that is valid from a time that has passed corrects the reports of that time.',
    },
    'INVALID_REQUEST',
  )
  @ApiBody({ type: NewPriceDto, examples: BODIES.newPrice })
  @ApiCreatedResponse({ type: PriceDto, example: PRICE_RECORD })
  create(@Body(NEW_PRICE) body: NewPriceDto): Promise<PriceRecord> {
    return this.registry.prices.create(body);
  }

  @Delete(':ref')
  @HttpCode(204)
  @AdminOperation({ operationId: 'deletePrice', summary: 'Removes a price' }, 'NOT_FOUND')
  @RefParam(MODEL_REF, 'Its id, or what it is for: the latest one then.')
  @ApiNoContentResponse({ description: 'Removed.' })
  remove(@Param('ref') ref: string): Promise<void> {
    return this.registry.prices.remove(ref);
  }
}
