import { Command } from '../command.decorators';
import { PlacedCommand } from '../placed-command';
import type { PlacedOptions } from '../placed-command';
import { useBudgets } from './budget-access';

/** `budget show` */
@Command({
  name: 'show',
  arguments: '<budget>',
  description: 'Shows a budget and what was used of it; by its id, or whose only one it is.',
})
export class BudgetShowCommand extends PlacedCommand {
  override readonly examples = ['llm-proxy budget show acme/search'];

  override run([ref = '']: readonly string[], options: PlacedOptions): Promise<void> {
    return useBudgets(this.access, options, async (budgets) => {
      const report = await budgets.get(ref);
      if (options.json === true) this.terminal.json(report);
      else this.terminal.record(report);
      if (budgets.remark !== undefined) this.terminal.note(budgets.remark);
    });
  }
}
