import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { RanCode } from '../canonical/code-execution';
import { outcomeName } from './enum-names';

/** Puts code and what came of it together: they are parts of their own. */
export class CodeRuns {
  #asked: Pick<RanCode, 'language' | 'code'> | undefined;

  constructor(private readonly tell: (ran: RanCode) => void) {}

  /** A part of an answer, of whatever kind. Format: https://ai.google.dev/api/caching#ExecutableCode */
  take({ executableCode: asked, codeExecutionResult: result }: JsonObject): void {
    if (isObject(asked) && typeof asked['code'] === 'string') {
      this.end();
      this.#asked = { language: 'python', code: asked['code'] };
    } else if (isObject(result) && this.#asked !== undefined) {
      const { output } = result;
      const outcome = outcomeName(result['outcome']);
      this.tell({
        ...this.#asked,
        output: typeof output === 'string' ? output : '',
        failed: outcome !== undefined && outcome !== 'OUTCOME_OK' && outcome !== 'OUTCOME_UNSPECIFIED',
      });
      this.#asked = undefined;
    }
  }

  /** There is nothing more to come of the code that was told last. */
  end(): void {
    if (this.#asked !== undefined) this.tell({ ...this.#asked, output: '', failed: false });
    this.#asked = undefined;
  }
}

/** Code that another provider ran, as parts. */
export function codeParts({ language, code, output, failed }: RanCode): readonly JsonObject[] {
  return [
    { executableCode: { language: language === 'python' ? 'PYTHON' : 'LANGUAGE_UNSPECIFIED', code } },
    { codeExecutionResult: { outcome: failed ? 'OUTCOME_FAILED' : 'OUTCOME_OK', output } },
  ];
}
