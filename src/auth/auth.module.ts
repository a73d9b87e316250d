import { Module } from '@nestjs/common';
import { Settings } from '../config/settings';
import { RegistryMarks } from '../registry/memory/registry-marks';
import { RegistryView } from '../registry/memory/registry-view';
import { AuthGuard } from './auth.guard';
import { KeyRing } from './key-ring';

/** Who calls. The hook that resolves the credential is registered by the application, ahead of the body. */
@Module({
  providers: [
    AuthGuard,
    {
      provide: KeyRing,
      inject: [Settings, RegistryView, RegistryMarks],
      useFactory: (settings: Settings, registry: RegistryView, marks: RegistryMarks) =>
        new KeyRing({ internal: settings.internalApiKeys, admin: settings.adminKey }, registry, marks),
    },
  ],
  exports: [AuthGuard, KeyRing],
})
export class AuthModule {}
