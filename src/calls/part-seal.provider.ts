import type { FactoryProvider } from '@nestjs/common';
import { hkdfSync } from 'node:crypto';
import { Settings } from '../config/settings';
import { PartSeal } from '../wire/canonical/part-seal';

const KEY_BYTES = 32;

/**
 * The seal of what callers carry for us between two turns. Its key comes from the internal keys, which all replicas have
 * in common; when they change, what was sealed before is left out of the next turn.
 */
export const partSealProvider: FactoryProvider<PartSeal> = {
  provide: PartSeal,
  inject: [Settings],
  useFactory: ({ internalApiKeys }: Settings) => {
    const secret = internalApiKeys.map(({ key }) => key.reveal()).join('\n');
    return new PartSeal(Buffer.from(hkdfSync('sha256', secret, '', 'part-seal', KEY_BYTES)));
  },
};
