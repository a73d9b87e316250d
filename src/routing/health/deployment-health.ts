import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { GatewayError, UpstreamFailure } from '../../errors/gateway-error';
import { RegistryMarks } from '../../registry/memory/registry-marks';
import type { ConnectionEntry } from '../../registry/memory/registry-view';
import { ServiceLog } from '../../log/service-log';
import type { Deployment } from '../../catalogue/deployment';

/** For how long a deployment is tried last after a failure. */
const BENCH_MS = 10_000;
/** The same after its provider refused our credential, which no waiting makes good. */
const CREDENTIAL_BENCH_MS = 60_000;
/** A provider's own word about the wait counts up to here. */
const MAX_BENCH_MS = 60_000;
/** A caller's failure is remembered so long, until another caller's confirms it. */
const WITNESS_MS = 60_000;
/** Entries kept at most, of each kind. */
const MAX_KEPT = 10_000;
/** No request can bring these about: no connection came at all. */
const OF_NO_REQUEST: ReadonlySet<UpstreamFailure> = new Set(['connect', 'connect_timeout']);

/** A caller's failure at a deployment or a connection. */
interface Witness {
  readonly caller: string;
  readonly at: number;
}

/**
 * Which deployments failed a moment ago. The right part is blamed: a refused credential benches the whole connection, a
 * 429 or a failure that deployment, a caller's own mistake nobody. And by those who can judge: what a request may have
 * brought about benches for its caller alone, and for everybody once it has met two callers, with no success in
 * between. Statuses and documented codes decide, never the words of a provider, which may be a caller's.
 */
@Injectable()
export class DeploymentHealth {
  /**
   * Until when, on `performance.now()`'s clock. Keys are deployments (`connection id/model`) and connections, for
   * everybody, or with a caller behind them for that one.
   */
  readonly #benchedUntil = new Map<string, number>();
  /** Who failed where, while nobody else has. */
  readonly #witnesses = new Map<string, Witness>();

  constructor(
    @Inject(RegistryMarks) private readonly marks: RegistryMarks,
    @Inject(ServiceLog) private readonly log: Logger,
  ) {}

  /** Whether a deployment is to be tried after others. @param caller the `keyId` of who asks */
  isBenched(connection: ConnectionEntry, remoteModel: string, caller = ''): boolean {
    if (this.#benchedUntil.size === 0) return false;
    const now = performance.now();
    const credential = credentialOf(connection);
    const deployment = keyOf(connection.id, remoteModel);
    return (
      this.#until(credential, now) ||
      this.#until(deployment, now) ||
      this.#until(ofCaller(deployment, caller), now)
    );
  }

  /** An attempt failed. @param caller the `keyId` of whose call it was */
  failed({ connection, remoteModel }: Deployment, error: GatewayError, caller = ''): void {
    const { upstreamFailure: failure } = error;
    if (connection === undefined || failure === undefined || failure === 'rejected' || error.inferred) return;
    const deployment = keyOf(connection.id, remoteModel);
    const waitMs = Math.min(error.retryAfterMs ?? BENCH_MS, MAX_BENCH_MS);
    if (failure !== 'credential') {
      const forAll = OF_NO_REQUEST.has(failure) || this.#isConfirmed(deployment, caller);
      this.#bench(forAll ? deployment : ofCaller(deployment, caller), waitMs);
      return;
    }
    const credential = credentialOf(connection);
    // A 403 may be about what one caller asked for. A 401 is about the credential, and that is ours.
    if (error.upstreamStatus === 403 && !this.#isConfirmed(credential, caller)) {
      this.#bench(ofCaller(deployment, caller), waitMs);
      return;
    }
    // Of a damaged row the log has told already, and no provider has seen its credential.
    if (connection.flaw === undefined && !this.#until(credential, performance.now())) {
      const reason = error.cause instanceof Error ? error.cause.message : undefined;
      this.log.error(
        { connection: connection.name, provider: connection.provider, alert: true, reason },
        "A provider refuses the credential of a connection: give it a new one ('llm-proxy connection update').",
      );
      this.marks.markCredentialRefused(connection.id);
    }
    this.#bench(credential, CREDENTIAL_BENCH_MS);
  }

  /** An attempt succeeded: all that was held against its deployment is forgotten. */
  succeeded({ connection, remoteModel }: Deployment, caller = ''): void {
    if (connection === undefined || (this.#benchedUntil.size === 0 && this.#witnesses.size === 0)) return;
    const deployment = keyOf(connection.id, remoteModel);
    const credential = credentialOf(connection);
    for (const key of [credential, deployment, ofCaller(deployment, caller)]) this.#benchedUntil.delete(key);
    for (const key of [credential, deployment]) this.#witnesses.delete(key);
  }

  /** Whether another caller has failed there too, a moment ago. */
  #isConfirmed(key: string, caller: string): boolean {
    const at = performance.now();
    const known = this.#witnesses.get(key);
    const recent = known !== undefined && at - known.at < WITNESS_MS;
    if (recent && known.caller !== caller) return true;
    keep(this.#witnesses, key, { caller, at });
    return false;
  }

  #until(key: string, now: number): boolean {
    const until = this.#benchedUntil.get(key);
    if (until === undefined) return false;
    if (until > now) return true;
    this.#benchedUntil.delete(key);
    return false;
  }

  #bench(key: string, ms: number): void {
    keep(this.#benchedUntil, key, performance.now() + ms);
  }
}

/** Keeps the newest. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MAX_KEPT) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}

function ofCaller(key: string, caller: string): string {
  return `${key}\n${caller}`;
}

/** A connection that was changed has a new chance, and if that fails too, it is news again. */
function credentialOf({ id, revision }: ConnectionEntry): string {
  return `${id}@${revision}`;
}

function keyOf(connectionId: string, remoteModel: string): string {
  return `${connectionId}/${remoteModel}`;
}
