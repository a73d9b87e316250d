import { checkedNumber, notAllowed } from '../field-checks';
import { isObject } from '../../json/json-object';
import { objectIn } from '../json-text';
import type { DeploymentLimits } from '../memory/registry-view';
import type { ModelLimits } from '../registry-records';

/** The limits of a model, by name. */
export const MODEL_LIMITS = ['rpm', 'tpm', 'concurrent'] as const satisfies readonly (keyof ModelLimits)[];
const MAX_LIMIT = 1_000_000_000;

/** Limits, as they are stored; null for none. @throws GatewayError INVALID_REQUEST naming the limit */
export function checkedModelLimits(value: unknown): string | null {
  if (value === null) return null;
  if (!isObject(value))
    throw notAllowed('limits', `The limits must be an object of ${MODEL_LIMITS.join(', ')}.`);
  const names: readonly string[] = MODEL_LIMITS;
  for (const [name, limit] of Object.entries(value)) {
    if (!names.includes(name)) {
      throw notAllowed(`limits.${name}`, `There is no limit '${name}'; there are ${names.join(', ')}.`);
    }
    checkedNumber(limit, `limits.${name}`, { min: 1, max: MAX_LIMIT, whole: true });
  }
  return Object.keys(value).length === 0 ? null : JSON.stringify(value);
}

/** Stored limits as they are shown. */
export function limitsIn(text: string | null): ModelLimits | null {
  const stored = objectIn(text);
  if (stored === undefined) return null;
  const known = MODEL_LIMITS.flatMap((name) => {
    const limit = stored[name];
    return typeof limit === 'number' && limit >= 1 ? [[name, limit] as const] : [];
  });
  return Object.fromEntries(known);
}

/** Stored limits as routing reads them. */
export function limitsEntry(text: string): DeploymentLimits {
  const { rpm, tpm, concurrent } = limitsIn(text) ?? {};
  return { requestsPerMinute: rpm, tokensPerMinute: tpm, concurrent };
}
