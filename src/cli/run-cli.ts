import { CommandFactory } from 'nest-commander';
import { CliModule } from './cli.module';
import { exitCodeOf, explanationOf } from './failure';
import type { ExitCode } from './failure';
import type { StartService } from './serve.command';

/** Runs the command that the arguments of the process name, and says what failed. Resolves to the exit code. */
export async function runCli(start: StartService): Promise<ExitCode> {
  // The next program of a pipe (`| head`) may have seen enough.
  process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
    process.exit(problem.code === 'EPIPE' ? 0 : 1);
  });
  try {
    await CommandFactory.run(CliModule.with(start), {
      logger: false,
      abortOnError: false,
      serviceErrorHandler: (problem) => {
        throw problem;
      },
    });
    return 0;
  } catch (problem) {
    process.stderr.write(explanationOf(problem));
    return exitCodeOf(problem);
  }
}
