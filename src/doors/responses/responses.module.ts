import { Module } from '@nestjs/common';
import { CallsModule } from '../../calls/calls.module';
import { ResponsesController } from './responses.controller';

/** Door: OpenAI's Responses. */
@Module({ imports: [CallsModule], controllers: [ResponsesController] })
export class ResponsesModule {}
