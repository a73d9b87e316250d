import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { WebSocketServer } from 'ws';
import { CallLimits } from '../../../admission/call-limits';
import { KeyRing } from '../../../auth/key-ring';
import { CallsService } from '../../../calls/calls.service';
import { Settings } from '../../../config/settings';
import { OpenSockets } from '../../../http/open-sockets';
import type { Upgrade } from '../../../http/upgrades';
import { RefusalLog } from '../../../log/refusal-log';
import { Metrics } from '../../../metrics/metrics';
import { MAX_FRAME_BYTES } from '../../../sse/sse-frame.reader';
import { RefusalTrace } from '../../../telemetry/refusal-trace';
import { Telemetry } from '../../../telemetry/telemetry';
import { ResponseTurns } from '../response-turns';
import { ResponsesSocket } from './responses-socket';
import type { TurnServices } from './socket-turn';

/** The WebSockets of the Responses door. One timer looks after all of them. */
@Injectable()
export class ResponsesSockets implements OnModuleDestroy {
  readonly #server: WebSocketServer;
  readonly #services: TurnServices;
  readonly #mine = new Set<ResponsesSocket>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Settings) private readonly settings: Settings,
    private readonly open: OpenSockets,
    keys: KeyRing,
    limits: CallLimits,
    turns: ResponseTurns,
    calls: CallsService,
    refusals: RefusalLog,
    metrics: Metrics,
    traces: RefusalTrace,
    @Inject(Telemetry) { tracer }: Telemetry,
  ) {
    const sampling = tracer?.isSampled;
    this.#services = { keys, limits, turns, calls, refusals, metrics, traces, sampling };
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: Math.min(settings.maxBodyBytes, MAX_FRAME_BYTES),
    });
  }

  /** Takes a connection whose request was admitted. */
  accept({ raw, address }: FastifyRequest, { socket, head }: Upgrade): void {
    this.#server.handleUpgrade(raw, socket, head, (webSocket) => {
      const connection = new ResponsesSocket(webSocket, raw, address, this.#services, this.settings, () => {
        this.#closed(connection);
      });
      this.#mine.add(connection);
      this.open.add(connection);
      this.#timer ??= setInterval(this.#look, this.settings.webSocketPingMs).unref();
    });
  }

  onModuleDestroy(): void {
    for (const connection of [...this.#mine]) connection.terminate();
  }

  #closed(connection: ResponsesSocket): void {
    this.#mine.delete(connection);
    this.open.delete(connection);
    if (this.#mine.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  readonly #look = (): void => {
    const now = performance.now();
    for (const connection of this.#mine) connection.look(now);
  };
}
