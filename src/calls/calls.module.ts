import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { Router } from '../routing/router';
import { CallAccount } from './call-account';
import { CallRouting } from './call-routing';
import { CallsService } from './calls.service';
import { partSealProvider } from './part-seal.provider';
import { RunningCalls } from './running-calls';

/** A call from the door to the ledger. */
@Module({
  imports: [CatalogueModule],
  providers: [CallsService, CallAccount, CallRouting, RunningCalls, Router, partSealProvider],
  exports: [CallsService, RunningCalls, partSealProvider],
})
export class CallsModule {}
