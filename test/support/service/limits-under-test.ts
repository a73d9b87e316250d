import { EventEmitter } from 'node:events';
import { Module } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import { Test } from '@nestjs/testing';
import { SkipThrottle } from '@nestjs/throttler';
import pino from 'pino';
import { Public } from '../../../src/auth/public.decorator';
import { readSettings } from '../../../src/config/read-settings';
import { Settings } from '../../../src/config/settings';
import type { ErrorCode } from '../../../src/errors/gateway-error';
import { GatewayError } from '../../../src/errors/gateway-error';
import type { Deployment } from '../../../src/catalogue/deployment';
import { DeploymentChoice } from '../../../src/routing/deployment-choice';
import { Budgets } from '../../../src/ledger/budgets/budgets';
import { CallCost } from '../../../src/ledger/budgets/call-cost';
import { Ledger } from '../../../src/ledger/ledger';
import { RegistryView } from '../../../src/registry/memory/registry-view';
import type { AssignmentEntry, OwnerLimit } from '../../../src/registry/memory/registry-view';
import { ServiceLog } from '../../../src/log/service-log';
import type { Admission } from '../../../src/admission/admission';
import { BucketStore } from '../../../src/admission/buckets/bucket-store';
import { LimitEvents } from '../../../src/admission/limit-events';
import { LimitsGuard } from '../../../src/admission/limits.guard';
import { AdmissionModule } from '../../../src/admission/admission.module';
import { MemoryBucketStore } from '../../../src/admission/buckets/memory/memory-bucket.store';
import { RequestSlots } from '../../../src/admission/request-slots';
import { demandOf } from '../../../src/admission/call-demand';
import { TakesSlot } from '../../../src/admission/takes-slot.decorator';

class Routes {
  @TakesSlot(demandOf(['max_completion_tokens', 'max_tokens']))
  chat(): void {}

  @TakesSlot(demandOf(['max_completion_tokens', 'max_tokens']))
  chatAlias(): void {}

  list(): void {}

  @Public()
  health(): void {}

  @SkipThrottle()
  metrics(): void {}
}

/** A request as the guard sees it. */
export interface GuardedCall {
  readonly route?: keyof Routes;
  readonly key?: string;
  readonly address?: string;
  readonly model?: string;
  /** What the key may use, in order; makes it a virtual key. */
  readonly assigned?: readonly Deployment[];
  /** Limits of the key itself, or of its groups. */
  readonly limits?: readonly OwnerLimit[];
  /** Further fields of the body. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A deployment whose assignment has no limits unless they are given. */
export function deployment(id: string, limits: Partial<AssignmentEntry> = {}): Deployment {
  const none = { requestsPerSecond: 0, requestBurst: 0, tokensPerSecond: 0, tokenBurst: 0 };
  const part: unknown = { id, assignment: { id: `as_${id}`, ...none, ...limits } };
  return part as Deployment;
}

const routes = new Routes();
const DEFAULTS = {
  LLM_PROXY__KEY_RPS: '1',
  LLM_PROXY__KEY_BURST: '3',
  LLM_PROXY__ADDRESS_RPS: '1',
  LLM_PROXY__ADDRESS_BURST: '2',
};

/**
 * The guard over a store in memory on a clock that moves only when told, or over another store.
 * @param environment settings on top of buckets of a few requests
 */
export async function guarded(environment: Record<string, string> = {}, store?: BucketStore) {
  const settings = readSettings({ ...DEFAULTS, ...environment });
  const events = { refused: jest.fn(), nearlyRefused: jest.fn() };
  const deployments = jest.fn<readonly Deployment[], [string, unknown]>();
  @Module({
    providers: [
      { provide: Settings, useValue: settings },
      { provide: ServiceLog, useValue: pino({ level: 'silent' }) },
      { provide: Ledger, useValue: { refuses: false } },
      // No key here has a budget.
      { provide: Budgets, useValue: { of: () => [] } },
      { provide: CallCost, useValue: {} },
      { provide: RegistryView, useValue: { group: () => undefined } },
      { provide: DeploymentChoice, useValue: { deployments } },
    ],
    exports: [Settings, ServiceLog, Ledger, Budgets, CallCost, DeploymentChoice, RegistryView],
  })
  class Surroundings {}
  const clock = { ms: 0 };
  const builder = Test.createTestingModule({
    imports: [{ module: Surroundings, global: true }, AdmissionModule],
  });
  const module = await builder
    .overrideProvider(LimitEvents)
    .useValue(events)
    .overrideProvider(BucketStore)
    .useValue(store ?? new MemoryBucketStore({ now: () => clock.ms }))
    .compile();
  await module.init();
  const guard = module.get(LimitsGuard);
  const slots = module.get(RequestSlots);

  async function call({ route = 'chat', key, address = '192.0.2.1', ...asked }: GuardedCall) {
    const { model, assigned, limits, fields } = asked;
    const answerHeaders: string[] = [];
    const raw = Object.assign(new EventEmitter(), { closed: false });
    const kind = assigned === undefined ? 'internal' : 'virtual';
    const rules = limits && { limits, concurrent: [], addresses: [], doors: [], capture: undefined };
    const caller = key === undefined ? undefined : { keyId: key, kind, key: { id: key, rules } };
    const body = key === undefined ? undefined : { model, ...fields };
    const rawBody = Buffer.alloc(400);
    const admission = undefined as Admission | undefined;
    const request = {
      caller,
      address,
      params: {},
      body,
      rawBody,
      admission,
      answerHeaders,
      trace: {},
      headers: {},
      raw: { headers: {} },
    };
    deployments.mockReturnValue(assigned ?? []);
    const context = new ExecutionContextHost([request, { raw, request }], Routes, routes[route]);
    let message = '';
    const result = await guard.canActivate(context).then(
      (): ErrorCode | 'passed' => 'passed',
      (error: unknown) => {
        if (!(error instanceof GatewayError)) throw error;
        message = error.message;
        return error.code;
      },
    );
    const pairs = answerHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, answerHeaders[at + 1]]] : []));
    const headers = Object.fromEntries(pairs) as Record<string, string>;
    return { result, headers, message, admission: request.admission, finish: () => raw.emit('close') };
  }
  const results = async (...calls: GuardedCall[]) => {
    const seen: string[] = [];
    for (const each of calls) seen.push((await call(each)).result);
    return seen;
  };
  return { call, results, events, slots, clock };
}

/** A list of so many equal elements. */
export const times = <T>(count: number, what: T): T[] => Array.from({ length: count }, () => what);
