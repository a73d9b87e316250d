import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Captured, CaptureLine } from '../captures/captured-calls';

const TEXT = { type: String, nullable: true } as const;

/** A call whose content is kept, as it is listed. */
@ApiSchema({ name: 'CaptureLine' })
class CaptureLineDto implements CaptureLine {
  @ApiProperty()
  call_id!: string;

  @ApiProperty({ format: 'date-time' })
  captured_at!: string;

  @ApiProperty({ format: 'date-time' })
  expires_at!: string;

  @ApiProperty({ description: "The key's name at the time of the call." })
  key!: string;

  @ApiProperty()
  key_id!: string;

  @ApiProperty({ description: "The group's path at the time of the call; empty for the root." })
  group!: string;

  @ApiProperty()
  door!: string;

  @ApiProperty()
  model_asked!: string;

  @ApiProperty({ type: 'integer' })
  status!: number;

  @ApiProperty({ example: 'whole' })
  ended!: string;
}

/** A page of calls whose content is kept. */
@ApiSchema({ name: 'CapturePage' })
export class CapturePageDto {
  @ApiProperty({ type: [CaptureLineDto] })
  data!: CaptureLineDto[];

  @ApiProperty(TEXT)
  next_cursor!: string | null;
}

/** What a call said, as it is shown. */
@ApiSchema({ name: 'CapturedCall' })
export class CapturedDto implements Captured {
  @ApiProperty()
  call_id!: string;

  @ApiProperty({ ...TEXT, format: 'date-time', description: 'null where nothing is kept.' })
  captured_at!: string | null;

  @ApiProperty({ ...TEXT, format: 'date-time' })
  expires_at!: string | null;

  @ApiProperty({ ...TEXT, description: "The request's body." })
  request!: string | null;

  @ApiProperty({ ...TEXT, description: 'The answer: JSON, or the events of a stream.' })
  answer!: string | null;
}
