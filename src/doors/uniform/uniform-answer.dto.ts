import { ApiProperty, ApiPropertyOptional } from '../../api-description/api.decorators';

/** How many tokens an answer took. */
export class UniformUsage {
  @ApiProperty({ type: 'integer', minimum: 0, example: 9 })
  readonly prompt_tokens!: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 4 })
  readonly completion_tokens!: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 13 })
  readonly total_tokens!: number;

  @ApiProperty({ type: 'object', properties: { cached_tokens: { type: 'integer', minimum: 0, example: 0 } } })
  readonly prompt_tokens_details!: object;

  @ApiProperty({
    type: 'object',
    properties: { reasoning_tokens: { type: 'integer', minimum: 0, example: 0 } },
  })
  readonly completion_tokens_details!: object;

  @ApiPropertyOptional({
    enum: [true],
    description: 'There when the upstream gave no figures and these are ours.',
  })
  readonly estimated?: true;
}

/** Name and arguments of a function to call. */
class UniformFunctionCall {
  @ApiProperty({ example: 'get_weather' })
  readonly name!: string;

  @ApiProperty({ example: '{"city":"Berlin"}', description: 'JSON, as the model wrote it.' })
  readonly arguments!: string;
}

/** Name of a custom tool to call, and the text for it. */
class UniformCustomCall {
  @ApiProperty({ example: 'run_code' })
  readonly name!: string;

  @ApiProperty({ example: 'print(1)', description: 'The text that the model wrote: no JSON.' })
  readonly input!: string;
}

/** A tool call in OpenAI's shape. */
export class UniformToolCall {
  @ApiProperty({ example: 'call_1' })
  readonly id!: string;

  @ApiProperty({ example: 'function' })
  readonly type!: string;

  @ApiPropertyOptional({ type: UniformFunctionCall })
  readonly function?: UniformFunctionCall;

  @ApiPropertyOptional({ type: UniformCustomCall, description: 'Of a call with the type `custom`.' })
  readonly custom?: UniformCustomCall;
}

/** What an answer may hold besides its text. */
export class UniformExtras {
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object' },
    description: 'Pictures that the model made: `image_url.url` is a data URL.',
  })
  readonly images?: object[];

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object' },
    description: 'Pages that the text rests on (`url_citation`).',
  })
  readonly annotations?: object[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'What the provider needs back in the next turn: send the message back as it is.',
  })
  readonly provider_fields?: object;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object' },
    description: "Claude's thinking as it signed it, to be sent back with the message.",
  })
  readonly thinking_blocks?: object[];

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object' },
    description: 'Signed or encrypted reasoning as OpenRouter has it, to be sent back with the message.',
  })
  readonly reasoning_details?: object[];
}

/** The message of a whole answer. */
class UniformMessage extends UniformExtras {
  @ApiProperty({ example: 'assistant' })
  readonly role!: string;

  @ApiProperty({
    example: 'Mock LLM streaming response',
    description: 'Empty when the model only calls tools.',
  })
  readonly content!: string;

  @ApiPropertyOptional({ type: [UniformToolCall] })
  readonly tool_calls?: UniformToolCall[];

  @ApiPropertyOptional({ description: "The model's reasoning, where it shows any." })
  readonly reasoning?: string;
}

/** What `/llm/chat` and `/llm/completions` answer. */
export class UniformAnswer {
  @ApiProperty({ example: 'chatcmpl-1', description: "The upstream's id of the answer." })
  readonly id!: string;

  @ApiProperty({ example: 'gpt-4o-mini', description: 'The model that answered.' })
  readonly model!: string;

  @ApiProperty({ type: UniformMessage })
  readonly message!: UniformMessage;

  @ApiProperty({ type: String, nullable: true, example: 'stop' })
  readonly finish_reason!: string | null;

  @ApiProperty({ type: UniformUsage, nullable: true })
  readonly usage!: UniformUsage | null;

  @ApiProperty({
    example: '4bf92f3577b34da6a3ce929d0e0e4736',
    description: 'Finds the call in logs and traces.',
  })
  readonly trace_id!: string;
}
