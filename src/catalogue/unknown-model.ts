import { nearestName } from '../config/provider-file/nearest-name';

/** Names that are shown at most, and of which the nearest is looked for at most. */
const MAX_SHOWN = 8;
const MAX_COMPARED = 1_000;
const MAX_NAME = 100;

/** A model's name as a message can hold it: quoted, on one line, not long. */
export function quotedModel(name: string): string {
  return JSON.stringify(name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    '?',
  );
}

/**
 * What a caller can do about a model that is not there: the nearest name of those that it may call, and some of them.
 * @param names what the caller may call, and nothing else
 * @returns one or two sentences, with a space in front; says so where there is nothing to call
 */
export function modelChoices(asked: string, names: readonly string[]): string {
  if (names.length === 0) return ' No model may be called.';
  const shown = names.slice(0, MAX_SHOWN).map(quotedModel).join(', ');
  const more = names.length > MAX_SHOWN ? `, … (${names.length} in all)` : '';
  return `${nearest(asked, names)} Known: ${shown}${more}. GET /v1/models lists them.`;
}

/** The same name at another place first (`gpt-4o`, `openai/gpt-4o`), then one with a slip of the pen. */
function nearest(asked: string, names: readonly string[]): string {
  const compared = names.slice(0, MAX_COMPARED).filter((name) => name !== asked && name.length <= MAX_NAME);
  const same = compared.find((name) => lastPart(name) === lastPart(asked));
  if (same !== undefined) return ` Did you mean ${quotedModel(same)}?`;
  const begun =
    nearestName(asked, compared) ??
    compared.find((name) => asked.length > 2 && (name.startsWith(asked) || asked.startsWith(name)));
  return begun === undefined ? '' : ` Did you mean ${quotedModel(begun)}?`;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
}
