import { Module } from '@nestjs/common';
import { Settings } from '../config/settings';
import { AuthGuard } from './auth.guard';
import { KeyRing } from './key-ring';

/** Who calls. The hook that resolves the credential is registered by the application, ahead of the body. */
@Module({
  providers: [
    AuthGuard,
    {
      provide: KeyRing,
      inject: [Settings],
      useFactory: (settings: Settings) => new KeyRing(settings.internalApiKeys),
    },
  ],
  exports: [AuthGuard, KeyRing],
})
export class AuthModule {}
