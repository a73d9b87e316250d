import { processEnvironment } from '../../config/environment';
import { readSettings } from '../../config/read-settings';
import type { Settings } from '../../config/settings';
import { amountAt } from '../../ledger/budgets/budget-account';
import { budgetUse } from '../../ledger/budgets/budget-use';
import type { BudgetReport } from '../../ledger/budgets/budget-use';
import { BudgetCalendar } from '../../ledger/budgets/budget-window';
import type { BudgetWindow } from '../../ledger/budgets/budget-window';
import { spentAsked } from '../../ledger/budgets/spent-asked';
import { budgetsSpent } from '../../ledger/reports/budget-spent';
import type { Spent, SpentAsked } from '../../ledger/reports/spent';
import { openLedger } from '../../ledger/store/ledger-schema';
import { budgetEntry } from '../../registry/memory/money-contents';
import type { BudgetEntry, RegistryView } from '../../registry/memory/registry-view';
import type { BudgetRecord } from '../../registry/registry-records';
import { useLocalRegistry } from '../local-registry';
import type { BudgetSource } from './budget-source';

const FROM_THE_LEDGER =
  'Read from the database: it does not know what calls that run have reserved, nor what they use until it is written. Ask a running service with --url.';
const UNKNOWN =
  'What was used is not known: the ledger cannot be read here. Ask a running service with --url.';

/** What was used by each of several owners; undefined where nobody can tell. */
type AskSpent = (asked: readonly SpentAsked[]) => Promise<readonly Spent[] | undefined>;

/** Runs some work on the budgets of the database, with what its ledger says was used. */
export async function useLocalBudgets(work: (source: BudgetSource) => Promise<void>): Promise<void> {
  const settings = readSettings(processEnvironment());
  await useLocalRegistry(
    ({ registry: { budgets }, view }) =>
      withLedger(settings, (spent, remark) => {
        const reports = new LocalBudgets(settings.budgetTimezone, view, spent);
        return work({
          remark,
          list: async (page) => {
            const { data, next_cursor } = await budgets.list(page);
            return { data: await reports.of(data), next_cursor };
          },
          get: async (ref) => reports.ofOne(await budgets.get(ref)),
        });
      }),
    { inMemory: true },
  );
}

class LocalBudgets {
  readonly #calendar: BudgetCalendar;
  readonly #now = Date.now();

  constructor(
    timeZone: string,
    private readonly view: Pick<RegistryView, 'group'>,
    private readonly spent: AskSpent,
  ) {
    this.#calendar = new BudgetCalendar(timeZone);
  }

  async of(records: readonly BudgetRecord[]): Promise<readonly BudgetReport[]> {
    const spent = await this.spent(
      records.map((record) => spentAsked(this.#inTime(record), this.view, false)),
    );
    return records.map((record, at) => this.#report(record, spent?.[at]));
  }

  async ofOne(record: BudgetRecord): Promise<BudgetReport> {
    const spent = await this.spent([spentAsked(this.#inTime(record), this.view, false)]);
    return this.#report(record, spent?.[0]);
  }

  #inTime(record: BudgetRecord): { readonly budget: BudgetEntry; readonly window: BudgetWindow } {
    const budget = budgetEntry(record);
    return { budget, window: this.#calendar.window(budget.period, budget.rolling, this.#now) };
  }

  #report(record: BudgetRecord, spent: Spent | undefined): BudgetReport {
    const { budget, window } = this.#inTime(record);
    const standing = { limit: amountAt(budget, this.#now), spent: spent?.[budget.unit] ?? null };
    return { ...record, ...budgetUse({ ...standing, reserved: null, renewsAt: window.end }) };
  }
}

/** An operator must see his budgets also where there is no ledger, or it does not open. */
async function withLedger(
  { ledger, databaseUrl, dataDir }: Settings,
  work: (spent: AskSpent, remark: string) => Promise<void>,
): Promise<void> {
  const database = ledger
    ? await openLedger({ databaseUrl: databaseUrl?.reveal(), dataDir }).catch(() => undefined)
    : undefined;
  if (database === undefined) return work(() => Promise.resolve(undefined), UNKNOWN);
  try {
    await work((asked) => budgetsSpent(database, asked), FROM_THE_LEDGER);
  } finally {
    await database.close();
  }
}
