import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Cancellation } from '../../cancellation/cancellation';
import type { Deployment } from '../../catalogue/deployment';
import { ModelCatalogue } from '../../catalogue/model-catalogue';
import { ProviderFileService } from '../../catalogue/provider-file.service';
import type { FileHealthCheck } from '../../config/provider-file/provider-file';
import { GatewayError } from '../../errors/gateway-error';
import { toGatewayError } from '../../errors/to-gateway-error';
import { emptyFacts } from '../../llm/llm-adapter';
import { openAiChatWire } from '../../wire/openai-chat/openai-chat.wire';
import { inWire } from '../in-wire';
import { DeploymentHealth } from './deployment-health';
import type { DeploymentState } from './deployment-state';
import { DeploymentStates } from './deployment-states';

/** How often it is seen which checks are due. */
const TICK_MS = 100;
/** The longest that a check may take. */
const CHECK_LIMIT_MS = 10_000;
/** Whose attempts checks are: no key's. */
const CHECKER = '(health check)';

/**
 * Asks deployments that keep failing with a cheap call, so that no caller has to find out: where the provider file says so, and
 * there alone. The call is a chat of one word; a refusal of it is a sign of life too. A proxy's own health route is never asked:
 * LiteLLM's calls every one of its models.
 */
@Injectable()
export class ActiveChecks implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #running = new Map<string, Cancellation>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly file: ProviderFileService,
    private readonly catalogue: ModelCatalogue,
    @Inject(DeploymentStates) private readonly states: DeploymentStates,
    private readonly health: DeploymentHealth,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#tick();
    }, TICK_MS);
    this.#timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
    for (const running of this.#running.values()) running.abort(new Error('The service stops.'));
  }

  #tick(): void {
    const checks = this.file.healthChecks;
    if (checks.size === 0) return;
    const now = performance.now();
    for (const state of this.states.all()) {
      const check = checks.get(state.id.slice(0, state.id.indexOf('/')));
      state.checkEveryMs = check?.intervalMs;
      if (check === undefined || this.#running.has(state.id) || state.isClosed(now)) continue;
      if (now - state.checkedAt >= check.intervalMs) void this.#check(state, check);
    }
  }

  async #check(state: DeploymentState, { model }: FileHealthCheck): Promise<void> {
    const deployment = this.catalogue.deploymentNamed(state.id);
    const connection = deployment?.connection;
    if (deployment === undefined || connection === undefined) return;
    const asked =
      model === undefined ? deployment : this.catalogue.deploymentNamed(`${connection.name}/${model}`);
    const limit = new Cancellation();
    this.#running.set(state.id, limit);
    const timer = setTimeout(() => {
      limit.abort(
        new GatewayError('TIMEOUT', 'The check took too long.', { upstreamFailure: 'headers_timeout' }),
      );
    }, CHECK_LIMIT_MS);
    timer.unref();
    const permit = this.health.begin(deployment, CHECKER);
    try {
      await ask(asked ?? deployment, limit);
      permit.abandoned();
      this.health.checkedWell(deployment);
    } catch (thrown) {
      const error = limit.aborted ? limit.reason : toGatewayError(thrown);
      if (!(error instanceof GatewayError)) permit.abandoned();
      else if (error.upstreamFailure === 'rejected') {
        permit.abandoned();
        this.health.checkedWell(deployment);
      } else permit.failed(error);
    } finally {
      clearTimeout(timer);
      this.#running.delete(state.id);
      state.checkedAt = performance.now();
    }
  }
}

async function ask(deployment: Deployment, limit: Cancellation): Promise<void> {
  const { remoteModel, deploymentName, id } = deployment;
  const body = { model: remoteModel, messages: [{ role: 'user', content: 'ping' }], max_tokens: 1 };
  const call = {
    raw: Buffer.from(JSON.stringify(body)),
    body,
    model: remoteModel,
    wire: openAiChatWire,
    deploymentName,
    deploymentId: id,
    usageWanted: false,
    headers: {},
    facts: emptyFacts(),
  };
  await inWire(deployment, call).complete(call, limit);
}
