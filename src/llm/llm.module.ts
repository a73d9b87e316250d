import { Global, Inject, Module } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { ProcessEnvironment } from '../config/environment';
import type { Environment } from '../config/environment';
import { readProxySettings } from '../config/proxy-settings';
import { Settings } from '../config/settings';
import { liteLlmAdapter } from './providers/litellm/litellm.adapter';
import { LlmAdapter } from './llm-adapter';
import { MockAdapter } from './mock/mock.adapter';
import { UnconfiguredAdapter } from './providers/unconfigured/unconfigured.adapter';

/** The one place that names adapters: which of them the mode asks for. */
@Global()
@Module({
  providers: [
    {
      provide: LlmAdapter,
      inject: [Settings, ProcessEnvironment],
      useFactory: (settings: Settings, environment: Environment): LlmAdapter => {
        switch (settings.llmMode) {
          case 'litellm':
            return liteLlmAdapter(settings, readProxySettings(environment));
          case 'mock':
            return new MockAdapter({
              tokenDelayMs: settings.mockTokenDelayMs,
              strictParams: settings.strictParams,
            });
          case 'direct':
            return new UnconfiguredAdapter();
        }
      },
    },
  ],
  exports: [LlmAdapter],
})
export class LlmModule implements OnModuleDestroy {
  constructor(@Inject(LlmAdapter) private readonly adapter: LlmAdapter) {}

  onModuleDestroy(): Promise<void> {
    return this.adapter.close();
  }
}
