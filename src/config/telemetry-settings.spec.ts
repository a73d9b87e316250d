import { readTelemetry } from './telemetry-settings';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('the variables of OpenTelemetry', () => {
  it.each([
    {},
    { OTEL_TRACES_EXPORTER: 'otlp' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' },
    { ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' },
  ])('switch nothing on: %j', (environment) => {
    expect(readTelemetry(environment)).toMatchObject({ traces: undefined, metrics: undefined, warnings: [] });
  });

  it.each([
    ['http://collector:4318', 'http://collector:4318/v1/traces'],
    ['http://collector:4318/', 'http://collector:4318/v1/traces'],
    ['https://collector/otlp/', 'https://collector/otlp/v1/traces'],
    ['https://collector/otlp?tenant=a', 'https://collector/otlp/v1/traces?tenant=a'],
  ])('put the path of a signal behind %s', (endpoint, url) => {
    const { traces, metrics } = readTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    expect(traces?.url).toBe(url);
    expect(metrics?.url).toBe(url.replace('traces', 'metrics'));
  });

  it("take a signal's own address as it is, and its own variables before the common ones", () => {
    const { traces, metrics } = readTelemetry({
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://other/spans',
      OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=2%3D3',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'b=own',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '7',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    });
    expect(traces).toEqual({
      url: 'http://other/spans',
      headers: { a: '1', b: 'own' },
      protocol: 'http/json',
      compression: 'gzip',
      timeoutMs: 10_000,
    });
    expect(metrics).toMatchObject({
      headers: { a: '1', b: '2=3' },
      protocol: 'http/protobuf',
      timeoutMs: 7,
    });
  });

  it.each([
    [{ OTEL_TRACES_EXPORTER: 'none' }, { traces: undefined }],
    [{ OTEL_METRICS_EXPORTER: 'none' }, { metrics: undefined }],
    [{ OTEL_SERVICE_NAME: 'a', OTEL_RESOURCE_ATTRIBUTES: 'service.name=b' }, { serviceName: 'a' }],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=b,k=v%2C1' }, { serviceName: 'b', resource: { k: 'v,1' } }],
    [{}, { serviceName: 'llm-proxy', sampler: { name: 'parentbased_always_on', ratio: 1 } }],
    [
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
      { sampler: { name: 'traceidratio', ratio: 0.25 } },
    ],
    [
      { OTEL_BSP_MAX_QUEUE_SIZE: '4', OTEL_BSP_SCHEDULE_DELAY: '7' },
      { batch: { maxQueue: 4, maxBatch: 4, delayMs: 7, timeoutMs: 30_000 } },
    ],
  ])('are understood: %j', (environment, expected) => {
    expect(readTelemetry({ ...ENDPOINT, ...environment })).toMatchObject({ ...expected, warnings: [] });
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'an address'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'http/protobuf'],
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote', 'parentbased_always_on counts'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '-1', '2048 counts'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', 'soon', '10000 counts'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'secret', 'left out'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'secret=a%0Ab', 'left out'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'a=%', 'left out'],
    ['OTEL_TRACES_EXPORTER', 'zipkin', 'nothing is exported'],
  ])('are warned of, not refused: %s=%s', (name, value, expected) => {
    const { warnings } = readTelemetry({ ...ENDPOINT, [name]: value });
    expect(warnings.join('\n')).toContain(name);
    expect(warnings.join('\n')).toContain(expected);
    if (name.endsWith('HEADERS')) expect(warnings.join('\n')).not.toContain('secret');
  });

  it('warn of a bad ratio', () => {
    const { sampler, warnings } = readTelemetry({
      ...ENDPOINT,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '2',
    });
    expect(sampler.ratio).toBe(1);
    expect(warnings).toEqual([expect.stringContaining('OTEL_TRACES_SAMPLER_ARG')]);
  });
});
