import { GatewayError } from '../../errors/gateway-error';
import { claudeVersion } from '../../wire/anthropic-messages/model-traits';
import { PartsTaker } from './feature-parts';
import type { ReadField } from './feature-parts';
import { BETAS, FEATURES, KNOWN_FIELDS } from './features.data';
import type { Feature, PlatformName } from './features.data';

/** A request before it is made fit for its platform. */
export interface GivenFeatures {
  readonly platform: PlatformName;
  readonly model: string;
  /** The betas that it names. */
  readonly betas: readonly string[];
  /** Those that it named and that its key may not use. */
  readonly cut: readonly string[];
  /** Fields of the body. */
  readonly fields: readonly string[];
  readonly read: ReadField;
  /** `LLM_PROXY__STRICT_PARAMS`: a part that would be left out is refused. */
  readonly strict: boolean;
}

/** What a platform gets of a request's features. */
export interface FittedFeatures {
  readonly betas: readonly string[];
  /** New values of fields of the body; undefined for one that is left out. */
  readonly edits: ReadonlyMap<string, unknown>;
  /** What it does not get: `anthropic-beta.…`, and the parts of the body. */
  readonly dropped: readonly string[];
}

const NO_EDITS: FittedFeatures['edits'] = new Map();

/**
 * Makes betas and the parts of a request that belong to them travel in pairs: what a platform does not take, or what a key
 * may not use, is left out with its header, and what a header is left out for goes without its parts.
 * @throws GatewayError INVALID_REQUEST naming a part that would be left out, in strict mode
 */
export function fitFeatures(asked: GivenFeatures): FittedFeatures {
  const { platform, betas, cut, strict } = asked;
  if (platform === 'anthropic' && cut.length === 0) return { betas, edits: NO_EDITS, dropped: [] };
  const given = { ...asked, read: readOnce(asked.read) };
  const taker = new PartsTaker(given.read);
  const lost = FEATURES.filter((feature) => !isAvailable(feature, given) && taker.take(feature));
  const replaced = FEATURES.filter((feature) => needsOther(feature, given));
  const untaken = betas.filter(
    (beta) =>
      isPartless(beta, lost, given) ||
      (takenAs(beta, platform) === undefined && !replaced.some((feature) => feature.betas.includes(beta))),
  );
  if ([...untaken, ...cut].some((beta) => BETAS[beta] === undefined)) {
    // It may be what a field that nobody knows belongs to.
    taker.take({ fields: given.fields.filter((name) => !KNOWN_FIELDS.has(name)) });
  }
  const [refused] = taker.taken;
  if (strict && refused !== undefined) {
    throw new GatewayError('INVALID_REQUEST', `${refused} is not supported by this model's provider.`, {
      param: refused,
      providerCode: 'unsupported_parameter',
    });
  }
  const names = [...untaken, ...cut].map((beta) => `anthropic-beta.${beta}`);
  return {
    betas: takenBetas(platform, [
      ...betas.filter((beta) => !untaken.includes(beta)),
      ...replaced.flatMap((feature) => otherBeta(feature, platform) ?? []),
    ]),
    edits: taker.edits,
    dropped: [...names, ...taker.taken],
  };
}

/** Many features look into the same fields, which are parsed for it. */
function readOnce(read: ReadField): ReadField {
  const values = new Map<string, unknown>();
  return (name) => {
    if (!values.has(name)) values.set(name, read(name));
    return values.get(name);
  };
}

/** Whether a platform has structured output for a model; undefined where it is as at Anthropic. */
export function hasStructuredOutput(model: string, platform: PlatformName): boolean | undefined {
  const feature = FEATURES.find(({ outputConfig }) => outputConfig?.includes('format') === true);
  if (platform === 'anthropic' || feature === undefined) return undefined;
  return isAvailable(feature, { platform, model, betas: [], cut: [] }) ? undefined : false;
}

/** Of some betas those that a platform takes, by the names that it has for them. */
export function takenBetas(platform: PlatformName, betas: readonly string[]): readonly string[] {
  return [...new Set(betas.flatMap((beta) => takenAs(beta, platform) ?? []))];
}

/** A platform's name for a beta; undefined where it does not take it. */
function takenAs(beta: string, platform: PlatformName): string | undefined {
  if (platform === 'anthropic') return beta;
  const known = BETAS[beta];
  const taken = known === undefined ? platform === 'foundry' : known[platform];
  return taken === true ? beta : taken === false ? undefined : taken;
}

/** Whether it needs no beta there. */
function isOpen({ open }: Feature, platform: PlatformName, model: string): boolean {
  const since = open?.[platform];
  return since !== undefined && (claudeVersion(model) ?? Infinity) >= since;
}

function isAvailable(
  feature: Feature,
  { platform, model, betas, cut }: Pick<GivenFeatures, 'platform' | 'model' | 'betas' | 'cut'>,
): boolean {
  const isCut = (beta: string): boolean => cut.includes(beta);
  if (feature.betas.some(isCut) && !feature.betas.some((beta) => betas.includes(beta))) return false;
  if (isOpen(feature, platform, model)) return true;
  if (feature.notAt?.includes(platform) === true) return false;
  return feature.betas.length === 0 || feature.betas.some((beta) => takenAs(beta, platform) !== undefined);
}

/**
 * Whether a request opens a feature by a beta that the platform does not take for it, while it takes another one: Claude Code has
 * `per-turn-control-2026-07-01` for what Bedrock calls `mid-conversation-output-config-2026-07-01`.
 */
function needsOther(feature: Feature, given: GivenFeatures): boolean {
  const { platform, model, betas } = given;
  const named = feature.betas.filter((beta) => betas.includes(beta));
  if (named.length === 0 || isOpen(feature, platform, model) || !isAvailable(feature, given)) return false;
  if (named.some((beta) => feature.betas.includes(takenAs(beta, platform) ?? ''))) return false;
  return new PartsTaker(given.read).take(feature);
}

function otherBeta({ betas }: Feature, platform: PlatformName): string | undefined {
  return betas.find((beta) => betas.includes(takenAs(beta, platform) ?? ''));
}

/** Whether all that a request has of a beta's features was left out. */
function isPartless(beta: string, lost: readonly Feature[], given: GivenFeatures): boolean {
  const ofBeta = ({ betas }: Feature): boolean => betas.includes(beta);
  if (!lost.some(ofBeta)) return false;
  // Nothing is taken out by this one: it tells what is there.
  const probe = new PartsTaker(given.read);
  return !FEATURES.some((feature) => ofBeta(feature) && !lost.includes(feature) && probe.take(feature));
}
