import { Module } from '@nestjs/common';
import { AdmissionModule } from '../admission/admission.module';
import { OwnKeyReport } from './own-key.report';
import { SelfServiceController } from './self-service.controller';

/** What a caller may learn of its own key. */
@Module({ imports: [AdmissionModule], controllers: [SelfServiceController], providers: [OwnKeyReport] })
export class SelfServiceModule {}
