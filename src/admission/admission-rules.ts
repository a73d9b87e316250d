import type { AdmissionRule } from './admission-rule';
import { AdmissionRules } from './admission-rule';
import { AccessRule } from './rules/access.rule';
import { AssignmentLimitsRule } from './rules/assignment-limits.rule';
import { BudgetRule } from './rules/budget.rule';
import { ConcurrencyRule } from './rules/concurrency.rule';
import { KeyRateRule } from './rules/key-rate.rule';
import { LedgerRule } from './rules/ledger.rule';
import { ModelRateRule } from './rules/model-rate.rule';
import { OwnerLimitsRule } from './rules/owner-limits.rule';
import { SlotsRule } from './rules/slots.rule';

/**
 * Every reason to refuse a request with a valid key, in the order in which they are entered. Without a valid key there is
 * one: `rules/address-rate.rule.ts`.
 */
const RULES = [
  AccessRule,
  LedgerRule,
  BudgetRule,
  SlotsRule,
  ConcurrencyRule,
  KeyRateRule,
  OwnerLimitsRule,
  ModelRateRule,
  AssignmentLimitsRule,
];

/** Providers of the rules and of their list. */
export const admissionRuleProviders = [
  ...RULES,
  {
    provide: AdmissionRules,
    inject: RULES,
    useFactory: (...rules: AdmissionRule[]): readonly AdmissionRule[] => rules,
  },
];
