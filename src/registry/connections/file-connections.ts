import type { ConnectionOptions } from '../../config/connection-options';
import type { FileModel } from '../../config/provider-file/provider-file';
import type { Secret } from '../../config/secret';
import type { ConnectionRecord, ConnectionTest, ModelLimits, ProviderModelRecord } from '../registry-records';
import type { ConnectionEntry, DeploymentLimits, ProviderModelEntry } from '../memory/registry-view';

/** A connection as the provider file has it. */
export interface FileConnection {
  readonly name: string;
  readonly provider: string;
  readonly endpoint: string;
  readonly options: ConnectionOptions;
  readonly credential: Secret | undefined;
  readonly models: readonly FileModel[];
}

interface Kept {
  readonly source: FileConnection;
  readonly entry: ConnectionEntry;
  readonly models: ReadonlyMap<string, ProviderModelEntry>;
  readonly since: string;
}

/** The id of a connection of the provider file. */
export function fileConnectionId(name: string): string {
  return `file:${name}`;
}

/** The provider file's connections, as entries and as records that cannot be changed here. */
export class FileConnections {
  #kept: ReadonlyMap<string, Kept> = new Map();
  readonly #tests = new Map<string, ConnectionTest>();
  #revisions = 0;

  /**
   * Takes over what the file says now. A connection that says what it said before keeps its revision.
   * @returns the connections, as they were, whose adapters are out of date
   */
  set(connections: readonly FileConnection[]): ConnectionEntry[] {
    const before = this.#kept;
    const since = new Date().toISOString();
    this.#kept = new Map(
      connections.map((source) => {
        const known = before.get(source.name);
        const same = known !== undefined && connects(known.source) === connects(source);
        const entry = same ? known.entry : this.#entryOf(source);
        return [
          source.name,
          { source, entry, models: modelsOf(source, entry), since: same ? known.since : since },
        ];
      }),
    );
    const outdated = [...before.values()].filter(({ entry }) => this.#kept.get(entry.name)?.entry !== entry);
    for (const { entry } of outdated) this.#tests.delete(entry.id);
    return outdated.map(({ entry }) => entry);
  }

  /** By name. */
  connection(name: string): ConnectionEntry | undefined {
    return this.#kept.get(name)?.entry;
  }

  connections(): readonly ConnectionEntry[] {
    return [...this.#kept.values()].map(({ entry }) => entry);
  }

  /** By name; none of a connection that is not the file's. */
  models(connection: ConnectionEntry): ReadonlyMap<string, ProviderModelEntry> {
    return this.#kept.get(connection.name)?.models ?? new Map<string, ProviderModelEntry>();
  }

  /** The models of an id, of `connection/model`, or of a name alone, which several may have. */
  modelsOf(ref: string): readonly ProviderModelEntry[] {
    const all = [...this.#kept.values()].flatMap(({ models }) => [...models.values()]);
    const named = all.filter(
      ({ id, name, connection }) => id === ref || `${connection.name}/${name}` === ref,
    );
    return named.length > 0 ? named : all.filter(({ name }) => name === ref);
  }

  /** By the names of both; also where a stored connection has that name. */
  model(connection: string, name: string): ProviderModelEntry | undefined {
    return this.#kept.get(connection)?.models.get(name);
  }

  /** By id or name. */
  find(ref: string): ConnectionEntry | undefined {
    return this.connection(ref.startsWith('file:') ? ref.slice('file:'.length) : ref);
  }

  /** Keeps how a test went, for as long as the process runs and the connection stays what it is. */
  noteTest(id: string, test: ConnectionTest): void {
    this.#tests.set(id, test);
  }

  records(): readonly ConnectionRecord[] {
    return [...this.#kept.values()].map(({ source, entry, since }) => ({
      id: entry.id,
      name: entry.name,
      provider: entry.provider,
      endpoint: entry.endpoint,
      options: entry.options,
      has_credential: source.credential !== undefined,
      enabled: true,
      source: 'provider_file',
      last_test: this.#tests.get(entry.id) ?? null,
      created_at: since,
      updated_at: since,
    }));
  }

  modelRecords(): readonly ProviderModelRecord[] {
    return [...this.#kept.values()].flatMap(({ models, since }) =>
      [...models.values()].map((model) => ({
        id: model.id,
        connection_id: model.connection.id,
        connection_name: model.connection.name,
        name: model.name,
        remote_name: model.remoteName,
        deployment: model.deployment ?? null,
        context_length: model.contextLength ?? null,
        max_output_tokens: model.maxOutputTokens ?? null,
        capabilities: [],
        prices: null,
        limits: fileLimits(model.limits),
        created_at: since,
        updated_at: since,
      })),
    );
  }

  #entryOf({ name, provider, endpoint, options, credential }: FileConnection): ConnectionEntry {
    this.#revisions += 1;
    return {
      id: fileConnectionId(name),
      name,
      provider,
      endpoint,
      options,
      enabled: true,
      source: 'provider_file',
      revision: this.#revisions,
      credential: () => credential,
    };
  }
}

function fileLimits(limits: DeploymentLimits | undefined): ModelLimits | null {
  if (limits === undefined) return null;
  const { requestsPerMinute: rpm, tokensPerMinute: tpm, concurrent } = limits;
  return {
    ...(rpm !== undefined && { rpm }),
    ...(tpm !== undefined && { tpm }),
    ...(concurrent !== undefined && { concurrent }),
  };
}

/** Everything that an adapter is made from, to be compared. */
function connects({ provider, endpoint, options, credential }: FileConnection): string {
  return JSON.stringify([provider, endpoint, options, credential?.reveal() ?? null]);
}

function modelsOf(
  source: FileConnection,
  connection: ConnectionEntry,
): ReadonlyMap<string, ProviderModelEntry> {
  return new Map(
    source.models.map((model) => [
      model.name,
      { ...model, id: `${connection.id}/${model.name}`, connection },
    ]),
  );
}
