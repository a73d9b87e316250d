import { Module } from '@nestjs/common';
import { CallsModule } from '../../calls/calls.module';
import { PassthroughController } from './passthrough.controller';

/** Door: what of OpenAI's API passes as it is. */
@Module({ imports: [CallsModule], controllers: [PassthroughController] })
export class PassthroughModule {}
