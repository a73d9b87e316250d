import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { DeploymentReport } from '../routing/health/deployment-report';

const MS = { type: 'integer', nullable: true } as const;

/** What went wrong last at a deployment. */
@ApiSchema({ name: 'DeploymentError' })
class DeploymentErrorDto {
  @ApiProperty({ example: 'server_error', description: 'As `upstream_failure` of the log.' })
  kind!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

/** How a deployment fares in this process. */
@ApiSchema({ name: 'Deployment' })
export class DeploymentDto implements DeploymentReport {
  @ApiProperty({ example: 'OpenAI-Main/gpt-4o', description: '`connection/model`' })
  id!: string;

  @ApiProperty({ example: 'OpenAI-Main' })
  connection!: string;

  @ApiProperty({ example: 'openai' })
  provider!: string;

  @ApiProperty({ example: 'gpt-4o' })
  model!: string;

  @ApiProperty({
    enum: ['closed', 'half_open', 'open', 'draining'],
    description: 'The worst of its breakers; `draining` where it was taken out by hand.',
  })
  state!: DeploymentReport['state'];

  @ApiProperty({
    type: 'integer',
    description:
      'Keys that are kept away from it for failures that no other key has met; the others call it.',
  })
  keys_kept_away!: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since when it is in this state.',
  })
  since!: string | null;

  @ApiProperty({ ...MS, description: 'Milliseconds until the next call finds out.' })
  retry_in_ms!: number | null;

  @ApiProperty({ type: DeploymentErrorDto, nullable: true })
  last_error!: DeploymentErrorDto | null;

  @ApiProperty({ ...MS, description: 'The median of the last streams.' })
  first_token_p50_ms!: number | null;

  @ApiProperty({ ...MS, description: 'The 95th percentile of the last streams.' })
  first_token_p95_ms!: number | null;

  @ApiProperty({ type: 'integer', description: 'Attempts that run there now.' })
  in_flight!: number;

  @ApiProperty({ type: 'integer', description: 'Of the last five minutes.' })
  attempts!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'The share of these that succeeded, 0 to 1.' })
  success_rate!: number | null;
}

/** A page of deployments. */
@ApiSchema({ name: 'DeploymentPage' })
export class DeploymentPageDto {
  @ApiProperty({ type: [DeploymentDto] })
  data!: DeploymentDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
