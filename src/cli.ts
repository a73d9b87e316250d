import { enableCompileCache } from 'node:module';

// Most of a command's time would be V8 compiling the same files again.
enableCompileCache();

/** The service's own start: it runs on after the command has ended. */
async function startService(): Promise<void> {
  await import('./main.js');
}

void import('./cli/run-cli.js')
  .then(({ runCli }) => runCli(startService))
  .then((code) => {
    process.exitCode = code;
  });
