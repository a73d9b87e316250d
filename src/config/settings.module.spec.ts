import { Test } from '@nestjs/testing';
import { ConfigService } from '@nestjs/config';
import { ProcessEnvironment } from './environment';
import { Settings } from './settings';
import { SettingsError } from './settings-error';
import { SettingsModule } from './settings.module';

describe('@nestjs/config', () => {
  it('hosts the very settings that it validated, under the token of their class', async () => {
    const environment = { LLM_PROXY__PORT: '9000', LLM_PROXY__LITELLM_API_KEY: 'sk-not-to-be-copied' };
    const before = { ...process.env };
    const { settings, module } = await SettingsModule.host(environment);
    const app = await Test.createTestingModule({ imports: [module] }).compile();
    expect(settings.port).toBe(9000);
    expect(app.get(Settings)).toBe(settings);
    expect(app.get(ConfigService, { strict: false }).get('settings')).toBe(settings);
    expect(app.get(ProcessEnvironment)).toBe(environment);
    expect({ ...process.env }).toEqual(before);
    await app.close();
  });

  it('refuses what is not a setting', async () => {
    const hosting = SettingsModule.host({ LLM_PROXY__PRT: '1' });
    await expect(hosting).rejects.toThrow(SettingsError);
    await expect(hosting).rejects.toThrow('did you mean LLM_PROXY__PORT');
  });
});
