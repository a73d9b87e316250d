import type { ConnectionRecord, ConnectionTest, ProviderModelRecord } from '../registry-records';
import { codeOf } from '../../database/failure-code';
import { GatewayError } from '../../errors/gateway-error';
import type { ConnectionProbe, ListedProviderModel } from './connection-probe';
import type { ConnectionsStore } from './connections.store';
import { readOnly } from './connections.store';
import { notAllowed } from '../field-checks';
import type { ProviderModelsStore } from '../models/provider-models.store';
import type { NewConnection } from '../registry-admin';
import type { RegistryContext } from '../registry-context';
import type { ConnectionEntry } from '../memory/registry-view';

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
    const { ok, message } = await outcome(this.context.probe(), connection);
    const test = { at: new Date().toISOString(), ok, message };
    if (connection.source === 'provider_file') {
      this.context.files.noteTest(connection.id, test);
      return test;
    }
    await this.#keep(connection, test);
    return test;
  }

  /**
   * Tests a new connection and stores it with the outcome. One whose credential is refused is not stored; a provider that
   * is away, or lists no models, says nothing of the connection.
   * @throws GatewayError INVALID_REQUEST with `param: credential` when the provider refuses it
   */
  async create(input: NewConnection): Promise<ConnectionRecord> {
    const found = await outcome(this.context.probe(), this.connections.draft(input));
    if (found.credentialRefused) {
      throw notAllowed('credential', `Nothing was stored: the test failed. ${found.message}`);
    }
    const { ok, message } = found;
    const last_test = { at: new Date().toISOString(), ok, message };
    const stored = await this.connections.create(input);
    await this.#keep(stored, last_test);
    return { ...stored, last_test };
  }

  /** Adds the provider's models that are not there yet. @throws GatewayError as the call to the provider does */
  async discover(ref: string): Promise<readonly ProviderModelRecord[]> {
    const connection = await this.connections.entry(ref);
    if (connection.source === 'provider_file') throw readOnly(ref);
    const listed = await listModels(this.context.probe(), connection).catch((problem: unknown) => {
      throw problem instanceof GatewayError
        ? new GatewayError(problem.code, reasonOf(problem), problem)
        : problem;
    });
    return this.models.addListed(connection.id, listed);
  }

  #keep({ id, name }: Pick<ConnectionEntry, 'id' | 'name'>, test: ConnectionTest): Promise<void> {
    return this.context.change(async ({ db, note }) => {
      const last_test = JSON.stringify(test);
      await db.updateTable('connections').set({ last_test }).where('id', '=', id).execute();
      const after = { ok: test.ok, message: test.message };
      note({ action: 'test', entity: 'connection', entityId: id, entityName: name, after });
    });
  }
}

interface Outcome extends Omit<ConnectionTest, 'at'> {
  readonly credentialRefused: boolean;
}

async function outcome(probe: ConnectionProbe, connection: ConnectionEntry): Promise<Outcome> {
  try {
    const { length } = await listModels(probe, connection);
    return {
      ok: true,
      credentialRefused: false,
      message: `The provider answers and lists ${length} ${length === 1 ? 'model' : 'models'}.`,
    };
  } catch (problem) {
    if (problem instanceof GatewayError) {
      const credentialRefused = problem.upstreamFailure === 'credential';
      return { ok: false, credentialRefused, message: reasonOf(problem) };
    }
    // Of a credential that does not open the operator hears by the log; the message names no host or key.
    return {
      ok: false,
      credentialRefused: false,
      message: 'The connection cannot be used as it is stored; the log says why.',
    };
  }
}

/** With the upstream's own words, or the system's code (`ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`): neither names a host. */
function reasonOf(problem: GatewayError): string {
  const { upstreamMessage, cause } = problem;
  const message = whatHappened(problem);
  // No caller's words can be in it: nothing but the list of models was asked for.
  if (upstreamMessage !== undefined) return `${message} It says: ${upstreamMessage}`;
  const code = codeOf(cause);
  return code === undefined ? message : `${message.replace(/\.$/, '')} (${code}).`;
}

/** An administrator can do something about a status, where a caller is told to try again. */
function whatHappened({ message, upstreamFailure, upstreamStatus }: GatewayError): string {
  if (upstreamFailure === 'stream_error')
    return 'The provider answered with an error when it was asked for its models.';
  if (upstreamFailure !== 'server_error' || upstreamStatus === undefined) return message;
  const isPath = upstreamStatus === 404 || upstreamStatus === 405;
  const hint = isPath ? " Check the endpoint's path (many end with /v1)." : '';
  return `The provider answered ${upstreamStatus} when it was asked for its models.${hint}`;
}

/** @throws GatewayError as the probe does, and TIMEOUT */
async function listModels(
  probe: ConnectionProbe,
  connection: ConnectionEntry,
): Promise<readonly ListedProviderModel[]> {
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
  try {
    return await probe.models(connection, signal);
  } catch (cause) {
    if (cause instanceof GatewayError || !signal.aborted) throw cause;
    const seconds = ANSWER_LIMIT_MS / 1_000;
    throw new GatewayError('TIMEOUT', `The provider did not list its models within ${seconds} seconds.`, {
      cause,
      upstreamFailure: 'total_timeout',
    });
  }
}
