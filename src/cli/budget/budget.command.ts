import { BUDGET_PERIODS } from '../../registry/budgets/budget.record';
import type { RegistryAdmin } from '../../registry/registry-admin';
import type { BudgetPeriod } from '../../registry/registry-records';
import { Command, Option } from '../command.decorators';
import { CommandGroup } from '../command-group';
import { expiryOf } from '../option-values';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { RemoveCommand } from '../remove-command';
import { UsageError } from '../usage-error';
import { allowanceOf } from './allowance';
import { budgetAmountOf } from './budget-amount';
import { BudgetListCommand } from './budget-list.command';
import { BudgetShowCommand } from './budget-show.command';

interface SetFlags extends RegistryOptions {
  readonly group?: string;
  readonly key?: string;
  readonly usd?: number;
  readonly tokens?: number;
  readonly calls?: number;
  readonly period?: BudgetPeriod;
  readonly soft?: boolean;
  readonly rolling?: boolean;
  readonly alias?: readonly string[];
  readonly downgrade?: string;
}

/** `budget set` */
@Command({ name: 'set', description: 'Adds a budget to a key or to a group.' })
class BudgetSetCommand extends RegistryCommand<SetFlags> {
  override readonly examples = [
    'llm-proxy budget set --group acme/search --usd 50 --period month',
    'llm-proxy budget set --key Frontend-App --tokens 1000000 --period day --soft',
    'llm-proxy budget set --group acme/search --usd 50 --alias big --downgrade small',
  ];

  @Option({ flags: '--group <group>', description: 'id or path of the group' })
  parseGroup(text: string): string {
    return text;
  }

  @Option({ flags: '--key <name>', description: 'id or name of the virtual key' })
  parseKey(text: string): string {
    return text;
  }

  @Option({ flags: '--usd <dollars>', description: 'US dollars' })
  parseUsd(text: string): number {
    return budgetAmountOf('--usd', 'usd', text);
  }

  @Option({ flags: '--tokens <number>', description: 'tokens, of prompts and answers together' })
  parseTokens(text: string): number {
    return budgetAmountOf('--tokens', 'tokens', text);
  }

  @Option({ flags: '--calls <number>', description: 'calls' })
  parseCalls(text: string): number {
    return budgetAmountOf('--calls', 'calls', text);
  }

  @Option({
    flags: '--period <period>',
    description: `one of ${BUDGET_PERIODS.join(', ')}; month by default`,
  })
  parsePeriod(text: string): BudgetPeriod {
    const period = BUDGET_PERIODS.find((one) => one === text);
    if (period !== undefined) return period;
    throw new UsageError(`--period takes one of ${BUDGET_PERIODS.join(', ')}, not '${text}'.`);
  }

  @Option({ flags: '--soft', description: 'warn in the log, and refuse nothing' })
  parseSoft(): boolean {
    return true;
  }

  @Option({ flags: '--rolling', description: 'the period ends now, instead of being one of the calendar' })
  parseRolling(): boolean {
    return true;
  }

  @Option({ flags: '--alias <alias>', description: 'only calls by this alias count; may be repeated' })
  parseAlias(text: string, before: readonly string[] = []): string[] {
    return [...before, text];
  }

  @Option({
    flags: '--downgrade <alias>',
    description: 'call this alias when the budget is used up, instead of refusing',
  })
  parseDowngrade(text: string): string {
    return text;
  }

  protected override async execute({ budgets }: RegistryAdmin, flags: SetFlags): Promise<void> {
    const { group, key, usd, tokens, calls, period, soft = false, rolling = false, alias, downgrade } = flags;
    const amounts = (
      [
        ['usd', usd],
        ['tokens', tokens],
        ['calls', calls],
      ] as const
    ).flatMap(([unit, amount]) => (amount === undefined ? [] : [{ unit, amount }]));
    const [amount, ...others] = amounts;
    if (amount === undefined || others.length > 0)
      throw new UsageError('Give one of --usd, --tokens and --calls.');
    if ((group === undefined) === (key === undefined)) throw new UsageError('Give one of --group and --key.');
    const budget = await budgets.create({
      ...(group !== undefined && { group }),
      ...(key !== undefined && { key }),
      ...amount,
      ...(period !== undefined && { period }),
      ...(alias !== undefined && { aliases: alias }),
      ...(downgrade !== undefined && { on_exhausted: { downgrade } }),
      rolling,
      hard: !soft,
    });
    this.report(flags, budget, `${budget.owner_name} may use ${allowanceOf(budget)} (${budget.id}).`);
  }
}

interface RaiseFlags extends RegistryOptions {
  readonly amount?: number;
  readonly until?: string;
}

/** `budget raise` */
@Command({
  name: 'raise',
  arguments: '<budget>',
  description: 'Gives a budget another amount, for good or until a time.',
})
class BudgetRaiseCommand extends RegistryCommand<RaiseFlags> {
  override readonly examples = ['llm-proxy budget raise acme/search --amount 80 --until 2030-01-01'];

  @Option({ flags: '--amount <number>', description: 'of the unit of the budget', required: true })
  parseAmount(text: string): number {
    // Which unit it is in is known later.
    return budgetAmountOf('--amount', 'usd', text);
  }

  @Option({ flags: '--until <when>', description: '7d, a date or a time; for good where it is not given' })
  parseUntil(text: string): string {
    return text;
  }

  protected override async execute(
    { budgets }: RegistryAdmin,
    flags: RaiseFlags,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const { amount = 0 } = flags;
    const until = flags.until === undefined ? null : expiryOf('--until', flags.until);
    const budget = await budgets.update(ref, until === null ? { amount } : { raise: { amount, until } });
    this.report(flags, budget, `${budget.owner_name} may use ${allowanceOf(budget)}.`);
  }
}

/** `budget reset` */
@Command({
  name: 'reset',
  arguments: '<budget>',
  description: 'Counts a budget from zero: what was spent before counts no more.',
})
class BudgetResetCommand extends RegistryCommand {
  override readonly examples = ['llm-proxy budget reset acme/search'];

  protected override async execute(
    { budgets }: RegistryAdmin,
    flags: RegistryOptions,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const budget = await budgets.reset(ref);
    this.report(flags, budget, `The budget of ${budget.owner_name} counts from zero.`);
  }
}

/** `budget remove` */
@Command({ name: 'remove', arguments: '<budget>', description: 'Removes a budget.' })
class BudgetRemoveCommand extends RemoveCommand {
  override readonly examples = ['llm-proxy budget remove acme/search'];
  protected override readonly kind = 'Budget';

  protected override collection({ budgets }: RegistryAdmin): RegistryAdmin['budgets'] {
    return budgets;
  }
}

/** `budget` */
@Command({
  name: 'budget',
  description: 'How much keys and groups may use.',
  subCommands: [
    BudgetSetCommand,
    BudgetListCommand,
    BudgetShowCommand,
    BudgetRaiseCommand,
    BudgetResetCommand,
    BudgetRemoveCommand,
  ],
})
export class BudgetCommand extends CommandGroup {}
