import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller';
import type { Deployment } from '../catalogue/deployment';
import { ModelCatalogue } from '../catalogue/model-catalogue';
import { ProviderFileService } from '../catalogue/provider-file.service';
import type { OrderName, RouteSettings } from '../config/provider-file/route-settings';
import { DeploymentHealth } from './health/deployment-health';
import { DeploymentStates } from './health/deployment-states';
import { Affinity } from './order/affinity';
import type { AskedRequest } from './order/asked-request';
import type { Candidate, OrderContext } from './order/candidate';
import { inOrder } from './order/deployment-order';
import { ableOnes, isTooLongFor } from './order/fitness';
import { ORDER_STRATEGIES } from './order/order-strategies';
import { sessionKey } from './order/session-key';

/** Orders that an operator has chosen for what they are: a session does not override them unless it is told to. */
const DELIBERATE: ReadonlySet<OrderName> = new Set(['latency', 'least-busy', 'cost']);
const TOO_SMALL = 1;
const FAILED = 2;

/** Says which deployments a caller's model is tried at, and in which order. */
@Injectable()
export class DeploymentChoice {
  constructor(
    private readonly catalogue: ModelCatalogue,
    private readonly health: DeploymentHealth,
    private readonly states: DeploymentStates,
    private readonly file: ProviderFileService,
    private readonly affinity: Affinity,
  ) {}

  /**
   * The catalogue's deployments that have what the request needs. What is assigned to a virtual key goes by priority and
   * weight, what internal keys reach in the order of the provider file, unless a route says otherwise; a session goes where
   * its prompt cache is; those whose window is too small or that failed a moment ago are last.
   */
  deployments(model: string, caller: Caller, asked: AskedRequest): readonly Deployment[] {
    const listed = this.catalogue.deployments(model, caller);
    if (listed.length < 2) return listed;
    const able = ableOnes(listed, asked);
    const settings = this.file.routeSettings(model);
    const order = settings.order ?? 'priority';
    const candidates = able.map((deployment, place) => candidateOf(deployment, place, settings.order));
    const context: OrderContext = {
      stateOf: (deployment) => this.states.of(deployment),
      asked,
      random: Math.random,
    };
    const isTooLong = isTooLongFor(asked);
    const rankOf = ({ deployment }: Candidate): number =>
      this.health.isLast(deployment, caller.keyId) ? FAILED : isTooLong(deployment) ? TOO_SMALL : 0;
    const ordered = inOrder(candidates, rankOf, (group) => ORDER_STRATEGIES[order](group, context));
    const home = this.#home(ordered, rankOf, settings, `${caller.keyId}\n${model}\n`, asked);
    const all = home === undefined ? ordered : [home, ...ordered.filter((other) => other !== home)];
    return all.map(({ deployment }) => deployment);
  }

  /** Where the call's session is, among those that are as good as the first. */
  #home(
    ordered: readonly Candidate[],
    rankOf: (candidate: Candidate) => number,
    { affinity, order }: RouteSettings,
    whose: string,
    asked: AskedRequest,
  ): Candidate | undefined {
    const [first] = ordered;
    const isOff =
      affinity === false || (affinity === undefined && order !== undefined && DELIBERATE.has(order));
    if (first === undefined || isOff || rankOf(first) > 0) return undefined;
    const peers = ordered.filter(
      (candidate) => candidate.priority === first.priority && rankOf(candidate) === 0,
    );
    if (peers.length < 2 || (affinity === undefined && !this.affinity.isUseful(peers))) return undefined;
    const session = sessionKey(asked);
    return session === undefined ? undefined : this.affinity.choose(whose + session, peers);
  }
}

/** What no virtual key is assigned has its place in the file for a priority, unless a route orders it; fallbacks come later. */
function candidateOf(deployment: Deployment, place: number, order: OrderName | undefined): Candidate {
  const { assignment, isFallback = false } = deployment;
  const isFiled = assignment === undefined && (order === undefined || order === 'priority' || isFallback);
  const priority = isFiled ? place + 1 : (assignment?.priority ?? 1);
  return { deployment, priority: order === 'weighted' ? 1 : priority, weight: assignment?.weight ?? 1 };
}
