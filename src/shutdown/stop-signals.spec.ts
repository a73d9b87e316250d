/** @jest-environment node */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { stopOnSignals } from './stop-signals';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

/** An application that has drained, and whose database never lets go of it. */
function heldApp(): NestFastifyApplication {
  const drained = { drain: () => Promise.resolve() };
  const held = { get: () => drained, close: () => new Promise<void>(() => undefined) };
  return held as unknown as NestFastifyApplication;
}

describe('a service that is to stop', () => {
  const before = SIGNALS.map((signal) => [signal, new Set(process.listeners(signal))] as const);

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
    for (const [signal, kept] of before) {
      for (const listener of process.listeners(signal))
        if (!kept.has(listener)) process.off(signal, listener);
    }
  });

  it('ends with 0 though a database that answers nothing holds it up', async () => {
    jest.useFakeTimers();
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    stopOnSignals(heldApp());
    process.emit('SIGTERM');
    await jest.advanceTimersByTimeAsync(9_000);
    expect(exit).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(exit).toHaveBeenCalledWith(0);
    expect(told).toHaveBeenCalledWith(expect.stringContaining('did not answer in time'));
  });
});
