import { ApiProperty, ApiPropertyOptional, ApiSchema } from '../../api-description/api.decorators';
import { IsDefined, IsIn, IsInt, IsOptional, IsString, Min } from 'class-validator';

const TOKENS = { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 1 } as const;

/**
 * The fields of an Embeddings request that are checked here; others pass as they are.
 * Format: https://platform.openai.com/docs/api-reference/embeddings/create
 */
@ApiSchema({ name: 'EmbeddingsRequest' })
export class EmbeddingsRequestDto {
  @ApiPropertyOptional({
    type: 'string',
    example: 'text-embedding-3-small',
    description: 'The model; DEFAULT_MODEL where it is left out.',
  })
  @IsOptional()
  @IsString()
  model?: string | null;

  @ApiProperty({
    description: 'A text, several texts, one text as tokens, or several as tokens.',
    oneOf: [
      { type: 'string', minLength: 1 },
      { type: 'array', items: { type: 'string' }, minItems: 1 },
      TOKENS,
      { type: 'array', items: TOKENS, minItems: 1 },
    ],
  })
  @IsDefined()
  input!: unknown;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'Length of the vectors, where the model can shorten them.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  dimensions?: number;

  @ApiPropertyOptional({ enum: ['float', 'base64'], default: 'float' })
  @IsOptional()
  @IsIn(['float', 'base64'])
  encoding_format?: string;
}
