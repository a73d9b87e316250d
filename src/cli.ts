import 'reflect-metadata';
import { runCli } from './cli/run-cli';

/** The service's own start: it runs on after the command has ended. */
async function startService(): Promise<void> {
  await import('./main.js');
}

void runCli(startService).then((code) => {
  process.exitCode = code;
});
