import { processEnvironment } from '../../config/environment';
import { readSettings } from '../../config/read-settings';
import { EXAMPLE_INTERNAL_KEY } from '../../config/groups/callers.settings';
import type { Settings } from '../../config/settings';
import type { RegistryView } from '../../registry/memory/registry-view';
import type { LocalRegistry } from '../local-registry';
import { checkClock } from './clock.check';
import { checkConnections } from './connections.check';
import { fail, ok, reasonOf, warn } from './finding';
import type { Finding } from './finding';
import { checkValkey } from './valkey.check';

type Report = (finding: Finding) => void;

/** Looks at everything that a service started with this environment would work with. */
export async function checkInstallation(report: Report): Promise<void> {
  const settings = checkSettings(report);
  if (settings === undefined) return;
  report(await checkValkey(settings));
  if (!(await checkDatabase(settings, report))) return;
  try {
    const { useLocalRegistry } = await import('../local-registry.js');
    await useLocalRegistry((local) => checkContents(settings, local, report), { inMemory: true });
  } catch (problem) {
    report(fail('master key', reasonOf(problem), ''));
  }
}

function checkSettings(report: Report): Settings | undefined {
  try {
    const settings = readSettings(processEnvironment());
    const { llmMode, production, internalApiKeys } = settings;
    const what = `${llmMode} mode${production ? ', production' : ''}`;
    const example = internalApiKeys.some(({ key }) => key.reveal() === EXAMPLE_INTERNAL_KEY);
    report(
      example
        ? warn(
            'settings',
            `${what}, with the internal key of the examples`,
            'set LLM_PROXY__INTERNAL_API_KEY',
          )
        : ok('settings', what),
    );
    return settings;
  } catch (problem) {
    const text = problem instanceof Error ? problem.message : String(problem);
    for (const line of text.split('\n')) report(fail('settings', line, ''));
    return undefined;
  }
}

/** Opening brings the tables up to date, as the service's start does. */
async function checkDatabase(settings: Settings, report: Report): Promise<boolean> {
  try {
    const { openDatabase } = await import('../../database/open-database.js');
    const { REGISTRY_SCHEMA } = await import('../../registry/registry-schema.js');
    const database = await openDatabase(settings, REGISTRY_SCHEMA.migrations);
    const engine = database.engine === 'sqlite' ? 'SQLite' : 'PostgreSQL';
    report(ok('database', `${engine} at ${database.place}, its tables up to date`));
    await database.close();
    return true;
  } catch (problem) {
    report(fail('database', reasonOf(problem), 'see LLM_PROXY__DATABASE_URL and LLM_PROXY__DATA_DIR'));
    return false;
  }
}

async function checkContents(settings: Settings, local: LocalRegistry, report: Report): Promise<void> {
  const { registry, view, providerFileProblem } = local;
  for (const finding of checkCredentials(view)) report(finding);
  if (providerFileProblem !== undefined) report(fail('provider file', reasonOf(providerFileProblem), ''));
  else if (settings.providersFile !== undefined) report(ok('provider file', settings.providersFile));
  for await (const finding of checkConnections(registry)) report(finding);
  const https = [...view.connections()].filter(({ endpoint }) => endpoint.startsWith('https:'));
  report(await checkClock(https.map(({ endpoint }) => endpoint)));
}

function* checkCredentials(view: RegistryView): Generator<Finding, void> {
  let opened = 0;
  let failed = 0;
  for (const connection of view.connections()) {
    try {
      if (connection.credential() !== undefined) opened += 1;
    } catch (problem) {
      failed += 1;
      const advice = `give it again: "llm-proxy connection update ${connection.name} --api-key-stdin"`;
      yield fail(
        'master key',
        `the credential of ${connection.name} does not open (${reasonOf(problem)})`,
        advice,
      );
    }
  }
  if (failed === 0)
    yield ok('master key', `opens ${opened === 1 ? 'the 1 credential' : `all ${opened} credentials`}`);
}
