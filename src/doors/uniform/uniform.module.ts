import { Module } from '@nestjs/common';
import { CallsModule } from '../../calls/calls.module';
import { UniformController } from './uniform.controller';

/** Door: the uniform routes under /llm. */
@Module({ imports: [CallsModule], controllers: [UniformController] })
export class UniformModule {}
