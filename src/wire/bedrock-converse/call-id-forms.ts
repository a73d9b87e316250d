import { createHash } from 'node:crypto';
import type { NameForm } from '../canonical/fitted-names';

/** Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolUseBlock.html (`toolUseId`) */
export const CALL_ID_FORM: NameForm = {
  fits: /^[a-zA-Z0-9_-]{1,64}$/,
  fit: (id, attempt) => `call_${digest(id, attempt).slice(0, 32)}`,
};

/** Mistral's models take ids of nine letters and digits alone. */
export const MISTRAL_CALL_ID_FORM: NameForm = {
  fits: /^[a-zA-Z0-9]{9}$/,
  fit: (id, attempt) => digest(id, attempt).slice(0, 9),
};

function digest(id: string, attempt: number): string {
  return createHash('sha256')
    .update(attempt === 0 ? id : `${attempt}:${id}`)
    .digest('hex');
}
