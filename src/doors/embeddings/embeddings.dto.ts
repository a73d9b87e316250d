import { ApiProperty } from '../../api-description/api.decorators';

/** One vector. */
class Embedding {
  @ApiProperty({ enum: ['embedding'] })
  readonly object!: 'embedding';

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Which of the inputs it belongs to, from 0.' })
  readonly index!: number;

  @ApiProperty({
    description: 'The numbers, or with encoding_format base64 their bytes as 32-bit floats, little-endian.',
    oneOf: [{ type: 'array', items: { type: 'number' } }, { type: 'string' }],
  })
  readonly embedding!: number[] | string;
}

/** How many tokens the inputs were. */
class EmbeddingsUsage {
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly prompt_tokens!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly total_tokens!: number;
}

/** The vectors in OpenAI's form: https://platform.openai.com/docs/api-reference/embeddings/object */
export class EmbeddingList {
  @ApiProperty({ enum: ['list'] })
  readonly object!: 'list';

  @ApiProperty({ type: [Embedding] })
  readonly data!: Embedding[];

  @ApiProperty({ example: 'text-embedding-3-small' })
  readonly model!: string;

  @ApiProperty({ type: EmbeddingsUsage })
  readonly usage!: EmbeddingsUsage;
}
