import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import type { ProxySettings } from '../config/proxy-settings';
import { SettingsError } from '../config/settings-error';
import type { Settings } from '../config/settings';
import { checkEndpoint } from '../upstream/address-policy';
import { openUpstreamPool } from '../upstream/upstream-pool';
import { signedHeaders } from './webhook-signature';

/** What of the settings it needs. */
type WebhookSettings = Pick<Settings, 'alertWebhook' | 'alertWebhookSecret' | 'privateUpstreams' | 'nat64'>;

/** How a webhook is tried. */
export interface WebhookPatience {
  /** The longest that one try may take, connecting included. */
  readonly tryMs: number;
  readonly tries: number;
  /** The pause after the first try, doubled after each further one. */
  readonly firstPauseMs: number;
}

/** Some two minutes in all, unless it hangs. */
const PATIENCE: WebhookPatience = { tryMs: 10_000, tries: 7, firstPauseMs: 1_000 };
/** Alerts that may wait at once; what comes beyond is in the log alone. */
const MAX_WAITING = 200;
/** Alerts that are sent at the same time. */
const SENT_AT_ONCE = 4;

/** An alert as a receiver reads it: `text` is what Slack and its like show. */
export interface Alert {
  readonly text: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A try was answered by something other than a success. */
class NotTaken extends Error {
  override readonly name = 'NotTaken';
}

/**
 * Sends alerts to `ALERT_WEBHOOK`: a signed POST each, tried again with growing pauses until it is answered 2xx. A redirect
 * is not followed, and no answer is read. Nothing waits for it.
 */
export class AlertWebhook implements OnApplicationShutdown {
  readonly #pool: Dispatcher;
  readonly #path: string;
  readonly #secret: string | undefined;
  readonly #stopping = new AbortController();
  readonly #waiting: Alert[] = [];
  readonly #running = new Set<Promise<void>>();

  private constructor(
    url: URL,
    { alertWebhookSecret, privateUpstreams, nat64 }: WebhookSettings,
    proxy: ProxySettings,
    private readonly log: Logger,
    private readonly patience: WebhookPatience,
  ) {
    this.#path = `${url.pathname}${url.search}`;
    this.#secret = alertWebhookSecret?.reveal();
    this.#pool = openUpstreamPool({
      origin: url.origin,
      connectTimeoutMs: patience.tryMs,
      proxy,
      addresses: privateUpstreams,
      nat64,
    });
  }

  /**
   * @returns undefined where there is no `ALERT_WEBHOOK`
   * @throws SettingsError when it leads where no connection may lead
   */
  static open(
    settings: WebhookSettings,
    proxy: ProxySettings,
    log: Logger,
    patience = PATIENCE,
  ): AlertWebhook | undefined {
    const url = checkedWebhook(settings);
    return url === undefined ? undefined : new AlertWebhook(url, settings, proxy, log, patience);
  }

  /** Sends an alert when its turn comes. */
  send(alert: Alert): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.log.error(
        { alert: true, type: alert.type },
        'Too many alerts wait for the webhook: one is not sent.',
      );
      return;
    }
    this.#waiting.push(alert);
    this.#sendNext();
  }

  /** Gives up what is under way; the log has it. */
  async onApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    this.#waiting.length = 0;
    await Promise.all(this.#running);
    await this.#pool.destroy();
  }

  #sendNext(): void {
    while (this.#running.size < SENT_AT_ONCE) {
      const alert = this.#waiting.shift();
      if (alert === undefined) return;
      const sending = this.#deliver(alert).finally(() => {
        this.#running.delete(sending);
        this.#sendNext();
      });
      this.#running.add(sending);
    }
  }

  /** Does not fail. */
  async #deliver(alert: Alert): Promise<void> {
    const { tries, firstPauseMs } = this.patience;
    const id = `alert_${randomUUID()}`;
    const body = JSON.stringify({ id, ...alert });
    let reason = '';
    for (let tried = 0; tried < tries; tried++) {
      try {
        // Half of a pause is left to chance, so that replicas do not come together.
        const pauseMs = firstPauseMs * 2 ** (tried - 1) * (0.5 + Math.random() / 2);
        if (tried > 0) await pause(pauseMs, undefined, { signal: this.#stopping.signal, ref: false });
        await this.#try(id, body);
        return;
      } catch (failure) {
        if (this.#stopping.signal.aborted) return;
        reason = inWords(failure);
      }
    }
    this.log.error(
      { alert: true, type: alert.type, tries, reason },
      'The alert webhook did not take an alert.',
    );
  }

  /** @throws NotTaken, or what went wrong with the connection */
  async #try(id: string, body: string): Promise<void> {
    // The index of undici adds what is called here.
    await import('undici');
    const { statusCode, body: answer } = await this.#pool.request({
      path: this.#path,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'llm-proxy',
        ...signedHeaders(body, this.#secret, { id, at: Date.now() }),
      },
      body,
      signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(this.patience.tryMs)]),
    });
    // Nobody reads what it says; a connection with more than a little left is closed.
    answer.on('error', () => undefined).destroy();
    if (statusCode < 200 || statusCode > 299) throw new NotTaken(`status ${statusCode}`);
  }
}

/**
 * The address of `ALERT_WEBHOOK`; undefined where it is missing.
 * @throws SettingsError when it leads where no connection may lead
 */
export function checkedWebhook({
  alertWebhook,
  privateUpstreams,
  nat64,
}: Omit<WebhookSettings, 'alertWebhookSecret'>): URL | undefined {
  if (alertWebhook === undefined) return undefined;
  const url = new URL(alertWebhook.reveal());
  try {
    checkEndpoint(`${url.origin}${url.pathname}`, privateUpstreams, nat64);
  } catch (refusal) {
    const why = refusal instanceof Error ? refusal.message : String(refusal);
    throw new SettingsError(`LLM_PROXY__ALERT_WEBHOOK: ${why}`);
  }
  return url;
}

/** No host and no path: both may be secrets. */
function inWords(failure: unknown): string {
  if (failure instanceof NotTaken) return failure.message;
  if (!(failure instanceof Error)) return 'connection failed';
  if (failure.name === 'TimeoutError') return 'no answer in time';
  return 'code' in failure && typeof failure.code === 'string' ? failure.code : 'connection failed';
}
