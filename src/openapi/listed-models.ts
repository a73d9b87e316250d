import type { INestApplication } from '@nestjs/common';
import type { ListedModel } from '../catalogue/listed-model';
import { VisibleModels } from '../catalogue/visible-models';

/** Who sees every model. */
const EVERYTHING = { kind: 'internal', keyId: '', name: '' } as const;

/** Every model that can be called. Waits for the upstream's list two seconds at most, before it was ever known. */
export function listedModels(app: INestApplication): Promise<readonly ListedModel[]> {
  return app.get(VisibleModels).of(EVERYTHING);
}
