import { ApiProperty, ApiPropertyOptional, ApiSchema } from '../../api-description/api.decorators';
import { ArrayNotEmpty, IsArray, IsBoolean, IsInt, IsObject, IsOptional, Min } from 'class-validator';
import { GenerationDto } from '../../body/generation.dto';

/** The fields of a Chat Completions request that are checked here; shallow on purpose: nothing inside `messages` is made. */
@ApiSchema({ name: 'ChatCompletionRequest' })
export class ChatRequestDto extends GenerationDto {
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

  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @IsOptional()
  @IsInt()
  @Min(1)
  n?: number;
}
