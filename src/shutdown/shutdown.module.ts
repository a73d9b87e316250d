import { Module } from '@nestjs/common';
import { CallsModule } from '../calls/calls.module';
import { AdmissionModule } from '../admission/admission.module';
import { ShutdownService } from './shutdown.service';

/** Draining before the process ends. */
@Module({ imports: [CallsModule, AdmissionModule], providers: [ShutdownService], exports: [ShutdownService] })
export class ShutdownModule {}
