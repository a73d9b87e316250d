import type { Environment } from '../../config/environment';
import { isObject } from '../../json/json-object';

/** Where in a configuration something is. */
export type Path = readonly (string | number)[];

/** What an import has to know of a provider. */
export interface KnownProvider {
  readonly name: string;
  /** Undefined where it has to be given. */
  readonly endpoint: string | undefined;
  readonly credential: 'required' | 'optional';
}

/** A provider as an entry names it. */
export interface ImportedProvider extends KnownProvider {
  /** The variables that LiteLLM reads where the entry says nothing, by the parameter that they represent. */
  readonly variables: Readonly<Record<string, readonly string[]>>;
}

/** Where a configuration is read from. */
export interface LiteLlmSource {
  readonly value: unknown;
  /** The line of a value, from 1. */
  readonly lineOf: (path: Path) => number;
  readonly environment: Environment;
  /** The providers that there are. */
  readonly providers: readonly KnownProvider[];
  /** The text of a file that the configuration names; undefined when it cannot be read. */
  readonly fileText: (path: string) => string | undefined;
}

/** A text of a configuration, and how it is written where variables are filled in later. */
export interface ConfigText {
  readonly value: string;
  readonly written: string;
}

const VARIABLE = 'os.environ/';

/** Reads the values of a configuration, and keeps what is not taken over. */
export class LiteLlmValues {
  /** What is not taken over, with the line where it is. */
  readonly left: string[] = [];

  constructor(private readonly source: LiteLlmSource) {}

  /**
   * A text; `os.environ/NAME` is the variable of that name.
   * @param missing is given the variables that are not set
   */
  text(value: unknown, path: Path, missing: string[] = []): ConfigText | undefined {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string' && typeof value !== 'number') {
      this.leave(path, `${String(path.at(-1))} must be a text`);
      return undefined;
    }
    const text = String(value);
    if (!text.startsWith(VARIABLE)) return { value: text, written: literally(text) };
    const name = text.slice(VARIABLE.length);
    const set = this.variable(name);
    if (set === undefined) missing.push(name);
    return set;
  }

  /** What a variable says: the configuration's own `environment_variables` count before the environment, as in LiteLLM. */
  variable(name: string): ConfigText | undefined {
    const { value, environment } = this.source;
    const own: unknown = isObject(value) ? value['environment_variables'] : undefined;
    const given = isObject(own) ? own[name] : undefined;
    if ((typeof given === 'string' && !given.startsWith(VARIABLE)) || typeof given === 'number') {
      const text = String(given);
      if (text !== '') return { value: text, written: literally(text) };
    }
    const set = environment[name];
    return set === undefined || set === '' ? undefined : { value: set, written: `\${${name}}` };
  }

  /** The text of a file that the configuration names; undefined, and left with a reason, when it cannot be read. */
  file(named: string, path: Path, what: string): ConfigText | undefined {
    const text = this.source.fileText(named);
    if (text !== undefined) return { value: text, written: literally(text) };
    this.leave(path, `${what}: the file ${named} cannot be read`);
    return undefined;
  }

  leave(path: Path, why: string): void {
    this.left.push(`line ${this.source.lineOf(path)}: ${why}`);
  }
}

/** As a provider file has a text that is no variable. In a replacement `$$` would be one `$`. */
function literally(text: string): string {
  return text.replaceAll('${', () => '$${');
}
