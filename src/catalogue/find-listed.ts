import type { Caller } from '../auth/caller';
import { GatewayError } from '../errors/gateway-error';
import type { ListedModel } from './listed-model';
import { modelChoices, quotedModel } from './unknown-model';
import type { VisibleModels } from './visible-models';

/** The model of this name that a caller may call. @throws GatewayError MODEL_NOT_FOUND, with what there is instead */
export async function findListed(
  visible: VisibleModels,
  caller: Caller | undefined,
  id: string,
): Promise<ListedModel> {
  const model = await visible.named(caller, id);
  if (model !== undefined) return model;
  const names = (await visible.of(caller)).map((one) => one.id);
  const message = `The model ${quotedModel(id)} is not in the list of this gateway.${modelChoices(id, names)}`;
  throw new GatewayError('MODEL_NOT_FOUND', message, { param: 'model' });
}
