import { Inject, Injectable } from '@nestjs/common';
import { GatewayError } from '../../errors/gateway-error';
import { RegistryView } from '../../registry/memory/registry-view';
import type { ConcurrencyLimit } from '../../registry/memory/registry-view';
import type { AdmissionRule, AskedFor, ClosesOnce } from '../admission-rule';
import { LimitEvents } from '../limit-events';
import { rulesOf } from './rules-of';

/** Another call may end at any time, so that it is worth trying again soon. */
const RETRY_AFTER_MS = 1_000;

/** A key and its groups may have so many calls that run at the same time; each process counts its own. */
@Injectable()
export class ConcurrencyRule implements AdmissionRule {
  readonly #running = new Map<string, number>();
  readonly #taken = new WeakMap<AskedFor, readonly string[]>();

  constructor(
    @Inject(RegistryView) private readonly registry: Pick<RegistryView, 'group'>,
    @Inject(LimitEvents) private readonly events: LimitEvents,
  ) {}

  /** @throws GatewayError RATE_LIMIT when as many calls run as may */
  enter(asked: AskedFor): void {
    const { caller, model } = asked;
    if (model === undefined || caller.kind !== 'virtual') return;
    const limits = rulesOf(caller.key, this.registry).flatMap(({ concurrent }) => concurrent);
    if (limits.length === 0) return;
    const full = limits.find(({ ownerId, max }) => (this.#running.get(ownerId) ?? 0) >= max);
    if (full !== undefined) this.#refuse(full);
    const owners = limits.map(({ ownerId }) => ownerId);
    for (const owner of owners) this.#running.set(owner, (this.#running.get(owner) ?? 0) + 1);
    this.#taken.set(asked, owners);
  }

  leave(asked: AskedFor): void {
    for (const owner of this.#taken.get(asked) ?? []) {
      const others = (this.#running.get(owner) ?? 1) - 1;
      if (others > 0) this.#running.set(owner, others);
      else this.#running.delete(owner);
    }
    this.#taken.delete(asked);
  }

  hold(asked: AskedFor, response: ClosesOnce): void {
    if (!this.#taken.has(asked)) return;
    const ended = (): void => {
      this.leave(asked);
    };
    if (response.closed) ended();
    else response.once('close', ended);
  }

  #refuse({ owner, max }: ConcurrencyLimit): never {
    this.events.refused(`${owner}-concurrent`);
    const whose = owner === 'key' ? 'of this key' : "of this key's group";
    const calls = max === 1 ? 'call' : 'calls';
    const message = `Limit reached ${whose}: ${max} ${calls} at once. Try again when one has ended.`;
    throw new GatewayError('RATE_LIMIT', message, {
      providerCode: 'rate_limit_exceeded',
      retryAfterMs: RETRY_AFTER_MS,
    });
  }
}
