import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { RecordPipe } from '../body/dto.pipe';
import { FREE, MAX_PRICE, MIN_PRICE, PRICE_NAMES } from '../config/price-set';
import type { NewPrice } from '../registry/registry-admin';
import type { GivenPrices } from '../config/price-set';
import type { PriceRecord } from '../registry/registry-records';

const PRICE = {
  oneOf: [
    { type: 'number', minimum: MIN_PRICE, maximum: MAX_PRICE },
    { type: 'string', enum: [FREE] },
  ],
};

/** Prices in the API's document. */
export const PRICES = {
  type: 'object',
  properties: Object.fromEntries(PRICE_NAMES.map((name) => [name, PRICE])),
  additionalProperties: false,
  description:
    'US dollars: for a million tokens of a class; for one `search`, for one `call`. `free` for what costs nothing.',
  example: { input: 2.5, output: 10, cached_input: 1.25 },
} as const;

/** What a price is made from. */
@ApiSchema({ name: 'NewPrice' })
export class NewPriceDto implements NewPrice {
  @ApiProperty({
    example: 'Playground/echo',
    description: '`connection/model` or `provider/model`, in which `*` is any text.',
  })
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  target!: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'From when on, to the hour; also a time that has passed. Always where it is not given.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  valid_from?: string | null;

  @ApiProperty(PRICES)
  @IsObject()
  prices!: GivenPrices;
}

/** @throws GatewayError INVALID_REQUEST with `param` */
export const NEW_PRICE = new RecordPipe(NewPriceDto, { nullable: ['valid_from'] });

/** A price as it is shown. */
@ApiSchema({ name: 'Price' })
export class PriceDto implements PriceRecord {
  @ApiProperty()
  id!: string;

  @ApiProperty({ example: 'Playground/echo' })
  target!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  valid_from!: string | null;

  @ApiProperty(PRICES)
  prices!: GivenPrices;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;
}

/** A page of prices. */
@ApiSchema({ name: 'PricePage' })
export class PricePageDto {
  @ApiProperty({ type: [PriceDto] })
  data!: PriceDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
