import { listIn } from '../../json/list-in';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { RanCode } from '../canonical/code-execution';

/** What code printed is asked for with this, in `include`. */
export const OUTPUTS_WANTED = 'code_interpreter_call.outputs';

/** OpenAI's tool that runs code, for those who asked for another provider's. */
export const CODE_TOOL: JsonObject = { type: 'code_interpreter', container: { type: 'auto' } };

/** Code that OpenAI ran; undefined where it does not tell which. @param item `code_interpreter_call` */
export function ranCode({ code, outputs, status }: JsonObject): RanCode | undefined {
  if (typeof code !== 'string') return undefined;
  const printed = listIn(outputs).flatMap((output) =>
    isObject(output) && typeof output['logs'] === 'string' ? [output['logs']] : [],
  );
  return { language: 'python', code, output: printed.join('\n'), failed: status === 'failed' };
}
