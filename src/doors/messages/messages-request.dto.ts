import { ApiProperty, ApiPropertyOptional, ApiSchema } from '../../api-description/api.decorators';

const ANY = { type: 'object', additionalProperties: true } as const;

/** A request of the Messages API as the document shows it; everything else that the API takes passes. */
@ApiSchema({ name: 'MessagesRequest' })
export class MessagesRequestDto {
  @ApiPropertyOptional({ description: 'An alias, or a model; the default model where it is left out.' })
  model?: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'The most tokens of the answer.' })
  max_tokens!: number;

  @ApiProperty({ type: 'array', minItems: 1, items: ANY })
  messages!: object[];

  @ApiPropertyOptional({ oneOf: [{ type: 'string' }, { type: 'array', items: ANY }] })
  system?: string | object[];

  @ApiPropertyOptional({ default: false, description: 'Server-sent events.' })
  stream?: boolean;

  @ApiPropertyOptional({ type: 'array', items: ANY })
  tools?: object[];
}
