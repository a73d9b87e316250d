import { Global, Module } from '@nestjs/common';
import { ConnectionProbe } from '../registry/connections/connection-probe';
import { ConnectionAdapters } from './connection-adapters';
import { ConnectionProbeService } from './connection-probe.service';
import { ModelCatalogue } from './model-catalogue';
import { ModelList } from './model-list.service';
import { OpenModels } from './open-models';
import { ProviderFileService } from './provider-file.service';
import { VisibleModels } from './visible-models';

/** Which models there are, and where. */
@Global()
@Module({
  providers: [
    ModelCatalogue,
    ModelList,
    VisibleModels,
    OpenModels,
    ProviderFileService,
    ConnectionAdapters,
    { provide: ConnectionProbe, useClass: ConnectionProbeService },
  ],
  exports: [ModelCatalogue, ModelList, VisibleModels, ProviderFileService, ConnectionProbe],
})
export class CatalogueModule {}
