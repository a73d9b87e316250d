import type { Environment } from '../../config/environment';
import { isObject } from '../../json/json-object';

/** Where in a configuration something is. */
export type Path = readonly (string | number)[];

/** What an import has to know of a provider. */
export interface ImportedProvider {
  readonly name: string;
  /** Undefined where it has to be given. */
  readonly endpoint: string | undefined;
  readonly credential: 'required' | 'optional';
}

/** Where a configuration is read from. */
export interface LiteLlmSource {
  readonly value: unknown;
  /** The line of a value, from 1. */
  readonly lineOf: (path: Path) => number;
  readonly environment: Environment;
  /** The providers that there are. */
  readonly providers: readonly ImportedProvider[];
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
    if (!text.startsWith(VARIABLE)) return { value: text, written: text.replaceAll('${', '$${') };
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
      if (text !== '') return { value: text, written: text.replaceAll('${', '$${') };
    }
    const set = environment[name];
    return set === undefined || set === '' ? undefined : { value: set, written: `\${${name}}` };
  }

  /** The text of a file that the configuration names; undefined, and left with a reason, when it cannot be read. */
  file(named: string, path: Path, what: string): ConfigText | undefined {
    const text = this.source.fileText(named);
    if (text !== undefined) return { value: text, written: text.replaceAll('${', '$${') };
    this.leave(path, `${what}: the file ${named} cannot be read`);
    return undefined;
  }

  leave(path: Path, why: string): void {
    this.left.push(`line ${this.source.lineOf(path)}: ${why}`);
  }
}
