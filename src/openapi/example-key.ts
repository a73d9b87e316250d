import { EXAMPLE_INTERNAL_KEY } from '../config/groups/callers.settings';
import type { Settings } from '../config/settings';

/** The key that everybody knows, where the service accepts it. */
export function exampleKey({ internalApiKeys }: Settings): string | undefined {
  return internalApiKeys.some(({ key }) => key.reveal() === EXAMPLE_INTERNAL_KEY)
    ? EXAMPLE_INTERNAL_KEY
    : undefined;
}
