import { codeBlocks } from './markdown';

/** One call of `llm-proxy` in a document. */
interface ShownCommand {
  /** Its arguments, `llm-proxy` itself left out. */
  readonly args: readonly string[];
  /** The whole line, for messages. */
  readonly line: string;
}

/** The calls of `llm-proxy` in the code blocks of a document, in their order. */
export function shownCommands(
  markdown: string,
  languages: readonly string[] = ['sh', 'text'],
): ShownCommand[] {
  return languages
    .flatMap((language) => codeBlocks(markdown, language))
    .flatMap((code) => code.replaceAll('\\\n', '').split('\n'))
    .flatMap((line) => {
      const [, command] = /^(?:\$ )?(?:npm run (?:--silent )?llm-proxy -- |llm-proxy )(.*)$/.exec(line) ?? [];
      return command === undefined ? [] : [{ args: words(command), line }];
    });
}

/** The words of a simple command: quoted parts stay together; a comment and a redirected input are left out. */
function words(command: string): string[] {
  const [plain = ''] = command.split(/\s(?:#|<)\s?/);
  return [...plain.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replace(/['"]/g, ''));
}
