/** @jest-environment node */
import { pino } from 'pino';
import { readTelemetry } from '../config/telemetry-settings';
import { openTelemetry } from './open-telemetry';

jest.mock('@opentelemetry/sdk-trace', () => {
  throw new Error('loaded');
});

const log = pino({ level: 'silent' });

describe('the packages of OpenTelemetry', () => {
  it('are not loaded while nothing is exported, and are once it is', async () => {
    const off = await openTelemetry(readTelemetry({}), '1', log);
    expect(off).toMatchObject({ tracer: undefined, meter: undefined });
    await off.close(1);
    const on = readTelemetry({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1/' });
    await expect(openTelemetry(on, '1', log)).rejects.toThrow('loaded');
  });
});
