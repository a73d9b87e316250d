import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  Min,
  MinLength,
} from 'class-validator';

/**
 * The fields of a Chat Completions request that are checked here. It is shallow on purpose: nothing inside `messages` is
 * instantiated, and fields that are not named here pass as they are.
 * Format: https://platform.openai.com/docs/api-reference/chat/create
 */
@ApiSchema({ name: 'ChatCompletionRequest' })
export class ChatRequestDto {
  @ApiPropertyOptional({
    example: 'gpt-4o-mini',
    description: 'The model; DEFAULT_MODEL where it is left out.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  model?: string;

  @ApiProperty({ type: 'array', items: { $ref: '#/components/schemas/ChatMessage' }, minItems: 1 })
  @IsArray()
  @ArrayNotEmpty()
  messages!: unknown[];

  @ApiPropertyOptional({ default: false, description: 'Server-sent events, token by token.' })
  @IsOptional()
  @IsBoolean()
  stream?: boolean;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    properties: { include_usage: { type: 'boolean' } },
  })
  @IsOptional()
  @IsObject()
  stream_options?: object | null;

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
  @IsNumber()
  @Min(0)
  temperature?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1 })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  top_p?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @IsOptional()
  @IsInt()
  @Min(1)
  n?: number;

  @ApiPropertyOptional({ type: 'array', items: { type: 'object', additionalProperties: true } })
  @IsOptional()
  @IsArray()
  tools?: unknown[];
}
