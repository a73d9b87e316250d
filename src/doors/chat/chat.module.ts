import { Module } from '@nestjs/common';
import { CallsModule } from '../../calls/calls.module';
import { ChatController } from './chat.controller';

/** Door: OpenAI Chat Completions. */
@Module({ imports: [CallsModule], controllers: [ChatController] })
export class ChatModule {}
