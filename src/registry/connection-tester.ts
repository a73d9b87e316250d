import type { ProviderModelRecord, ConnectionTest } from './registry-records';
import { GatewayError } from '../errors/gateway-error';
import type { ConnectionProbe, ListedProviderModel } from './connection-probe';
import type { ConnectionsStore } from './connections.store';
import { readOnly } from './connections.store';
import type { ProviderModelsStore } from './provider-models.store';
import type { RegistryContext } from './registry-context';
import type { ConnectionEntry } from './registry-view';

/** How long a provider may take to list its models. */
const ANSWER_LIMIT_MS = 20_000;

/** Makes cheap calls on connections, to see whether they work and what they offer. */
export class ConnectionTester {
  constructor(
    private readonly context: RegistryContext,
    private readonly connections: ConnectionsStore,
    private readonly models: ProviderModelsStore,
  ) {}

  /** Lists the provider's models, and keeps whether that worked. */
  async test(ref: string): Promise<ConnectionTest> {
    const connection = await this.connections.entry(ref);
    const test = { at: new Date().toISOString(), ...(await outcome(this.context.probe(), connection)) };
    if (connection.source === 'provider_file') {
      this.context.files.noteTest(connection.id, test);
      return test;
    }
    await this.context.change(async ({ db, note }) => {
      const last_test = JSON.stringify(test);
      await db.updateTable('connections').set({ last_test }).where('id', '=', connection.id).execute();
      const { id: entityId, name: entityName } = connection;
      note({
        action: 'test',
        entity: 'connection',
        entityId,
        entityName,
        after: { ok: test.ok, message: test.message },
      });
    });
    return test;
  }

  /** Adds the provider's models that are not there yet. @throws GatewayError as the call to the provider does */
  async discover(ref: string): Promise<readonly ProviderModelRecord[]> {
    const connection = await this.connections.entry(ref);
    if (connection.source === 'provider_file') throw readOnly(ref);
    const listed = await listModels(this.context.probe(), connection);
    return this.models.addListed(connection.id, listed);
  }
}

async function outcome(
  probe: ConnectionProbe,
  connection: ConnectionEntry,
): Promise<Omit<ConnectionTest, 'at'>> {
  try {
    const { length } = await listModels(probe, connection);
    return {
      ok: true,
      message: `The provider answers and lists ${length} ${length === 1 ? 'model' : 'models'}.`,
    };
  } catch (problem) {
    if (problem instanceof GatewayError) return { ok: false, message: problem.message };
    // Of a credential that does not open the operator hears by the log; the message names no host or key.
    return { ok: false, message: 'The connection cannot be used as it is stored; the log says why.' };
  }
}

function listModels(
  probe: ConnectionProbe,
  connection: ConnectionEntry,
): Promise<readonly ListedProviderModel[]> {
  return probe.models(connection, AbortSignal.timeout(ANSWER_LIMIT_MS));
}
