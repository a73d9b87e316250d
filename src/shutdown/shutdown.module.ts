import { Module } from '@nestjs/common';
import { CallsModule } from '../calls/calls.module';
import { LimitsModule } from '../limits/limits.module';
import { ShutdownService } from './shutdown.service';

/** Draining before the process ends. */
@Module({ imports: [CallsModule, LimitsModule], providers: [ShutdownService], exports: [ShutdownService] })
export class ShutdownModule {}
