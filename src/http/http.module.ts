import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CallerConnections } from './caller-connections';
import { OpenSockets } from './open-sockets';

/** Hands out the connections of the server, which was made before the application. */
@Module({})
export class HttpModule {
  static with(connections: CallerConnections): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      providers: [{ provide: CallerConnections, useValue: connections }, OpenSockets],
      exports: [CallerConnections, OpenSockets],
    };
  }
}
