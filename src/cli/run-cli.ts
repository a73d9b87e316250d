import type { StartService } from './cli-context';
import { commandTree } from './command-tree';
import { exitCodeOf, explanationOf } from './failure';
import type { ExitCode } from './failure';
import { RegistryAccess } from './registry-access';
import { Terminal } from './terminal';

/** Runs the command that the arguments of the process name, and says what failed. Resolves to the exit code. */
export async function runCli(startService: StartService): Promise<ExitCode> {
  // The next program of a pipe (`| head`) may have seen enough.
  process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
    process.exit(problem.code === 'EPIPE' ? 0 : 1);
  });
  try {
    await commandTree({ access: new RegistryAccess(), terminal: new Terminal(), startService }).parseAsync();
    return 0;
  } catch (problem) {
    process.stderr.write(explanationOf(problem));
    return exitCodeOf(problem);
  }
}
