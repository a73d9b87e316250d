import { createHash } from 'node:crypto';
import type { NameForm } from '../canonical/fitted-names';

/** Format: https://docs.anthropic.com/en/api/messages (`tool_use.id`, pattern `^[a-zA-Z0-9_-]+$`) */
export const CALL_ID_FORM: NameForm = {
  fits: /^[a-zA-Z0-9_-]+$/,
  fit: (id, attempt) => {
    const plain = id.replace(/[^a-zA-Z0-9_-]/g, '_');
    if (attempt === 0) return plain;
    return `${plain}_${createHash('sha256').update(`${attempt}:${id}`).digest('hex').slice(0, 12)}`;
  },
};
