import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { GatewayError } from '../errors/gateway-error';
import { RegistryMarks } from '../registry/registry-marks';
import type { ConnectionEntry } from '../registry/registry-view';
import { ServiceLog } from '../tracing/service-log';
import type { Deployment } from './deployment';

/** For how long a deployment is tried last after a failure. */
const BENCH_MS = 10_000;
/** The same after its provider refused our credential, which mends itself by no waiting. */
const CREDENTIAL_BENCH_MS = 60_000;
/** A provider's own word about the wait counts up to here. */
const MAX_BENCH_MS = 60_000;
/** Benched deployments and connections kept at most. */
const MAX_KEPT = 10_000;

/**
 * Which deployments failed a moment ago. The right part is blamed: a refused credential benches the whole connection, a
 * 429 or a failure that deployment, a caller's own mistake nobody.
 */
@Injectable()
export class DeploymentHealth {
  /** Until when, on `performance.now()`'s clock. Keys are deployments (`connection id/model`) and connections. */
  readonly #benchedUntil = new Map<string, number>();

  constructor(
    @Inject(RegistryMarks) private readonly marks: RegistryMarks,
    @Inject(ServiceLog) private readonly log: Logger,
  ) {}

  /** Whether a deployment is to be tried after others. */
  isBenched(connection: ConnectionEntry, remoteModel: string): boolean {
    if (this.#benchedUntil.size === 0) return false;
    const now = performance.now();
    return this.#until(credentialOf(connection), now) || this.#until(keyOf(connection.id, remoteModel), now);
  }

  /** An attempt failed. */
  failed({ connection, remoteModel }: Deployment, error: GatewayError): void {
    if (connection === undefined || error.upstreamFailure === undefined) return;
    if (error.upstreamFailure === 'rejected') return;
    if (error.upstreamFailure !== 'credential') {
      const waitMs = Math.min(error.retryAfterMs ?? BENCH_MS, MAX_BENCH_MS);
      this.#bench(keyOf(connection.id, remoteModel), waitMs);
      return;
    }
    const credential = credentialOf(connection);
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

  /** An attempt succeeded: whatever was held against its deployment is forgotten. */
  succeeded({ connection, remoteModel }: Deployment): void {
    if (connection === undefined || this.#benchedUntil.size === 0) return;
    this.#benchedUntil.delete(credentialOf(connection));
    this.#benchedUntil.delete(keyOf(connection.id, remoteModel));
  }

  #until(key: string, now: number): boolean {
    const until = this.#benchedUntil.get(key);
    if (until === undefined) return false;
    if (until > now) return true;
    this.#benchedUntil.delete(key);
    return false;
  }

  #bench(key: string, ms: number): void {
    this.#benchedUntil.delete(key);
    this.#benchedUntil.set(key, performance.now() + ms);
    if (this.#benchedUntil.size <= MAX_KEPT) return;
    const [oldest] = this.#benchedUntil.keys();
    if (oldest !== undefined) this.#benchedUntil.delete(oldest);
  }
}

/** A connection that was changed has a new chance, and if that fails too, it is news again. */
function credentialOf({ id, revision }: ConnectionEntry): string {
  return `${id}@${revision}`;
}

function keyOf(connectionId: string, remoteModel: string): string {
  return `${connectionId}/${remoteModel}`;
}
