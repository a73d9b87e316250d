import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { RunningCalls } from '../calls/running-calls';
import { Settings } from '../config/settings';
import { GatewayError } from '../errors/gateway-error';
import { CallerConnections } from '../http/caller-connections';
import { OpenSockets } from '../http/open-sockets';
import { RequestSlots } from '../admission/request-slots';
import { ServiceLog } from '../log/service-log';

/** How long calls that were told to stop may take to say so to their callers. */
const LAST_WORDS_MS = 3_000;

/** Takes the service out of work without breaking what is under way. */
@Injectable()
export class ShutdownService {
  #draining = false;

  constructor(
    @Inject(Settings) private readonly settings: Settings,
    @Inject(ServiceLog) private readonly log: Logger,
    private readonly running: RunningCalls,
    private readonly slots: RequestSlots,
    private readonly connections: CallerConnections,
    private readonly sockets: OpenSockets,
  ) {}

  /** Whether new requests are refused, and readiness says so. */
  get draining(): boolean {
    return this.#draining;
  }

  /**
   * Stops taking requests, and resolves when the last answer has left: by itself within SHUTDOWN_GRACE, else with an
   * error event or a 503. A request that had begun to come in is one of those that run. The port stays open meanwhile, so
   * that those who still come get a 503 and not a refused connection.
   */
  async drain(): Promise<void> {
    this.#draining = true;
    this.log.info({ running: this.running.count, grace_ms: this.settings.shutdownGraceMs }, 'draining');
    // A slot is held for as long as bytes of its answer wait, which is longer than the call runs.
    const ended = Promise.all([this.slots.idle(), this.connections.ended(), this.sockets.drain()]);
    if (!(await within(this.settings.shutdownGraceMs, ended))) {
      this.log.warn(
        { running: this.running.count },
        'the shutdown grace is over: stopping the calls that still run',
      );
      this.running.abortAll();
      this.connections.refuseBodies(stopped());
    }
    // Those who were refused meanwhile may still be sending, and have to get their answer too.
    await within(LAST_WORDS_MS, Promise.all([ended, this.connections.ended(), this.connections.lingered()]));
    this.sockets.terminateAll();
  }
}

function stopped(): GatewayError {
  return new GatewayError('OVERLOADED', 'The gateway is shutting down. Try again.', { retryAfterMs: 1_000 });
}

/** Whether something came to pass within a time, in milliseconds. */
async function within(ms: number, event: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([event.then(() => true), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
