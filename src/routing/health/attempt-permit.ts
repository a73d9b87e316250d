import type { Deployment } from '../../catalogue/deployment';
import type { GatewayError } from '../../errors/gateway-error';
import type { Breaker } from './breaker';
import type { DeploymentState } from './deployment-state';

/** What of an attempt its deployment's figures are made from; moments on `performance.now()`'s clock. */
export interface AttemptTimes {
  readonly startedAt: number;
  readonly openedAt: number | undefined;
  readonly firstFrameAt: number | undefined;
}

/** Leave to ask a deployment once. Its holder tells how that ended, by one of the four, exactly once. */
export interface AttemptPermit {
  /** Whether it finds out for others, who are kept away until {@link answering} or the end. */
  readonly isProbe: boolean;
  /** Its answer has begun: others may ask as well. */
  answering(): void;
  succeeded(attempt: AttemptTimes): void;
  failed(error: GatewayError): void;
  /** It said nothing for too long, so that another deployment was asked as well, and answered first. */
  overtaken(attempt: AttemptTimes): void;
  /** It ended without telling anything of the deployment: the caller left, another attempt won. */
  abandoned(): void;
}

/** Why a deployment is not asked now. */
export interface Unavailable {
  readonly why: 'open' | 'draining' | 'full';
  /** Milliseconds until it may be asked again, as far as is known; else 0. */
  readonly waitMs: number;
}

/** Who is told how attempts ended, with the breakers that they were to probe. */
interface Judge {
  succeeded(deployment: Deployment, caller: string, probes: readonly Breaker[]): void;
  failed(deployment: Deployment, error: GatewayError, caller: string, probes: readonly Breaker[]): void;
  silent(deployment: Deployment, caller: string): void;
}

/** Leave to ask a deployment, which counts as in flight there until it has ended. */
export class DeploymentPermit implements AttemptPermit {
  constructor(
    private readonly judge: Judge,
    private readonly state: DeploymentState,
    private readonly deployment: Deployment,
    private readonly caller: string,
    private readonly probes: readonly Breaker[],
  ) {
    state.inFlight++;
  }

  get isProbe(): boolean {
    return this.probes.length > 0;
  }

  answering(): void {
    for (const probe of this.probes) probe.answering();
  }

  succeeded({ startedAt, openedAt, firstFrameAt }: AttemptTimes): void {
    const { state } = this;
    state.inFlight--;
    state.heardAt = performance.now();
    if (firstFrameAt !== undefined) state.firstToken.add(firstFrameAt - startedAt);
    else if (openedAt !== undefined) state.wholeAnswer.add(openedAt - startedAt);
    this.judge.succeeded(this.deployment, this.caller, this.probes);
  }

  failed(error: GatewayError): void {
    this.state.inFlight--;
    this.judge.failed(this.deployment, error, this.caller, this.probes);
  }

  /** One that has answered somebody else meanwhile is slow for this call alone. */
  overtaken({ startedAt }: AttemptTimes): void {
    this.abandoned();
    if (this.state.heardAt < startedAt) this.judge.silent(this.deployment, this.caller);
  }

  abandoned(): void {
    this.state.inFlight--;
    for (const probe of this.probes) probe.abandoned();
  }
}
