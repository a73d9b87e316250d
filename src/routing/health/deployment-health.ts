import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Deployment } from '../../catalogue/deployment';
import type { GatewayError } from '../../errors/gateway-error';
import { ServiceLog } from '../../log/service-log';
import { RegistryMarks } from '../../registry/memory/registry-marks';
import type { ConnectionEntry } from '../../registry/memory/registry-view';
import { DeploymentPermit } from './attempt-permit';
import type { AttemptPermit, Unavailable } from './attempt-permit';
import { Benches } from './benches';
import { blamed, isAlive, isBusy, isOfNoRequest } from './blame';
import { Breaker } from './breaker';
import { BreakerLog } from './breaker-log';
import type { DeploymentState } from './deployment-state';
import { DeploymentStates } from './deployment-states';
import { keepNewest } from './keep-newest';
import { Witnesses } from './witnesses';

/** After a provider refused our credential, which no waiting makes good. */
const CREDENTIAL_BENCH_MS = 60_000;
/** Credentials with a breaker. */
const MAX_CREDENTIALS = 1_000;
const NO_PROBES: readonly Breaker[] = [];

/**
 * How deployments fare. The right part is blamed: a refused credential is held against the whole connection, a 429 or a
 * failure against that deployment, a caller's own mistake against nobody. And by those who can judge: what a request may have
 * brought about counts for its caller alone, and for everybody once it has met two callers, with no success in between.
 * Statuses and documented codes decide, never the words of a provider, which may be a caller's.
 *
 * A failure benches: the deployment is tried after others for a while. Several open a breaker ({@link Breaker}): it is not
 * asked at all.
 */
@Injectable()
export class DeploymentHealth {
  readonly #benches: Benches;
  readonly #witnesses = new Witnesses();
  /** By connection and revision; made with a first refusal. */
  readonly #credentials = new Map<string, Breaker>();
  readonly #breakerLog: BreakerLog;

  constructor(
    @Inject(RegistryMarks) private readonly marks: RegistryMarks,
    @Inject(ServiceLog) private readonly log: Logger,
    private readonly states: DeploymentStates,
  ) {
    this.#breakerLog = new BreakerLog(log);
    this.#benches = new Benches(states.rules.waitMs);
  }

  /** Whether a deployment is to be tried after others. @param caller the `keyId` of who asks */
  isLast(deployment: Deployment, caller: string): boolean {
    const { connection } = deployment;
    if (connection === undefined) return false;
    if (!this.#benches.isEmpty && this.#isBenched(deployment, connection, caller)) return true;
    return !this.mayAsk(deployment, caller);
  }

  /** Whether a deployment may be asked now. @param caller the `keyId` of who asks */
  mayAsk(deployment: Deployment, caller: string): boolean {
    return this.unavailable(deployment, caller) === undefined;
  }

  /** Why a deployment is not to be asked now; undefined where it may be. */
  unavailable(deployment: Deployment, caller: string): Unavailable | undefined {
    const state = this.states.of(deployment);
    if (state.draining) return { why: 'draining', waitMs: 0 };
    const now = performance.now();
    const limits = deployment.model?.limits;
    const fullMs = limits === undefined ? 0 : state.use.waitMs(limits, state.inFlight, now);
    if (fullMs > 0) return { why: 'full', waitMs: fullMs };
    const waitMs = Math.max(
      state.breaker.waitMs(now),
      state.ofCaller(caller)?.waitMs(now) ?? 0,
      this.#credentialOf(deployment)?.waitMs(now) ?? 0,
    );
    if (waitMs > 0) return { why: 'open', waitMs };
    const { checkEveryMs } = state;
    if (checkEveryMs === undefined || !state.isChecked(now)) return undefined;
    const isOpen = (state.ofCaller(caller) ?? state.breaker).state(now) !== 'closed';
    return isOpen || state.breaker.state(now) !== 'closed'
      ? { why: 'open', waitMs: checkEveryMs }
      : undefined;
  }

  /**
   * An attempt begins at a deployment that is not {@link unavailable}.
   * @param again whether the same call has asked it before
   * @returns to be told how it ended
   */
  begin(deployment: Deployment, caller: string, again = false): AttemptPermit {
    const state = this.states.of(deployment);
    const now = performance.now();
    if (!again) state.retries.called(now);
    if (deployment.model?.limits !== undefined) state.use.asked(now);
    let probes = NO_PROBES;
    if (state.breaker.begin()) probes = [state.breaker];
    for (const breaker of [state.ofCaller(caller), this.#credentialOf(deployment)]) {
      if (breaker?.begin() === true) probes = [...probes, breaker];
    }
    if (probes.length > 0) this.#breakerLog.probed(deployment);
    return new DeploymentPermit(this, state, deployment, caller, probes);
  }

  /** Whether it has not failed lately, nor for this caller: a single failure may be followed by a quick second try. */
  isUnblemished(deployment: Deployment, caller: string): boolean {
    const state = this.states.of(deployment);
    const now = performance.now();
    return state.breaker.isUnblemished(now) && (state.ofCaller(caller)?.isUnblemished(now) ?? true);
  }

  /** Takes from what a deployment's failures may cost in further attempts. @returns false where that is used up */
  spendRetry(deployment: Deployment): boolean {
    return this.states.spendRetry(deployment);
  }

  /** An attempt failed. @param caller the `keyId` of whose call it was; @param probes the breakers that it was to probe */
  failed(deployment: Deployment, error: GatewayError, caller = '', probes = NO_PROBES): void {
    const { connection } = deployment;
    const state = this.states.of(deployment);
    const what = blamed(error);
    if (what === undefined) {
      for (const probe of probes) {
        if (isAlive(error)) this.#closeBy(probe, state, deployment);
        else probe.abandoned();
      }
      return;
    }
    const now = performance.now();
    if (error.upstreamFailure !== undefined)
      state.lastFailure = { kind: error.upstreamFailure, at: Date.now() };
    state.outcomes.add(false, now);
    if (connection === undefined) return;
    if (what === 'credential') this.#credentialFailed(deployment, connection, state, error, caller, probes);
    else this.#deploymentFailed(deployment, state, error, caller, probes);
    // The one that was not at fault lets the next attempt probe it.
    for (const probe of probes) probe.abandoned();
  }

  /**
   * It says nothing, to nobody, while another one answers: it is tried after others for a while, so that not each call waits for it.
   * Nothing else is held against it: it may only be slow.
   */
  silent({ id, connection }: Deployment, caller: string): void {
    if (connection === undefined) return;
    const forAll = this.#witnesses.confirm(silenceOf(id), caller);
    this.#benches.bench(forAll ? id : ofCaller(id, caller));
  }

  /** An attempt succeeded: all that was held against its deployment is forgotten. */
  succeeded(deployment: Deployment, caller = '', probes = NO_PROBES): void {
    const { connection } = deployment;
    const state = this.states.of(deployment);
    const now = performance.now();
    state.outcomes.add(true, now);
    if (connection === undefined) return;
    for (const probe of probes) this.#closeBy(probe, state, deployment);
    state.breaker.succeeded(now, false);
    const own = state.ofCaller(caller);
    own?.succeeded(now, false);
    if (own?.isSpotless(now) === true) state.forgetCallers(caller);
    if (this.#benches.isEmpty && this.#witnesses.isEmpty && this.#credentials.size === 0) return;
    const credential = credentialKey(connection);
    this.#benches.lift(credential, deployment.id, ofCaller(deployment.id, caller));
    this.#witnesses.forget(credential, deployment.id, silenceOf(deployment.id));
    this.#credentials.get(credential)?.succeeded(now, false);
  }

  /** Closes every breaker of a deployment by hand, that of its credential too. @param id `connection/model` */
  reset(id: string, connection: ConnectionEntry): void {
    this.states.known(id)?.reset();
    const credential = credentialKey(connection);
    this.#credentials.delete(credential);
    this.#witnesses.forget(credential, id);
    this.#benches.liftAll(credential, id);
    this.log.info({ deployment: id, breaker: 'closed' }, 'A deployment was reset by hand.');
  }

  /** A check of a deployment went well: it is asked again at once. */
  checkedWell(deployment: Deployment): void {
    const { id, connection } = deployment;
    const state = this.states.of(deployment);
    state.reset();
    this.#benches.liftAll(id);
    this.#witnesses.forget(id);
    if (connection !== undefined) this.#credentials.delete(credentialKey(connection));
    this.#breakerLog.closed(deployment);
  }

  /** Takes a deployment out for maintenance, or puts it back; attempts that run go on. @param id `connection/model` */
  drain(id: string, connection: ConnectionEntry, draining: boolean): void {
    const state = this.states.named(id, connection);
    if (state.draining === draining) return;
    state.draining = draining;
    state.since = Date.now();
    this.log.info(
      { deployment: id, in_flight: state.inFlight },
      draining
        ? 'A deployment was taken out by hand: new calls go elsewhere.'
        : 'A deployment was put back by hand.',
    );
  }

  /** The breaker of a connection's credential, where that was refused. */
  credentialBreaker(connection: ConnectionEntry): Breaker | undefined {
    return this.#credentials.get(credentialKey(connection));
  }

  #deploymentFailed(
    deployment: Deployment,
    state: DeploymentState,
    error: GatewayError,
    caller: string,
    probes: readonly Breaker[],
  ): void {
    const { id } = deployment;
    const forAll = isOfNoRequest(error) || this.#witnesses.confirm(id, caller);
    this.#benches.bench(forAll ? id : ofCaller(id, caller), error.retryAfterMs);
    const asked = error.retryAfterMs;
    if (isBusy(error)) {
      for (const probe of probes) probe.failed(performance.now(), true, asked);
      return;
    }
    const now = performance.now();
    const isProbe = probes.includes(state.breaker);
    if ((forAll || isProbe) && state.breaker.failed(now, isProbe, asked)) {
      // It says all that those of single callers said.
      state.forgetCallers();
      state.since = Date.now();
      this.#breakerLog.opened(deployment, state.breaker.waitMs(now), error);
      return;
    }
    const own = forAll ? state.ofCaller(caller) : state.madeForCaller(caller);
    if (own === undefined || (forAll && !probes.includes(own))) return;
    if (own.failed(now, probes.includes(own), asked)) this.#openedFor(caller, own, deployment, state, error);
  }

  #credentialFailed(
    deployment: Deployment,
    connection: ConnectionEntry,
    state: DeploymentState,
    error: GatewayError,
    caller: string,
    probes: readonly Breaker[],
  ): void {
    const credential = credentialKey(connection);
    // A 403 may be about what one caller asked for. A 401 is about the credential, and that is ours.
    if (error.upstreamStatus === 403 && !this.#witnesses.confirm(credential, caller)) {
      this.#benches.bench(ofCaller(deployment.id, caller), error.retryAfterMs);
      const own = state.madeForCaller(caller);
      if (own.failed(performance.now(), probes.includes(own)))
        this.#openedFor(caller, own, deployment, state, error);
      return;
    }
    // Of a damaged row the log has told already, and no provider has seen its credential.
    if (connection.flaw === undefined && !this.#benches.isOn(credential)) {
      const reason = error.cause instanceof Error ? error.cause.message : undefined;
      this.log.error(
        { connection: connection.name, provider: connection.provider, alert: true, reason },
        "A provider refuses the credential of a connection: give it a new one ('llm-proxy connection update').",
      );
      this.marks.markCredentialRefused(connection.id);
    }
    this.#benches.bench(credential, CREDENTIAL_BENCH_MS);
    const breaker = this.#credentials.get(credential) ?? new Breaker(this.states.rules);
    keepNewest(this.#credentials, credential, breaker, MAX_CREDENTIALS);
    const now = performance.now();
    if (!breaker.failed(now, probes.includes(breaker))) return;
    state.since = Date.now();
    this.#breakerLog.opened(deployment, breaker.waitMs(now), error);
  }

  #openedFor(
    caller: string,
    own: Breaker,
    deployment: Deployment,
    state: DeploymentState,
    error: GatewayError,
  ): void {
    state.since = Date.now();
    this.#breakerLog.opened(deployment, own.waitMs(performance.now()), error, caller);
  }

  #closeBy(probe: Breaker, state: DeploymentState, deployment: Deployment): void {
    if (!probe.succeeded(performance.now(), true)) return;
    state.since = Date.now();
    this.#breakerLog.closed(deployment);
  }

  #isBenched({ id }: Deployment, connection: ConnectionEntry, caller: string): boolean {
    return (
      this.#benches.isOn(credentialKey(connection)) ||
      this.#benches.isOn(id) ||
      this.#benches.isOn(ofCaller(id, caller))
    );
  }

  #credentialOf({ connection }: Deployment): Breaker | undefined {
    if (this.#credentials.size === 0 || connection === undefined) return undefined;
    return this.credentialBreaker(connection);
  }
}

/** Two callers' silences are no failure of the deployment. */
function silenceOf(id: string): string {
  return `${id}\nsilent`;
}

function ofCaller(key: string, caller: string): string {
  return `${key}\n${caller}`;
}

/** A connection that was changed has a new chance, and if that fails too, it is news again. */
function credentialKey({ id, revision }: ConnectionEntry): string {
  return `${id}@${revision}`;
}
