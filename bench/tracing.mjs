// @ts-check
/**
 * What traces and metrics by OTLP add to a call, measured in one process on a built service: `node bench/tracing.mjs
 * [--calls 60000] [--dist dist]`. Records of calls are made and told to the listener as the service does, every trace is
 * recorded, and all of it is exported to a collector in a process of its own. Prints one line of JSON: CPU in microseconds a call,
 * the exporter's included, less what the same records take while nothing is exported. The least of several rounds counts:
 * other processes only ever add.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const CALLS_A_TURN = 50;
const ROUNDS = 7;

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '20000' },
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
    collector: { type: 'boolean', default: false },
  },
});
const load = createRequire(import.meta.url);
const dist = resolve(values.dist);
/** @param {string[]} path */
const built = (...path) => load(join(dist, ...path));

load('reflect-metadata');
const { CallRecord } = built('calls', 'call-record.js');
const { Attempt } = built('routing', 'attempt.js');
const { startTrace, withSpan } = built('traces', 'request-trace.js');
const { randomHex } = built('traces', 'sortable-id.js');

const USAGE = {
  promptTokens: 12,
  completionTokens: 160,
  cachedTokens: 4,
  reasoningTokens: 0,
  estimated: false,
};
const HEADERS = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
const DEPLOYMENT = {
  id: 'OpenAI/gpt-4o',
  adapter: { upstream: 'OpenAI' },
  remoteModel: 'gpt-4o',
  connection: { name: 'OpenAI', provider: 'openai' },
};

if (values.collector) serveCollector();
else await measure(Number(values.calls));

/** Takes everything and keeps nothing; tells its port. */
function serveCollector() {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(200).end());
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(address && typeof address === 'object' ? address.port : 0);
  });
}

/** @param {number} calls */
async function measure(calls) {
  const collector = fork(import.meta.filename, ['--collector']);
  const [port] = await once(collector, 'message');
  const { openTelemetry } = built('telemetry', 'open-telemetry.js');
  const { readTelemetry } = built('config', 'telemetry-settings.js');
  const { CallTelemetryListener } = built('calls', 'listeners', 'call-telemetry.listener.js');
  const silent = { warn: (/** @type {object} */ told) => console.error(told) };
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_BSP_MAX_QUEUE_SIZE: '1000000',
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
  };
  const telemetry = await openTelemetry(readTelemetry(environment), '0', silent);
  const listener = new CallTelemetryListener(telemetry, { label: (/** @type {string} */ name) => name });
  const untold = { ended: () => undefined };
  /** @type {number[]} */
  const off = [];
  /** @type {number[]} */
  const on = [];
  for (let round = 0; round < ROUNDS; round++) {
    off.push(await microsOf(calls, undefined, untold));
    on.push(await microsOf(calls, telemetry.tracer.isSampled, listener, telemetry.counts));
  }
  const spans = telemetry.counts.exported / (calls * ROUNDS);
  await telemetry.close(10_000);
  collector.kill();
  const least = [off, on].map((list) => Math.min(...list));
  console.log(
    JSON.stringify({
      off: least[0],
      on: least[1],
      added: least[1] - least[0],
      spans,
      dropped: telemetry.counts.dropped,
    }),
  );
}

/**
 * @param {number} calls
 * @param {unknown} sampling
 * @param {{ ended: (call: object) => void }} listener
 * @param {{ waiting: number }} [counts] waited for, so that the exporter's work is in the figure
 * @returns {Promise<number>} CPU of this process, in microseconds a call
 */
async function microsOf(calls, sampling, listener, counts) {
  const before = process.cpuUsage();
  for (let made = 0; made < calls; made += CALLS_A_TURN) {
    for (let call = 0; call < CALLS_A_TURN; call++) listener.ended(recordOf(sampling));
    await turn();
  }
  while ((counts?.waiting ?? 0) > 512) await turn();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

/** A streamed call of one attempt, as it is when it has ended. @param {unknown} sampling */
function recordOf(sampling) {
  const trace = startTrace(HEADERS, sampling);
  const startedAt = performance.now();
  const request = {
    route: '/v1/chat/completions',
    trace,
    caller: { kind: 'virtual', keyId: 'vk-1', name: 'shop' },
    agent: { session: 'a-session-of-an-agent' },
    startedAt,
    wire: { name: 'openai-chat' },
    model: 'gpt-4o',
    headers: { traceparent: trace.traceparent },
  };
  const record = new CallRecord(request, true);
  const attempt = new Attempt(DEPLOYMENT);
  if (trace.notes !== undefined) {
    trace.notes.admissionAt = performance.now();
    trace.notes.admittedAt = performance.now();
    attempt.spanId = randomHex(8);
    request.headers = { ...request.headers, traceparent: withSpan(trace.traceparent, attempt.spanId) };
  }
  record.attempts.push(attempt);
  Object.assign(attempt.facts, {
    upstreamStatus: 200,
    model: 'gpt-4o-2024-08-06',
    finishReason: 'stop',
    usage: USAGE,
  });
  attempt.firstFrameAt = performance.now();
  attempt.frames = 100;
  attempt.used = USAGE;
  attempt.ended('ok');
  record.durationMs = performance.now() - startedAt;
  return record;
}
