import { Module } from '@nestjs/common';
import { CallsModule } from '../../calls/calls.module';
import { responseStoreProvider } from './response-store.provider';
import { ResponsesController } from './responses.controller';
import { StoredResponsesController } from './stored-responses.controller';

/** Door: OpenAI's Responses. */
@Module({
  imports: [CallsModule],
  controllers: [ResponsesController, StoredResponsesController],
  providers: [responseStoreProvider],
})
export class ResponsesModule {}
