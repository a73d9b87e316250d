import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Settings } from '../config/settings';
import { GatewayError } from '../errors/gateway-error';
import { toGatewayError } from '../errors/to-gateway-error';
import { LlmAdapter } from '../llm/llm-adapter';
import type { ModelCard } from '../llm/llm-adapter';
import { Metrics } from '../metrics/metrics';
import { Outage } from '../log/outage';
import { ServiceLog } from '../log/service-log';
import type { ListedModel, UpstreamState } from './listed-model';

/** From one answer of the upstream to the next question. */
const REFRESH_MS = 60_000;
/** The same while it does not answer. */
const RETRY_MS = 5_000;
/** A list older than this is still served, and asked for anew behind it. */
const STALE_MS = 5_000;
/** The longest that one question may take. */
const ANSWER_LIMIT_MS = 10_000;
/** The longest that a caller waits while nothing is known yet. */
const FIRST_ANSWER_LIMIT_MS = 2_000;

const UNREACHABLE =
  'The upstream cannot be reached: its models are listed as not available until it is back.';

/**
 * The models of the upstream: asked for at start and again and again in the background, so that neither the start nor,
 * once something is known, a caller waits for it. What was known stays while the upstream is away.
 */
@Injectable()
export class ModelList implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();
  #cards: readonly ModelCard[] | undefined;
  #reachable = true;
  #lastError: string | undefined;
  readonly #outage = new Outage();
  #askedAt = -Infinity;
  #refreshing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(LlmAdapter) private readonly adapter: LlmAdapter,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(ServiceLog) private readonly log: Logger,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    void this.refresh();
  }

  onModuleDestroy(): void {
    clearTimeout(this.#timer);
    this.#closing.abort();
  }

  /** How the upstream fared when it was last asked; asks nothing. */
  get upstream(): UpstreamState {
    return { name: this.adapter.upstream, reachable: this.#reachable, lastError: this.#lastError };
  }

  /** The last good list; without one, after a short wait for it, the default model alone. Never rejects. */
  async models(): Promise<readonly ListedModel[]> {
    if (this.#cards === undefined) await this.#firstAnswer();
    else if (performance.now() - this.#askedAt > STALE_MS) void this.refresh();
    const available = this.#reachable && this.#cards !== undefined;
    const cards = this.#cards ?? [this.#defaultModel()];
    return cards.map(({ id, provider, contextLength = null }) => {
      return { id, provider, contextLength, maxOutputTokens: null, available };
    });
  }

  /** Asks the upstream now; joins a question that is under way. Resolves with its end, also when it failed. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#ask();
    return this.#refreshing;
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    const { signal } = this.#closing;
    try {
      const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
      this.#answered(await this.adapter.models(AbortSignal.any([signal, limit])));
    } catch (thrown) {
      if (!signal.aborted) this.#failed(thrown);
    }
    this.#askedAt = performance.now();
    this.#refreshing = undefined;
    if (signal.aborted) return;
    this.#timer = setTimeout(() => void this.refresh(), this.#reachable ? REFRESH_MS : RETRY_MS);
    this.#timer.unref();
  }

  #answered(cards: readonly ModelCard[]): void {
    if (this.#outage.end()) this.log.info({ upstream: this.adapter.upstream }, 'The upstream is back.');
    this.#reachable = true;
    this.#lastError = undefined;
    this.#cards = this.settings.llmMode === 'mock' ? this.#withDefault(cards) : cards;
    this.metrics.knowModels([this.settings.defaultModel, ...this.#cards.map(({ id }) => id)]);
  }

  #failed(thrown: unknown): void {
    const error = inWords(thrown);
    if (this.#outage.isNews(error.message)) {
      const fields = { upstream: this.adapter.upstream, alert: true, reason: error.message };
      const failure = error.upstreamFailure;
      this.log.warn({ ...fields, upstream_failure: failure, cause: systemCode(error.cause) }, UNREACHABLE);
    }
    this.#reachable = false;
    this.#lastError = error.message;
  }

  #firstAnswer(): Promise<void> {
    return new Promise((resolve) => {
      const limit = setTimeout(resolve, FIRST_ANSWER_LIMIT_MS);
      limit.unref();
      void this.refresh().finally(() => {
        clearTimeout(limit);
        resolve();
      });
    });
  }

  #defaultModel(): ModelCard {
    return { id: this.settings.defaultModel, provider: this.adapter.upstream, contextLength: undefined };
  }

  /** The mock answers to every name as the first model of its list does: so the default is listed with its data. */
  #withDefault(cards: readonly ModelCard[]): readonly ModelCard[] {
    const { defaultModel } = this.settings;
    if (cards.some(({ id }) => id === defaultModel)) return cards;
    return [{ ...this.#defaultModel(), ...cards[0], id: defaultModel }, ...cards];
  }
}

function inWords(thrown: unknown): GatewayError {
  if (!(thrown instanceof DOMException && thrown.name === 'TimeoutError')) return toGatewayError(thrown);
  return new GatewayError('TIMEOUT', 'The upstream did not list its models in time.', { cause: thrown });
}

/** The operating system's word for a failure (`ECONNREFUSED`); its message would name hosts. */
function systemCode(cause: unknown): string | undefined {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
