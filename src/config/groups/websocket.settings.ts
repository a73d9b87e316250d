import { Setting } from '../setting.decorator';
import { flag, seconds, DAY_S } from '../setting-types';

/** WebSockets of the Responses door (docs/doors.md). */
export class WebSocketSettings {
  @Setting({
    name: 'RESPONSES_WEBSOCKET',
    type: flag,
    fallback: 'true',
    about:
      'Whether `/v1/responses` is served over a WebSocket too; else a client that asks for one gets 426.',
  })
  readonly responsesWebSocket!: boolean;

  @Setting({
    name: 'WEBSOCKET_PING_INTERVAL',
    type: seconds(0.05, 3600),
    fallback: '30',
    about: 'Between two pings on a WebSocket. One whose peer did not answer the last one is closed.',
  })
  readonly webSocketPingMs!: number;

  @Setting({
    name: 'WEBSOCKET_IDLE_TIMEOUT',
    type: seconds(0.05, DAY_S),
    fallback: '1800',
    about: 'A WebSocket is closed when no turn was asked for this long.',
  })
  readonly webSocketIdleMs!: number;

  @Setting({
    name: 'WEBSOCKET_LIFETIME',
    type: seconds(0.05, DAY_S),
    fallback: '3600',
    about: 'How long a WebSocket may be used; a turn that runs then goes on to its end.',
  })
  readonly webSocketLifetimeMs!: number;
}
