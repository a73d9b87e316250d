import { Setting } from '../setting.decorator';
import { seconds, DAY_S } from '../setting-types';

/** The longest that each wait of a call may take. */
export class TimeSettings {
  @Setting({
    name: 'REQUEST_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '600',
    about: 'The longest that a call may take in all, retries included.',
  })
  readonly requestTimeoutMs!: number;

  @Setting({
    name: 'CONNECT_TIMEOUT',
    type: seconds(0.01, 600),
    fallback: '5',
    about: 'The longest wait for a connection to an upstream.',
  })
  readonly connectTimeoutMs!: number;

  @Setting({
    name: 'HEADERS_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '120',
    about: 'Streams: the longest wait from sending the request to the response headers.',
  })
  readonly headersTimeoutMs!: number;

  @Setting({
    name: 'FIRST_TOKEN_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '120',
    about: 'Streams: the longest wait from the response headers to the first frame.',
  })
  readonly firstTokenTimeoutMs!: number;

  @Setting({
    name: 'IDLE_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '60',
    about: 'Streams: the longest silence between two frames.',
  })
  readonly idleTimeoutMs!: number;

  @Setting({
    name: 'WRITE_STALL_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '30',
    about: 'A caller that takes nothing of an answer for so long is cut off.',
  })
  readonly writeStallTimeoutMs!: number;

  @Setting({
    name: 'BODY_STALL_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '30',
    about: 'A caller that sends nothing of its request body for so long gets 408.',
  })
  readonly bodyStallTimeoutMs!: number;

  @Setting({
    name: 'KEEP_ALIVE_TIMEOUT',
    type: seconds(1, DAY_S),
    fallback: '650',
    about:
      "How long a caller's connection may be idle between two requests. Longer than the load balancer's own idle time, or calls fail now and then: AWS 60 s, Google Cloud 600 s.",
  })
  readonly keepAliveTimeoutMs!: number;

  @Setting({
    name: 'SHUTDOWN_GRACE',
    type: seconds(0, DAY_S),
    fallback: '25',
    about: 'How long running calls may go on after SIGTERM.',
  })
  readonly shutdownGraceMs!: number;
}
