import { ApiProperty } from '../../api-description/api.decorators';
import { UniformExtras, UniformToolCall, UniformUsage } from './uniform-answer.dto';

/** Event `token`. */
class TokenEvent {
  @ApiProperty({ minLength: 1, example: 'Mock' })
  readonly token!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Counts the tokens.' })
  readonly index!: number;
}

/** Event `reasoning`. */
class ReasoningEvent {
  @ApiProperty({ minLength: 1, example: 'Let me think.' })
  readonly token!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Counts the pieces of reasoning.' })
  readonly index!: number;
}

/** Event `tool_call`: one piece of a call's arguments. */
class ToolCallEvent {
  @ApiProperty({ type: 'integer', minimum: 1, description: "The call's number in this answer." })
  readonly index!: number;

  @ApiProperty({ example: 'call_1', description: 'Repeated on each piece.' })
  readonly id!: string;

  @ApiProperty({ example: 'get_weather', description: 'Repeated on each piece.' })
  readonly name!: string;

  @ApiProperty({
    example: '{"city":',
    description: "The next characters of the arguments' JSON, or of a custom tool's input; may be empty.",
  })
  readonly arguments!: string;
}

/** Event `message`: the whole answer. */
class MessageEvent extends UniformExtras {
  @ApiProperty({ example: 'assistant' })
  readonly role!: string;

  @ApiProperty({ example: 'Mock LLM streaming response' })
  readonly content!: string;

  @ApiProperty({ type: [UniformToolCall] })
  readonly tool_calls!: UniformToolCall[];
}

/** Event `end`: the answer was whole. */
class EndEvent {
  @ApiProperty({ type: UniformUsage, nullable: true })
  readonly usage!: UniformUsage | null;

  @ApiProperty({ type: String, nullable: true, example: 'stop' })
  readonly finish_reason!: string | null;

  @ApiProperty({ example: 'gpt-4o-mini' })
  readonly model!: string;

  @ApiProperty({ example: '4bf92f3577b34da6a3ce929d0e0e4736' })
  readonly trace_id!: string;
}

/** The schemas of the stream's events; the data of `error` is the error body of every route. */
export const STREAM_EVENT_SCHEMAS = [
  TokenEvent,
  ReasoningEvent,
  ToolCallEvent,
  MessageEvent,
  EndEvent,
] as const;
