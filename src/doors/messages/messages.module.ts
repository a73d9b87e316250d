import { Module } from '@nestjs/common';
import { CallsModule } from '../../calls/calls.module';
import { MessagesController } from './messages.controller';

/** Door: Anthropic's Messages API. */
@Module({ imports: [CallsModule], controllers: [MessagesController] })
export class MessagesModule {}
