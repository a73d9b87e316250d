import { ApiProperty, ApiSchema } from '../../api-description/api.decorators';
import type { ListedModel } from '../../catalogue/listed-model';

/** Nobody tells when a model was made; this is the date that LiteLLM gives for every one. */
const CREATED = 1_677_610_602;

/** A model in OpenAI's form: https://platform.openai.com/docs/api-reference/models/object */
@ApiSchema({ name: 'Model' })
export class OpenAiModel {
  @ApiProperty({ example: 'gpt-4.1-mini' })
  readonly id: string;

  @ApiProperty({ enum: ['model'] })
  readonly object = 'model';

  @ApiProperty({ type: 'integer', example: CREATED, description: 'Unix time, always the same: not known.' })
  readonly created = CREATED;

  @ApiProperty({ example: 'openai', description: 'The provider, as far as the upstream tells.' })
  readonly owned_by: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 128_000,
    description: 'The context window in tokens; null where nobody knows it.',
  })
  readonly context_length: number | null;

  @ApiProperty({ example: true, description: 'False while the upstream cannot be reached.' })
  readonly is_available: boolean;

  constructor({ id, provider, contextLength, available }: ListedModel) {
    this.id = id;
    this.owned_by = provider;
    this.context_length = contextLength;
    this.is_available = available;
  }
}

/** The list in OpenAI's form: https://platform.openai.com/docs/api-reference/models/list */
@ApiSchema({ name: 'ModelList' })
export class OpenAiModelList {
  @ApiProperty({ enum: ['list'] })
  readonly object = 'list';

  @ApiProperty({ type: [OpenAiModel] })
  readonly data: OpenAiModel[];

  constructor(models: readonly ListedModel[]) {
    this.data = models.map((model) => new OpenAiModel(model));
  }
}

/** A model of `/v1/llm/models`. */
export class LlmModel {
  @ApiProperty({ example: 'gpt-4.1-mini', description: 'What a call names as its `model`.' })
  readonly id: string;

  @ApiProperty({ example: 'gpt-4.1-mini', description: 'A name to show.' })
  readonly name: string;

  @ApiProperty({ example: 'openai', description: 'The provider, as far as the upstream tells.' })
  readonly provider: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 128_000,
    description: 'The context window in tokens; null where nobody knows it.',
  })
  readonly context_length: number | null;

  @ApiProperty({ example: true, description: 'False while the upstream cannot be reached.' })
  readonly is_available: boolean;

  constructor({ id, provider, contextLength, available }: ListedModel) {
    this.id = id;
    this.name = id;
    this.provider = provider;
    this.context_length = contextLength;
    this.is_available = available;
  }
}

/** A model of `/llm/models`. */
export class UniformModel {
  @ApiProperty({ example: 'gpt-4.1-mini', description: 'What a call names as its `model`.' })
  readonly id: string;

  @ApiProperty({ example: 'openai', description: 'The provider, as far as the upstream tells.' })
  readonly provider: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 128_000,
    description: 'The context window in tokens; null where nobody knows it.',
  })
  readonly max_tokens: number | null;

  constructor({ id, provider, contextLength }: ListedModel) {
    this.id = id;
    this.provider = provider;
    this.max_tokens = contextLength;
  }
}
