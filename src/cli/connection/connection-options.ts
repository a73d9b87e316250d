import { Option } from '../command.decorators';
import { TEXT_OPTIONS, TEXT_OPTION_NAMES } from '../../config/connection-options';
import type { ConnectionOptions, TextOptionName } from '../../config/connection-options';
import { pairOf } from '../option-values';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { UsageError } from '../usage-error';

/** What `connection add` and `connection update` can be told. */
export interface ConnectionFlags extends RegistryOptions {
  readonly endpoint?: string;
  readonly apiKey?: string;
  readonly apiKeyStdin?: boolean;
  readonly apiKeyFile?: string;
  readonly apiKeyEnv?: string;
  readonly apiVersion?: string;
  readonly region?: string;
  readonly project?: string;
  readonly location?: string;
  readonly option?: readonly (readonly [string, string])[];
  readonly header?: readonly (readonly [string, string])[];
}

/** The options that describe a connection, shared by the commands that make and change one. */
export abstract class ConnectionFlagsCommand<Flags extends ConnectionFlags> extends RegistryCommand<Flags> {
  @Option({
    flags: '--endpoint <url>',
    description: "the provider's address; known providers have one of their own",
  })
  parseEndpoint(text: string): string {
    return text;
  }

  @Option({
    flags: '--api-key <key>',
    description:
      'the credential; process lists and shell histories show a flag: better one of the next three',
  })
  parseApiKey(text: string): string {
    return text;
  }

  @Option({ flags: '--api-key-stdin', description: 'the credential comes from standard input' })
  parseApiKeyStdin(): boolean {
    return true;
  }

  @Option({
    flags: '--api-key-file <file>',
    description: "the file that holds it, such as a service account's JSON",
  })
  parseApiKeyFile(text: string): string {
    return text;
  }

  @Option({ flags: '--api-key-env <name>', description: 'the environment variable that holds it' })
  parseApiKeyEnv(text: string): string {
    return text;
  }

  @Option({ flags: '--api-version <version>', description: TEXT_OPTIONS.api_version.about })
  parseApiVersion(text: string): string {
    return text;
  }

  @Option({ flags: '--region <region>', description: TEXT_OPTIONS.region.about })
  parseRegion(text: string): string {
    return text;
  }

  @Option({ flags: '--project <project>', description: TEXT_OPTIONS.project.about })
  parseProject(text: string): string {
    return text;
  }

  @Option({ flags: '--location <location>', description: TEXT_OPTIONS.location.about })
  parseLocation(text: string): string {
    return text;
  }

  @Option({
    flags: '--option <name=value>',
    description: `one of ${TEXT_OPTION_NAMES.join(', ')}; may be repeated`,
  })
  parseOption(
    text: string,
    before: readonly (readonly [string, string])[] = [],
  ): (readonly [string, string])[] {
    return [...before, pairOf('--option', text)];
  }

  @Option({ flags: "--header <'Name: value'>", description: 'a further request header; may be repeated' })
  parseHeader(
    text: string,
    before: readonly (readonly [string, string])[] = [],
  ): (readonly [string, string])[] {
    return [...before, pairOf('--header', text, ':')];
  }
}

/**
 * The options of a connection as the flags say, laid over those that it has; an empty value takes one away. Undefined
 * where no flag is about them.
 * @throws UsageError for an option that no provider has
 */
export function connectionOptions(
  flags: ConnectionFlags,
  present: ConnectionOptions = {},
): ConnectionOptions | undefined {
  const { apiVersion, region, project, location, option = [], header = [] } = flags;
  const given = Object.entries({ api_version: apiVersion, region, project, location });
  const texts = [...given.filter(isGiven), ...option];
  if (texts.length === 0 && header.length === 0) return undefined;
  const values = new Map<TextOptionName, string>();
  for (const name of TEXT_OPTION_NAMES) if (present[name] !== undefined) values.set(name, present[name]);
  for (const [name, value] of texts) {
    const known = TEXT_OPTION_NAMES.find((one) => one === name);
    if (known === undefined)
      throw new UsageError(`--option: '${name}' is not one of ${TEXT_OPTION_NAMES.join(', ')}.`);
    if (value === '') values.delete(known);
    else values.set(known, value);
  }
  const headers = new Map(Object.entries(present.headers ?? {}));
  for (const [name, value] of header) {
    const same = [...headers.keys()].find((one) => one.toLowerCase() === name.toLowerCase());
    if (same !== undefined) headers.delete(same);
    if (value !== '') headers.set(name, value);
  }
  return { ...Object.fromEntries(values), ...(headers.size > 0 && { headers: Object.fromEntries(headers) }) };
}

function isGiven(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}
