import { heedSignalsOfStart, startIsOver } from './start-signals';

describe('a service that starts', () => {
  let exit: jest.SpyInstance;

  beforeEach(() => {
    exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    heedSignalsOfStart();
  });

  afterEach(() => {
    startIsOver();
    exit.mockRestore();
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once at %s, also as the first process of a container', (signal, code) => {
    process.emit(signal, signal);
    expect(exit).toHaveBeenCalledWith(code);
  });

  it.each(['SIGUSR1', 'SIGUSR2'] as const)('goes on at %s', (signal) => {
    expect(process.emit(signal, signal)).toBe(true);
    expect(exit).not.toHaveBeenCalled();
  });

  it('leaves signals to the service once that has been made', () => {
    startIsOver();
    process.emit('SIGTERM', 'SIGTERM');
    expect(exit).not.toHaveBeenCalled();
  });
});
