import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { objectsIn } from '../../../json/objects-in';
import type { TokenUsage } from '../../../wire/canonical/token-usage';

/** What a piece of an answer with pictures has in it: they come beside the text, https://openrouter.ai/docs/features/multimodal/image-generation */
export const PICTURES = Buffer.from('"images"');

/** Use, and the pictures of its answer. */
export function withPictures(usage: TokenUsage, images: number): TokenUsage {
  return images === 0 ? usage : { ...usage, images };
}

/** How many pictures an answer or a chunk has. */
export function picturesIn(answer: JsonObject): number {
  let count = 0;
  const { choices } = answer;
  for (const choice of objectsIn(choices)) {
    const said = choice['delta'] ?? choice['message'];
    const pictures = isObject(said) ? said['images'] : undefined;
    if (Array.isArray(pictures)) count += pictures.length;
  }
  return count;
}
