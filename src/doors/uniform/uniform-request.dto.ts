import { ApiProperty, ApiPropertyOptional, ApiSchema } from '../../api-description/api.decorators';
import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Max,
  Min,
  MinLength,
} from 'class-validator';
import { RequestPipe } from '../../body/dto.pipe';
import { GenerationDto } from '../../body/generation.dto';

const MESSAGES = {
  type: 'array',
  items: { $ref: '#/components/schemas/ChatMessage' },
  minItems: 1,
} as const;
const SYSTEM = {
  type: 'string',
  example: 'You answer in one word.',
  description: 'Instructions for the model.',
} as const;

/** The fields that are checked on every uniform route. */
class UniformRequestDto extends GenerationDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1,
    description: 'These routes give one answer.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1, { message: 'n must be 1 here; /v1/chat/completions gives several choices' })
  n?: number;

  @ApiPropertyOptional({ description: 'The route decides: /llm/stream streams, the others do not.' })
  @IsOptional()
  @IsBoolean()
  stream?: boolean;
}

/** `POST /llm/chat`: an answer to a conversation. */
@ApiSchema({ name: 'UniformChatRequest' })
export class UniformChatRequestDto extends UniformRequestDto {
  @ApiProperty(MESSAGES)
  @IsArray()
  @ArrayNotEmpty()
  messages!: unknown[];
}

/** `POST /llm/completions`: an answer to one prompt. */
@ApiSchema({ name: 'UniformCompletionRequest' })
export class UniformCompletionRequestDto extends UniformRequestDto {
  @ApiProperty({ example: 'Say hello.', minLength: 1, description: 'Becomes one user message.' })
  @IsString()
  @MinLength(1)
  prompt!: string;

  @ApiPropertyOptional(SYSTEM)
  @IsOptional()
  @IsString()
  system?: string;
}

/** `POST /llm/stream`: either of the two, as a stream of events. */
@ApiSchema({ name: 'UniformStreamRequest' })
export class UniformStreamRequestDto extends UniformRequestDto {
  @ApiPropertyOptional({ ...MESSAGES, description: 'The conversation; or a `prompt`.' })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  messages?: unknown[] | null;

  @ApiPropertyOptional({
    type: 'string',
    example: 'Say hello.',
    minLength: 1,
    description: 'One user message, in place of `messages`.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  prompt?: string | null;

  @ApiPropertyOptional({ ...SYSTEM, description: 'Instructions for the model; goes with `prompt`.' })
  @IsOptional()
  @IsString()
  system?: string | null;
}

/** @throws GatewayError INVALID_REQUEST with `param` */
export const CHAT_REQUEST = new RequestPipe(UniformChatRequestDto);
export const COMPLETION_REQUEST = new RequestPipe(UniformCompletionRequestDto);
export const STREAM_REQUEST = new RequestPipe(UniformStreamRequestDto);
