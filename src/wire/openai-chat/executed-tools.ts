import { parseExactObject } from '../../json/exact-json';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { AnswerEvents } from '../canonical/answer-events';
import type { RanCode } from '../canonical/code-execution';
import { webSource } from '../canonical/web-search';
import type { MadeSearch, WebSource } from '../canonical/web-search';

/** `search`, `web_search`, `browser_search`, `browser.search`. */
const SEARCHES = /search/;
/** `python`, `code_interpreter`, `code_execution`. */
const CODE = /^(?:python|code_)/;

/**
 * Tools that Groq's systems ran by themselves: searches of the web, and code. In a stream one is told in pieces: first what was
 * asked, then what came of it. Others (a page that was opened) have no like at other wires.
 * Formats: `ExecutedTool` of https://github.com/groq/groq-typescript, https://console.groq.com/docs/compound,
 * https://console.groq.com/docs/code-execution
 */
export class ExecutedTools {
  /** By their index; one that was told is there no more. */
  readonly #runs = new Map<unknown, JsonObject>();
  readonly #told = new Set<unknown>();

  constructor(private readonly out: AnswerEvents) {}

  /** @returns pages that searches found which are told now */
  add(executed: readonly JsonObject[]): readonly WebSource[] {
    for (const [at, piece] of executed.entries()) {
      const key = piece['index'] ?? at;
      if (!this.#told.has(key)) this.#runs.set(key, { ...this.#runs.get(key), ...withoutEmpty(piece) });
    }
    return this.#tell(isOver);
  }

  /** The answer is over: what came of the others is not told any more. */
  end(): readonly WebSource[] {
    return this.#tell(() => true);
  }

  #tell(isReady: (run: JsonObject) => boolean): readonly WebSource[] {
    const pages: WebSource[] = [];
    for (const [key, run] of this.#runs) {
      if (!isReady(run)) continue;
      this.#runs.delete(key);
      this.#told.add(key);
      const kind = String(run['name'] ?? run['type']);
      if (SEARCHES.test(kind)) {
        const search = madeSearch(run);
        for (const page of search.sources) pages.push(page);
        this.out.webSearch?.(search);
      } else if (CODE.test(kind)) this.out.ranCode?.(ranCode(run));
    }
    return pages;
  }
}

function withoutEmpty(piece: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(piece).filter(([, value]) => (value ?? '') !== ''));
}

/** Whether it is told what came of it. */
function isOver(run: JsonObject): boolean {
  return (
    typeof run['output'] === 'string' || foundBy(run).length > 0 || objectsIn(run['code_results']).length > 0
  );
}

function foundBy({ search_results: found }: JsonObject): readonly JsonObject[] {
  return objectsIn(isObject(found) ? found['results'] : found);
}

function madeSearch(run: JsonObject): MadeSearch {
  const query = argumentOf(run, 'query');
  const sources = foundBy(run).flatMap(({ url, title }) =>
    typeof url === 'string' && url !== '' ? [webSource(url, title)] : [],
  );
  return { queries: query === '' ? [] : [query], sources };
}

function ranCode(run: JsonObject): RanCode {
  const { output } = run;
  const results = objectsIn(run['code_results']).flatMap(({ text }) =>
    typeof text === 'string' ? [text] : [],
  );
  return {
    language: 'python',
    code: argumentOf(run, 'code'),
    output: typeof output === 'string' ? output : results.join('\n'),
    failed: false,
  };
}

/** Arguments are JSON at Compound, and what is asked itself at GPT-OSS. */
function argumentOf({ arguments: given }: JsonObject, name: string): string {
  if (typeof given !== 'string') return '';
  const parsed = parseExactObject(given);
  if (parsed === undefined) return given;
  const value = parsed[name];
  return typeof value === 'string' ? value : '';
}
