import type { Deployment } from '../../catalogue/deployment';
import type { GatewayError, UpstreamFailure } from '../../errors/gateway-error';
import type { RescueMode } from '../../routing/rescue-mode';
import type { AnswerCollector } from '../../wire/canonical/answer-collector';
import type { RefusedPrefills } from './refused-prefills';

/** How the upstream failed; what it said against the request itself holds everywhere. */
const RESCUABLE: ReadonlySet<UpstreamFailure> = new Set([
  'cut',
  'idle_timeout',
  'first_token_timeout',
  'frame_too_large',
  'malformed',
  'stream_error',
  'server_error',
  'rate_limit',
  'credential',
]);

/** Whether the upstream was silent, as an attempt's outcome tells. */
export function isSilence(outcome: string): boolean {
  return outcome === 'idle_timeout' || outcome === 'first_token_timeout';
}

/** Whether an answer that broke so may be gone on with. */
export function isRescuable({ upstreamFailure }: GatewayError): boolean {
  return upstreamFailure !== undefined && RESCUABLE.has(upstreamFailure);
}

/** Codes of what holds for a request wherever it goes: its content is refused, or it is too long. */
const OF_THE_REQUEST: ReadonlySet<string> = new Set([
  'content_filter',
  'content_policy_violation',
  'context_length_exceeded',
]);

/**
 * Whether an answer of which the caller has something may be gone on with: who has begun to answer a request has taken it, so that
 * an error of any other kind is not the request's.
 */
export function isRescuableAmid(error: GatewayError): boolean {
  const { upstreamFailure, providerCode = '' } = error;
  return isRescuable(error) || (upstreamFailure === 'rejected' && !OF_THE_REQUEST.has(providerCode));
}

/** One way of going on. */
export interface Step {
  readonly mode: RescueMode;
  readonly deployment: Deployment;
}

/** Says what is tried next for an answer that broke: each mode in its turn, deployments whose stream has broken after the others. */
export class RescuePlan {
  readonly #tried = new Set<string>();
  readonly #broken = new Set<Deployment>();
  readonly #silent = new Set<Deployment>();

  constructor(
    private readonly modes: readonly RescueMode[],
    private readonly deployments: readonly Deployment[],
    private readonly refused: RefusedPrefills,
  ) {}

  /** A deployment's stream broke so. */
  broke(deployment: Deployment, error: GatewayError): void {
    const { upstreamFailure } = error;
    if (isRescuable(error)) this.#broken.add(deployment);
    // One that was silent is not asked again in the same call.
    if (isSilence(upstreamFailure ?? '')) this.#silent.add(deployment);
  }

  /**
   * The next step, which is not given again; undefined when no step is left.
   * @param said what the caller has
   * @param broken whose stream broke last
   */
  next(said: AnswerCollector, broken: Deployment): Step | undefined {
    const others = this.deployments.filter((deployment) => deployment !== broken);
    const fresh = others.filter((deployment) => !this.#broken.has(deployment));
    const again = others.filter((deployment) => this.#broken.has(deployment));
    const candidates = [...fresh, ...again, broken].filter((deployment) => !this.#silent.has(deployment));
    for (const mode of this.modes) {
      if (mode !== 'restart' && !isText(said)) continue;
      for (const deployment of candidates) {
        if (mode === 'prefill' && !this.#takesPrefill(deployment)) continue;
        const key = `${mode} ${this.deployments.indexOf(deployment)}`;
        if (this.#tried.has(key)) continue;
        this.#tried.add(key);
        return { mode, deployment };
      }
    }
    return undefined;
  }

  #takesPrefill(deployment: Deployment): boolean {
    const { adapter, remoteModel, api = adapter.api } = deployment;
    if (api === 'responses') return false;
    return adapter.takesPrefill?.(remoteModel) === true && !this.refused.has(deployment);
  }
}

/** Reasoning and calls cannot be gone on with: they are made again, and have to be the same. */
function isText({ blocks }: AnswerCollector): boolean {
  return (
    blocks.every(({ kind }) => kind === 'text') &&
    blocks.some((block) => 'text' in block && /\S/.test(block.text))
  );
}
