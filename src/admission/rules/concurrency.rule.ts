import { Inject, Injectable } from '@nestjs/common';
import { RegistryView } from '../../registry/memory/registry-view';
import type { AdmissionRule, AskedFor, ClosesOnce } from '../admission-rule';
import { RunningCalls, RunningClaim } from '../running-calls';
import { rulesOf } from './rules-of';

/** A key and its groups may have so many calls that run at the same time, over all replicas that share limits. */
@Injectable()
export class ConcurrencyRule implements AdmissionRule {
  readonly #running = new RunningCalls();

  constructor(@Inject(RegistryView) private readonly registry: Pick<RegistryView, 'group'>) {}

  /** What the call asks for; that is decided together with the buckets. */
  enter(asked: AskedFor): void {
    const { caller, model } = asked;
    if (model === undefined || caller.kind !== 'virtual') return;
    const rules = rulesOf(caller.key, this.registry);
    if (rules.every(({ concurrent }) => concurrent.length === 0)) return;
    asked.running = new RunningClaim(
      rules.flatMap(({ concurrent }) => concurrent),
      this.#running,
    );
  }

  leave({ running }: AskedFor): void {
    running?.release();
  }

  hold({ running }: AskedFor, response: ClosesOnce): void {
    if (running === undefined) return;
    const ended = (): void => {
      running.release();
    };
    if (response.closed) ended();
    else response.once('close', ended);
  }
}
