import type OpenAI from 'openai' with { 'resolution-mode': 'import' };
import { CliCommand } from '../cli-command';
import { Command, Option } from '../command.decorators';
import { readStandardInput } from '../secret-source';
import { UsageError } from '../usage-error';
import { chatFailure } from './chat-failure';
import { chatPlace } from './chat-place';
import type { ChatFlags } from './chat-place';

/** The longest message that is read from standard input, in characters. */
const MAX_CHARS = 4 * 1024 * 1024;

interface AskFlags extends ChatFlags {
  readonly model?: string;
  readonly stream?: boolean;
  readonly system?: string;
  readonly json?: boolean;
}

/** `chat` */
@Command({
  name: 'chat',
  arguments: '<message>',
  description:
    'Asks a running service through the official openai SDK (- reads the message from standard input).',
})
export class ChatCommand extends CliCommand {
  override readonly examples = [
    'llm-proxy chat "Hello"',
    'llm-proxy chat --stream --model mock-echo "Hello, how are you?"',
    "llm-proxy chat --system 'Answer in French.' - < question.txt",
  ];

  @Option({ flags: '--model <model>', description: "the model; the service's default without it" })
  parseModel(text: string): string {
    return text;
  }

  @Option({ flags: '--stream', description: 'print the answer as it comes' })
  parseStream(): boolean {
    return true;
  }

  @Option({ flags: '--system <text>', description: 'what the model is told beforehand' })
  parseSystem(text: string): string {
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
    flags: '--key <key>',
    description:
      'the key to call with; by default LLM_PROXY_KEY, else the internal key of the settings (process lists show a flag)',
  })
  parseKey(text: string): string {
    return text;
  }

  @Option({ flags: '--json', description: 'print JSON: the answer, or with --stream a chunk on each line' })
  parseJson(): boolean {
    return true;
  }

  override async run([message = '']: readonly string[], flags: AskFlags): Promise<void> {
    const text = message === '-' ? await readStandardInput('the message', MAX_CHARS) : message;
    if (text.trim() === '') throw new UsageError('The message is empty.');
    const place = chatPlace(flags);
    const { default: Client } = await import('openai');
    const client = new Client({ baseURL: `${place.url}/v1`, apiKey: place.key, maxRetries: 0 });
    const { system } = flags;
    const question: OpenAI.ChatCompletionCreateParamsNonStreaming = {
      model: flags.model ?? place.model,
      messages: [
        ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
        { role: 'user', content: text },
      ],
    };
    try {
      if (flags.stream === true) await this.#stream(client, question, flags);
      else await this.#whole(client, question, flags);
    } catch (problem) {
      throw chatFailure(problem, place.url);
    }
  }

  async #whole(
    client: OpenAI,
    question: OpenAI.ChatCompletionCreateParamsNonStreaming,
    { json }: AskFlags,
  ): Promise<void> {
    const answer = await client.chat.completions.create(question);
    if (json === true) return void this.terminal.json(answer);
    for (const { message } of answer.choices) this.terminal.line(spoken(message));
  }

  async #stream(
    client: OpenAI,
    question: OpenAI.ChatCompletionCreateParamsNonStreaming,
    { json }: AskFlags,
  ): Promise<void> {
    const chunks = await client.chat.completions.create({ ...question, stream: true });
    let line = false;
    try {
      for await (const chunk of chunks) {
        if (json === true) this.terminal.line(JSON.stringify(chunk));
        else {
          const text = chunk.choices[0]?.delta.content ?? '';
          if (text !== '') line = !text.endsWith('\n');
          process.stdout.write(text);
        }
      }
    } finally {
      if (line) this.terminal.line('');
    }
  }
}

/** What an answer says; calls of tools as JSON. */
function spoken({ content, refusal, tool_calls }: OpenAI.ChatCompletionMessage): string {
  return content ?? refusal ?? (tool_calls === undefined ? '' : JSON.stringify(tool_calls, null, 2));
}
