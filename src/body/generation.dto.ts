import { ApiPropertyOptional } from '../api-description/api.decorators';
import { IsArray, IsInt, IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';

/** The fields of {@link GenerationDto}. */
export const GENERATION_FIELDS = [
  'model',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'tools',
] as const;

const A_NUMBER = { message: '$property must be a number' };

/**
 * What every chat door checks of a request besides its messages. All other fields of the Chat Completions API, known and
 * unknown, go to the model with the exact bytes in which they came.
 * Format: https://platform.openai.com/docs/api-reference/chat/create
 */
export class GenerationDto {
  @ApiPropertyOptional({
    example: 'gpt-4o-mini',
    description: 'The model; DEFAULT_MODEL where it is left out.',
  })
  @IsOptional()
  @IsString()
  model?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Superseded by max_completion_tokens.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  max_tokens?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0 })
  @IsOptional()
  @IsInt()
  @Min(0)
  max_completion_tokens?: number;

  @ApiPropertyOptional({ minimum: 0 })
  @IsOptional()
  @IsNumber({}, A_NUMBER)
  @Min(0)
  temperature?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1 })
  @IsOptional()
  @IsNumber({}, A_NUMBER)
  @Min(0)
  @Max(1)
  top_p?: number;

  @ApiPropertyOptional({ type: 'array', items: { type: 'object', additionalProperties: true } })
  @IsOptional()
  @IsArray()
  tools?: unknown[];
}
