import { Module } from '@nestjs/common';
import { CallsModule } from '../../calls/calls.module';
import { GeminiModelsController } from './gemini-models.controller';
import { GeminiController } from './gemini.controller';
import { VertexController } from './vertex.controller';

/** Door: Gemini's own wire. */
@Module({
  imports: [CallsModule],
  controllers: [GeminiController, VertexController, GeminiModelsController],
  // The paths of Vertex AI lead to the same.
  providers: [GeminiController],
})
export class GeminiModule {}
