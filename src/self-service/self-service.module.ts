import { Module } from '@nestjs/common';
import { OwnKeyReport } from './own-key.report';
import { SelfServiceController } from './self-service.controller';

/** What a caller may learn of its own key. */
@Module({ controllers: [SelfServiceController], providers: [OwnKeyReport] })
export class SelfServiceModule {}
