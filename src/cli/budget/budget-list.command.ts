import type { BudgetReport } from '../../ledger/budgets/budget-use';
import type { BudgetUnit } from '../../registry/registry-records';
import { Command } from '../command.decorators';
import { everyRecord } from '../every-record';
import { PlacedCommand } from '../placed-command';
import type { PlacedOptions } from '../placed-command';
import { bar, shortTime } from '../terminal';
import type { Column } from '../terminal';
import { allowanceOf } from './allowance';
import { useBudgets } from './budget-access';
import type { BudgetSource } from './budget-source';

const BAR_WIDTH = 10;

/** `budget list` */
@Command({ name: 'list', description: 'Lists the budgets, and what was used of each.' })
export class BudgetListCommand extends PlacedCommand {
  override readonly examples = ['llm-proxy budget list', 'llm-proxy budget list --url http://localhost:8002'];

  override run(_args: readonly string[], options: PlacedOptions): Promise<void> {
    return useBudgets(this.access, options, async (budgets) => {
      const list: BudgetSource['list'] = (page) => budgets.list(page);
      if (options.json === true) await this.terminal.jsonArray(everyRecord(list));
      else await this.#table(list);
      if (budgets.remark !== undefined) this.terminal.note(budgets.remark);
    });
  }

  async #table(list: BudgetSource['list']): Promise<void> {
    const rows: BudgetReport[] = [];
    for await (const report of everyRecord(list)) rows.push(report);
    if (rows.length === 0) this.terminal.note('There is no budget yet: set one with "llm-proxy budget set".');
    else this.terminal.table(COLUMNS, rows);
  }
}

const COLUMNS: readonly Column<BudgetReport>[] = [
  { title: 'OF', value: ({ owner, owner_name }) => `${owner} ${owner_name}` },
  { title: 'AMOUNT', value: allowanceOf },
  { title: 'USED', value: ({ unit, used }) => figure(unit, used) },
  { title: 'RESERVED', value: ({ unit, reserved }) => figure(unit, reserved) },
  { title: 'REMAINING', value: ({ unit, remaining }) => figure(unit, remaining) },
  { title: '', value: shareOf },
  { title: 'RENEWS', value: renewalOf },
  { title: 'KIND', value: kindOf },
  { title: 'ALIASES', value: ({ aliases }) => aliases?.join(', ') ?? 'all' },
  { title: 'ID', value: ({ id }) => id },
];

function figure(unit: BudgetUnit, amount: number | null): string {
  if (amount === null) return '-';
  return unit === 'usd' ? `$${amount.toFixed(amount > 0 && amount < 1 ? 4 : 2)}` : String(Math.round(amount));
}

/** What share of it is used; on a terminal with a bar. */
function shareOf({ used, amount, raise }: BudgetReport): string {
  if (used === null) return '';
  const limit = raise !== null && Date.now() < Date.parse(raise.until) ? raise.amount : amount;
  const share = used / limit;
  const percent = `${Math.floor(share * 100)}%`;
  return process.stdout.isTTY ? `${percent.padStart(4)} ${bar(share, BAR_WIDTH)}` : percent;
}

function renewalOf({ period, rolling, renews_at }: BudgetReport): string {
  return rolling && period !== 'ever' ? 'bit by bit' : shortTime(renews_at);
}

function kindOf({ hard, on_exhausted }: BudgetReport): string {
  return on_exhausted === null ? (hard ? 'hard' : 'soft') : `then ${on_exhausted.downgrade}`;
}
