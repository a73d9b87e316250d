import type { Alias, Node, YAMLMap, YAMLSeq } from 'yaml';
import { expandVariables } from './expand-variables';
import { didYouMean } from './nearest-name';
import type { FileMistake } from './provider-file-error';
import { yamlMistake } from './yaml-mistakes';

/** The package `yaml`: handed in, because it is loaded only where there is a provider file. */
export type YamlLibrary = typeof import('yaml');

/** A place in the file. */
export interface Field {
  /** `providers.openai.models[0]`; empty for the whole file. */
  readonly path: string;
  /** Where it begins (its name, where it has one), counted in characters. */
  readonly offset: number;
  /** What is there; null for nothing. An alias is kept as it is until it is looked at. */
  readonly node: Node | null;
}

/** What may be said about a wrong value: nothing of one that may be a secret. */
type Exposure = 'shown' | 'hidden';

/** An alias repeats what it represents, and finding that costs a walk through the file: so few, and counted as repeated. */
const MAX_ALIASES = 100;
const MAX_VALUES = 100_000;
const MAX_TEXT = 16_384;

/**
 * Reads a YAML text field by field and notes every mistake with its place; what is not as expected is read as undefined.
 * Bounded whatever the text: in values, in aliases, and in depth by the caller's own steps.
 */
export class YamlReader {
  readonly root: Field;
  readonly #mistakes: FileMistake[] = [];
  readonly #document: ReturnType<YamlLibrary['parseDocument']>;
  readonly #lines: InstanceType<YamlLibrary['LineCounter']>;
  #values = 0;
  readonly #aliases = new Map<Alias, Node | undefined>();

  constructor(
    text: string,
    private readonly yaml: YamlLibrary,
    private readonly environment: Readonly<Record<string, string | undefined>>,
  ) {
    this.#lines = new yaml.LineCounter();
    // The library compares each name with each of the mapping before; `mapping` finds repeated ones at once.
    this.#document = yaml.parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    });
    this.root = { path: '', offset: 0, node: this.#document.contents };
    for (const { code, pos } of [...this.#document.errors, ...this.#document.warnings]) {
      this.mistake({ ...this.root, offset: pos[0] }, yamlMistake(code));
    }
  }

  /** Every mistake so far, in the file's order. */
  get mistakes(): readonly FileMistake[] {
    return [...this.#mistakes].sort(
      (one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
    );
  }

  get mistakeCount(): number {
    return this.#mistakes.length;
  }

  /** Notes a mistake; the message completes "field …". */
  mistake({ path, offset }: Pick<Field, 'path' | 'offset'>, message: string): void {
    const { line, col: column } = this.#lines.linePos(offset);
    this.#mistakes.push({ line: Math.max(line, 1), column: Math.max(column, 1), path, message });
  }

  /** The fields of a mapping by their names, none where there is nothing; with `known`, any other name is a mistake. */
  mapping(field: Field, known?: readonly string[]): ReadonlyMap<string, Field> | undefined {
    const node = this.#resolve(field);
    if (this.#isNothing(node)) return new Map();
    if (!this.yaml.isMap(node)) {
      this.#unexpected(field, node, 'a mapping (name: value)', 'hidden');
      return undefined;
    }
    const fields = new Map<string, Field>();
    for (const { key, value } of (node as YAMLMap<Node | null, Node | null>).items) {
      const name = this.yaml.isScalar(key) ? key.value : undefined;
      const offset = key?.range?.[0] ?? field.offset;
      if (typeof name !== 'string') {
        this.mistake(
          { path: field.path, offset },
          'must have names that are text (one that is a number needs quotes)',
        );
        continue;
      }
      const inside: Field = { path: memberPath(field.path, name), offset, node: value };
      if (fields.has(name)) {
        this.mistake(inside, 'is here twice');
        continue;
      }
      if (known?.includes(name) === false) {
        const allowed = didYouMean(name, known) || ` (known are ${known.join(', ')})`;
        this.mistake(inside, `is not a field${allowed}`);
      }
      if (!this.#countValue(inside)) return undefined;
      fields.set(name, inside);
    }
    return fields;
  }

  /** The entries of a list, none where there is nothing. */
  list(field: Field): readonly Field[] | undefined {
    const node = this.#resolve(field);
    if (this.#isNothing(node)) return [];
    if (!this.yaml.isSeq(node)) {
      this.#unexpected(field, node, 'a list', 'hidden');
      return undefined;
    }
    const entries: Field[] = [];
    for (const [index, entry] of (node as YAMLSeq<Node | null>).items.entries()) {
      const offset = entry?.range?.[0] ?? field.offset;
      const inside: Field = { path: `${field.path}[${index}]`, offset, node: entry };
      if (!this.#countValue(inside)) return undefined;
      entries.push(inside);
    }
    return entries;
  }

  /**
   * A text with its variables filled in and spaces around it dropped; may be empty.
   * @param expected what it must be, for the message
   */
  text(field: Field, expected = 'text', exposure: Exposure = 'shown'): string | undefined {
    const node = this.#resolve(field);
    const value = this.yaml.isScalar(node) ? node.value : undefined;
    if (typeof value !== 'string') {
      this.#unexpected(field, node, expected, exposure);
      return undefined;
    }
    if (value.length > MAX_TEXT) {
      this.mistake(field, `must be text of at most ${MAX_TEXT} characters`);
      return undefined;
    }
    const { text, problems } = expandVariables(value, this.environment);
    for (const problem of problems) this.mistake(field, problem);
    return problems.length > 0 ? undefined : text.trim();
  }

  /** A number between two bounds, both included. */
  number(field: Field, min: number, max: number, kind: 'whole' | 'any'): number | undefined {
    return this.scalar(
      field,
      (value) =>
        typeof value === 'number' &&
        value >= min &&
        value <= max &&
        (kind === 'any' || Number.isInteger(value))
          ? value
          : undefined,
      `a ${kind === 'whole' ? 'whole ' : ''}number from ${min} to ${max}`,
    );
  }

  /**
   * A number, a text or a truth value that represents something; variables in it are not filled in.
   * @param meaning what a value represents; undefined for what is not allowed
   * @param expected what it must be, for the message
   */
  scalar<T>(field: Field, meaning: (value: unknown) => T | undefined, expected: string): T | undefined {
    const node = this.#resolve(field);
    const meant = this.yaml.isScalar(node) ? meaning(node.value) : undefined;
    if (meant === undefined) this.#unexpected(field, node, expected, 'shown');
    return meant;
  }

  /** Whether a mapping is there. */
  isMapping(field: Field): boolean {
    return this.yaml.isMap(this.#resolve(field));
  }

  /** Whether a list is there. */
  isList(field: Field): boolean {
    return this.yaml.isSeq(this.#resolve(field));
  }

  /** What is in a place, or what its alias represents; undefined where that is a mistake, which is noted. */
  #resolve(field: Field): Node | null | undefined {
    const { node } = field;
    if (!this.yaml.isAlias(node)) return node;
    if (!this.#aliases.has(node)) this.#aliases.set(node, this.#resolveAlias(node, field));
    return this.#aliases.get(node);
  }

  #resolveAlias(alias: Alias, field: Field): Node | undefined {
    if (this.#aliases.size > MAX_ALIASES) return undefined;
    if (this.#aliases.size === MAX_ALIASES) {
      this.mistake(field, `is one alias (*name) too many: at most ${MAX_ALIASES} are read`);
      return undefined;
    }
    const resolved = alias.resolve(this.#document);
    if (resolved === undefined)
      this.mistake(field, 'is an alias (*name) without an anchor (&name) before it');
    return resolved;
  }

  #countValue(field: Field): boolean {
    this.#values++;
    if (this.#values === MAX_VALUES + 1) {
      this.mistake(
        field,
        `is one value too many: at most ${MAX_VALUES} are read, those behind aliases each time`,
      );
    }
    return this.#values <= MAX_VALUES;
  }

  #unexpected(field: Field, node: Node | null | undefined, expected: string, exposure: Exposure): void {
    if (node === undefined) return;
    this.mistake(field, `must be ${expected}, found ${this.#describe(node, exposure)}`);
  }

  #isNothing(node: Node | null | undefined): boolean {
    return node === null || (this.yaml.isScalar(node) && node.value === null);
  }

  #describe(node: Node | null, exposure: Exposure): string {
    if (this.yaml.isMap(node)) return 'a mapping';
    if (this.yaml.isSeq(node)) return 'a list';
    if (this.#isNothing(node)) return 'nothing';
    const value = this.yaml.isScalar(node) ? node.value : undefined;
    if (typeof value === 'number') return exposure === 'shown' ? String(value) : 'a number';
    if (typeof value === 'boolean') return String(value);
    return typeof value === 'string' ? 'text' : 'something else';
  }
}

/** `a.b`, or `a["b c"]` where the name is not a word. */
export function memberPath(path: string, name: string): string {
  const shown = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  if (!/^[\w-]+$/.test(shown)) return `${path}[${JSON.stringify(shown)}]`;
  return path === '' ? shown : `${path}.${shown}`;
}
