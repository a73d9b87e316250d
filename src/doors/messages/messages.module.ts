import { Module } from '@nestjs/common';
import { CallsModule } from '../../calls/calls.module';
import { MessagesModelsController } from './messages-models.controller';
import { MessagesController } from './messages.controller';

/** Door: Anthropic's Messages API. */
@Module({ imports: [CallsModule], controllers: [MessagesController, MessagesModelsController] })
export class MessagesModule {}
