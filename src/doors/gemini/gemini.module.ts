import { Module } from '@nestjs/common';
import { CallsModule } from '../../calls/calls.module';
import { GeminiController } from './gemini.controller';

/** Door: Gemini's own wire. */
@Module({ imports: [CallsModule], controllers: [GeminiController] })
export class GeminiModule {}
