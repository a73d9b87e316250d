import { Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { AlertWebhook } from '../alerts/alert-webhook';
import { ProcessEnvironment } from '../config/environment';
import type { Environment } from '../config/environment';
import { readProxySettings } from '../config/proxy-settings';
import { Settings } from '../config/settings';
import { ServiceLog } from '../log/service-log';
import { RegistryView } from '../registry/memory/registry-view';
import { BudgetAlerts } from './budgets/budget-alerts';
import { BudgetClock } from './budgets/budget-clock';
import { BudgetMetrics } from './budgets/budget-metrics';
import { Budgets } from './budgets/budgets';
import { CallCost } from './budgets/call-cost';
import { UsualUse } from './budgets/usual-use';
import { Ledger } from './ledger';
import { LedgerMetrics } from './ledger-metrics';
import { PriceBook } from './prices/price-book';
import { UsageReports } from './reports/usage-report';

/** The ledger, opened with the application and closed after its last call. */
@Global()
@Module({
  providers: [
    {
      provide: Ledger,
      inject: [Settings, ServiceLog],
      useFactory: (settings: Settings, log: Logger): Ledger => new Ledger(settings, log),
    },
    LedgerMetrics,
    BudgetMetrics,
    {
      provide: PriceBook,
      inject: [RegistryView],
      useFactory: (registry: RegistryView): PriceBook => new PriceBook(registry),
    },
    {
      provide: UsualUse,
      inject: [Ledger],
      useFactory: (ledger: Ledger): UsualUse => new UsualUse(ledger),
    },
    CallCost,
    {
      provide: AlertWebhook,
      inject: [Settings, ProcessEnvironment, ServiceLog],
      useFactory: (settings: Settings, environment: Environment, log: Logger): AlertWebhook | undefined =>
        AlertWebhook.open(settings, readProxySettings(environment), log),
    },
    {
      provide: BudgetAlerts,
      inject: [ServiceLog, AlertWebhook, Ledger, BudgetClock],
      useFactory: (
        log: Logger,
        webhook: AlertWebhook | undefined,
        ledger: Ledger,
        clock: BudgetClock,
      ): BudgetAlerts => new BudgetAlerts(log, webhook, (share) => ledger.query('firstToTell', share), clock),
    },
    {
      provide: BudgetClock,
      inject: [ServiceLog],
      useFactory: (log: Logger): BudgetClock => new BudgetClock(log),
    },
    {
      provide: Budgets,
      inject: [Settings, RegistryView, Ledger, BudgetAlerts, BudgetClock],
      useFactory: (
        settings: Settings,
        registry: RegistryView,
        ledger: Ledger,
        alerts: BudgetAlerts,
        clock: BudgetClock,
      ): Budgets => new Budgets(settings, registry, ledger, alerts, clock),
    },
    {
      provide: UsageReports,
      inject: [Ledger, PriceBook],
      useFactory: (ledger: Ledger, prices: PriceBook): UsageReports => new UsageReports(ledger, prices),
    },
  ],
  exports: [Ledger, PriceBook, UsageReports, Budgets, BudgetClock, CallCost],
})
export class LedgerModule {}
