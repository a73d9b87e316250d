import { OptionalSetting, Setting } from '../setting.decorator';
import { betas, flag, mebibytes, text } from '../setting-types';

/** The provider file, and what providers are told (docs/provider-file.md). */
export class ProviderSettings {
  @OptionalSetting({
    name: 'PROVIDERS_FILE',
    type: text,
    about: 'A YAML file with provider connections, fallbacks and retry rules (docs/provider-file.md).',
  })
  readonly providersFile!: string | undefined;

  @Setting({
    name: 'STRICT_PARAMS',
    type: flag,
    fallback: 'false',
    about:
      'Whether a parameter that the provider would refuse is a 400 naming it, instead of being left out by documented rule.',
  })
  readonly strictParams!: boolean;

  @OptionalSetting({
    name: 'ANTHROPIC_BETAS',
    type: betas,
    about:
      "The betas of Anthropic's that virtual keys may use (`anthropic-beta`), by name; all of them without this. Others are left out with the fields that belong to them.",
  })
  readonly anthropicBetas!: readonly string[] | undefined;

  @OptionalSetting({
    name: 'KEPT_ANSWERS_MIB',
    type: mebibytes(0, 65_536),
    about:
      'Memory for what providers signed of answers that call tools, kept an hour for clients that do not send it back; 0 keeps nothing. By default 32, or a forty-eighth of the memory where that is less.',
  })
  readonly keptAnswersBytes!: number;
}
