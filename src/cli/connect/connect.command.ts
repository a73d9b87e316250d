import { processEnvironment } from '../../config/environment';
import { chatPlace } from '../chat/chat-place';
import { CliCommand } from '../cli-command';
import { Command, Option } from '../command.decorators';
import { readSecret } from '../secret-source';
import { UsageError } from '../usage-error';
import { CONNECT_CLIENTS } from './connect-clients';
import type { ClientFile } from './connect-clients';
import { replaceFile, settingsPath, textOf } from './settings-file';
import { settingsText } from './settings-text';

interface ConnectFlags {
  readonly url?: string;
  readonly key?: string;
  readonly keyStdin?: boolean;
  readonly keyFile?: string;
  readonly keyEnv?: string;
  readonly model?: string;
  readonly write?: boolean;
  readonly file?: string;
}

const NAMES = CONNECT_CLIENTS.map(({ name }) => name).join(', ');

/** `connect` */
@Command({
  name: 'connect',
  arguments: '<client>',
  description: `Prints, or with --write writes, the settings that point a client at the service: ${NAMES}.`,
})
export class ConnectCommand extends CliCommand {
  override readonly examples = [
    'llm-proxy connect claude-code --key vk-front-1234',
    'llm-proxy connect codex --url https://llm.example.com --key-env LLM_KEY --model gpt-5 --write',
    'llm-proxy connect opencode --key-stdin --model claude-sonnet < vk.key',
  ];

  @Option({
    flags: '--key <key>',
    description: 'the key that the client calls with (process lists show a flag)',
  })
  parseKey(text: string): string {
    return text;
  }

  @Option({ flags: '--key-stdin', description: 'read the key from standard input' })
  parseKeyStdin(): boolean {
    return true;
  }

  @Option({ flags: '--key-file <file>', description: 'a file that holds the key' })
  parseKeyFile(text: string): string {
    return text;
  }

  @Option({
    flags: '--key-env <name>',
    description: 'the environment variable that holds the key; by default LLM_PROXY_KEY',
  })
  parseKeyEnv(text: string): string {
    return text;
  }

  @Option({
    flags: '--url <url>',
    description: 'the service; by default LLM_PROXY_URL, else the one of the settings',
  })
  parseUrl(text: string): string {
    return text;
  }

  @Option({
    flags: '--model <model>',
    description: 'the model to ask for; by default what the client asks for',
  })
  parseModel(text: string): string {
    return text;
  }

  @Option({ flags: '--write', description: 'write the settings file; what is there is kept beside it' })
  parseWrite(): boolean {
    return true;
  }

  @Option({ flags: '--file <path>', description: 'the settings file, where it is not in its usual place' })
  parseFile(text: string): string {
    return text;
  }

  override async run([name = '']: readonly string[], flags: ConnectFlags): Promise<void> {
    const client = CONNECT_CLIENTS.find((one) => one.name === name);
    if (client === undefined) throw new UsageError(`connect knows ${NAMES}, not '${name}'.`);
    const place = chatPlace({ ...(flags.url !== undefined && { url: flags.url }), key: await keyOf(flags) });
    const to = { url: place.url, key: place.key, model: flags.model, defaultModel: place.model };
    const files = client.files(to);
    if (flags.write === true) {
      if (files.length === 0)
        throw new UsageError(
          `${name} has no settings file that can be written: leave --write out and follow the steps.`,
        );
      await this.#write(flags.file === undefined ? files : files.slice(0, 1), flags.file);
    } else {
      for (const [index, file] of files.entries()) {
        if (index > 0) this.terminal.line('');
        await this.#print(file, flags.file);
      }
    }
    const say = (step: string): void =>
      files.length === 0 ? this.terminal.line(step) : this.terminal.note(step);
    for (const step of client.steps(to)) say(step);
  }

  async #print(file: ClientFile, given: string | undefined): Promise<void> {
    this.terminal.note(`${settingsPath(file, processEnvironment(), given) ?? file.path}:`);
    this.terminal.line((await settingsText(file)).trimEnd());
  }

  /** All of them or none: a client with half of its settings asks with them for nothing. */
  async #write(files: readonly ClientFile[], given: string | undefined): Promise<void> {
    const texts: { readonly path: string; readonly before: string; readonly text: string }[] = [];
    for (const file of files) {
      const path = settingsPath(file, processEnvironment(), given);
      if (path === undefined) throw new UsageError(`Say where ${file.path.slice(2)} is: --file.`);
      const before = await textOf(path);
      texts.push({ path, before, text: await settingsText(file, before, path) });
    }
    for (const { path, before, text } of texts) {
      if (text === before) {
        this.terminal.line(`${path} has these settings already.`);
        continue;
      }
      const kept = await replaceFile(path, text, new Date());
      this.terminal.line(`${path} written${kept === undefined ? '' : `; what was there is in ${kept}`}.`);
    }
  }
}

/** @throws UsageError when it is missing: a key of the settings is never handed to a client */
async function keyOf({ key, keyStdin, keyFile, keyEnv }: ConnectFlags): Promise<string> {
  const sources = { option: '--key', value: key, stdin: keyStdin, file: keyFile, variable: keyEnv };
  const given = (await readSecret(sources)) ?? processEnvironment()['LLM_PROXY_KEY']?.trim() ?? '';
  if (given !== '') return given;
  throw new UsageError(
    'Give the key of the client: --key, --key-stdin, --key-file, --key-env or LLM_PROXY_KEY.',
  );
}
