import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import { ConnectionAdapters } from './connection-adapters';
import { ProviderProbe } from './provider-probe';

/** The service's {@link ProviderProbe}. */
@Injectable()
export class ConnectionProbeService extends ProviderProbe {
  constructor(@Inject(Settings) settings: Settings, adapters: ConnectionAdapters) {
    super(settings, (connection) => adapters.open(connection));
  }
}
