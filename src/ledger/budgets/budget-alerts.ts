import type { Logger } from 'pino';
import type { AlertWebhook } from '../../alerts/alert-webhook';
import type { BudgetClock } from './budget-clock';
import { amountText, periodText } from './budget-words';
import type { BudgetAccount } from './budget-account';
import { rollingMs } from './budget-window';
import type { ShareReached } from './alert-query';

/** Of these shares of a budget is told. */
const SHARES = [0.5, 0.8, 1] as const;

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

/**
 * Tells when a share of a budget is used: in the log and by webhook, once a budget, share and period, however many replicas
 * there are and however often they start. A budget with another amount is another one.
 */
export class BudgetAlerts {
  /** @param firstToTell asks all replicas; rejects while the ledger is away */
  constructor(
    private readonly log: Pick<Logger, 'warn'>,
    private readonly webhook: Pick<AlertWebhook, 'send'> | undefined,
    private readonly firstToTell: (share: ShareReached) => Promise<boolean>,
    private readonly clock: Pick<BudgetClock, 'now'>,
  ) {}

  /** Looks whether a share was reached; tells of it in its own time. */
  look(account: BudgetAccount): void {
    const now = this.clock.now();
    const limit = account.limitAt(now);
    if (account.spent < SHARES[0] * limit) return;
    for (const share of SHARES) {
      if (account.spent < share * limit) return;
      const name = `${limit}:${share}`;
      if ((account.alerted.get(name) ?? 0) > now) continue;
      const until = endOf(account, now);
      account.alerted.set(name, until);
      void this.#tell(account, limit, { budget: `${account.name}:${limit}`, share, at: now, until }).catch(
        () => {
          // The ledger is away: it is asked again when something else is used.
          account.alerted.delete(name);
        },
      );
    }
  }

  async #tell(account: BudgetAccount, limit: number, reached: ShareReached): Promise<void> {
    const { budget, spent, window } = account;
    if (!(await this.firstToTell(reached))) return;
    const { id, owner, ownerId, unit, period, hard } = budget;
    const { share } = reached;
    const percent = share * 100;
    this.log.warn(
      { alert: true, budget: id, owner: ownerId, unit, spent, amount: limit },
      `A budget is used up to ${percent} percent.`,
    );
    const name = account.ownerName ?? ownerId;
    const renews = Number.isFinite(window.end) ? new Date(window.end).toISOString() : null;
    const isOver = window.end <= reached.at;
    const when = isOver ? `in the ${period} that ended at ${renews}` : periodText(budget);
    const used = `${amountText(unit, spent)} of ${amountText(unit, limit)} ${when}`;
    const next = renews === null || isOver ? '' : ` It renews at ${renews}.`;
    const text = `The budget of the ${owner} ${name} is used up to ${percent} percent: ${used}.${next}`;
    this.webhook?.send({
      text,
      type: 'budget.share_reached',
      at: new Date(this.clock.now()).toISOString(),
      share,
      spent,
      limit,
      renews_at: renews,
      budget: { id, owner, owner_id: ownerId, owner_name: name, unit, amount: budget.amount, period, hard },
    });
  }
}

/** When a share may be told anew. Calls go on when their period is over, for a day at most, and use what is of that period. */
function endOf({ budget, window }: BudgetAccount, now: number): number {
  if (Number.isFinite(window.end)) return window.end + DAY_MS;
  return budget.period === 'ever' ? now + 100 * YEAR_MS : now + rollingMs(budget.period);
}
