import { Module } from '@nestjs/common';
import { CallsModule } from '../../calls/calls.module';
import { EmbeddingsController } from './embeddings.controller';

/** Door: OpenAI Embeddings. */
@Module({ imports: [CallsModule], controllers: [EmbeddingsController] })
export class EmbeddingsModule {}
