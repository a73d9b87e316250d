import { nat64Prefixes } from '../nat64';
import type { Nat64 } from '../nat64';
import type { Secret } from '../secret';
import { OptionalSetting, Setting } from '../setting.decorator';
import { text } from '../setting-types';
import { encryptionKeys, postgresUrl, upstreamAddresses } from '../storage-settings';
import type { UpstreamAddresses } from '../storage-settings';

/** Where connections, models and keys are stored, and what encrypts them (docs/security.md). */
export class RegistrySettings {
  @Setting({
    name: 'DATA_DIR',
    type: text,
    fallback: 'data',
    about: 'The folder of the SQLite database and of the master key that is made on first use.',
  })
  readonly dataDir!: string;

  @OptionalSetting({
    name: 'DATABASE_URL',
    type: postgresUrl,
    about:
      'A PostgreSQL database (14 or later) for the registry; without one it is SQLite in the data folder.',
  })
  readonly databaseUrl!: Secret | undefined;

  @OptionalSetting({
    name: 'ENCRYPTION_KEY',
    type: encryptionKeys,
    about:
      'The master key that encrypts credentials; while it is changed two, the new one first. Production needs one.',
  })
  readonly encryptionKeys!: readonly Secret[] | undefined;

  @OptionalSetting({
    name: 'ENCRYPTION_KEY_FILE',
    type: text,
    about: 'A file with the master key in base64, one a line, instead of the variable.',
  })
  readonly encryptionKeyFile!: string | undefined;

  @OptionalSetting({
    name: 'PRIVATE_UPSTREAMS',
    type: upstreamAddresses,
    about:
      'Whether connections may lead to loopback and private addresses; allowed by default, but refused in production.',
  })
  readonly privateUpstreams!: UpstreamAddresses;

  @OptionalSetting({
    name: 'NAT64_PREFIXES',
    type: nat64Prefixes,
    about:
      "The network's NAT64: an IPv6 address under these prefixes is judged by the IPv4 address inside it. Without any, addresses under the well-known prefix are refused.",
  })
  readonly nat64!: Nat64 | undefined;
}
