import { Module } from '@nestjs/common';
import { AdmissionModule } from '../../admission/admission.module';
import { AuthModule } from '../../auth/auth.module';
import { CallsModule } from '../../calls/calls.module';
import { ConversationsController } from './conversations/conversations.controller';
import { ConversationItemsController } from './conversations/conversation-items.controller';
import { BackgroundRuns } from './background/background-runs';
import { StoredAnswers } from './background/stored-answers';
import { ResponseTurns } from './response-turns';
import { ResponsesController } from './responses.controller';
import { ConversationToolsController } from './conversation-tools.controller';
import { ResponsesSockets } from './socket/responses-sockets';
import { ProviderCopies } from './provider-copies';
import { StoredResponsesController } from './stored-responses.controller';

/** Door: OpenAI's Responses. */
@Module({
  imports: [CallsModule, AdmissionModule, AuthModule],
  controllers: [
    ResponsesController,
    ConversationToolsController,
    StoredResponsesController,
    ConversationsController,
    ConversationItemsController,
  ],
  providers: [ResponseTurns, ProviderCopies, ResponsesSockets, BackgroundRuns, StoredAnswers],
})
export class ResponsesModule {}
