import { join } from 'node:path';
import type { Settings } from '../../config/settings';
import { StartRefused } from '../../database/start-refused';
import { masterKeyOf, newMasterKeyText } from './master-key';
import type { MasterKey } from './master-key';
import { makeMasterKeyFile, readMasterKeys } from './master-key.file';

/** The master key's file in the data folder, where no other place is set. */
const MADE_FILE = 'master.key';
/** A key that was not found in the file is looked for again, but not more often than this. */
const REREAD_MS = 200;

/**
 * The master keys that this process knows: the first is to be used, the others open what was encrypted before. They come
 * from the environment, and then never change; or from a file, which is read again when a ciphertext names a key that
 * is not known, so that a rotation reaches a running service.
 */
export class MasterKeys {
  readonly #known = new Map<string, MasterKey>();
  #first: MasterKey;
  /** The key that was last looked for in vain: many rows may name it. */
  #missing = { id: '', at: -Infinity };

  /**
   * @param file where the keys were read; undefined when they come from the environment
   * @param madeFile where a key is made outside production
   */
  private constructor(
    keys: readonly [MasterKey, ...MasterKey[]],
    readonly file: string | undefined,
    private readonly madeFile: string,
  ) {
    for (const key of keys) this.#known.set(key.id, key);
    this.#first = keys[0];
  }

  /**
   * Reads the keys that the settings name. Outside production a key is made where none was ever used.
   * @param used whether the registry has been encrypted under some key already: then none is made
   * @throws StartRefused when it is missing, or what is there is no key
   */
  static open(settings: Settings, used: boolean): MasterKeys {
    requireMasterKey(settings);
    const { encryptionKeys, encryptionKeyFile, dataDir } = settings;
    const madeFile = join(dataDir, MADE_FILE);
    if (encryptionKeys !== undefined) {
      const keys = atLeastOne(encryptionKeys.map(masterKeyOf), 'LLM_PROXY__ENCRYPTION_KEY');
      return new MasterKeys(keys, undefined, madeFile);
    }
    const file = encryptionKeyFile ?? madeFile;
    if (encryptionKeyFile === undefined && !used) makeMasterKeyFile(file, newMasterKeyText());
    const keys = readMasterKeys(file);
    if (keys === undefined) {
      throw new StartRefused(
        `The master key in ${file} is missing: restore it from its backup, or set LLM_PROXY__ENCRYPTION_KEY or LLM_PROXY__ENCRYPTION_KEY_FILE.`,
      );
    }
    return new MasterKeys(atLeastOne(keys, file), file, madeFile);
  }

  /** The key that everything is to be encrypted under. */
  get first(): MasterKey {
    return this.#first;
  }

  /** The ids of all keys, the first in front. */
  get ids(): readonly string[] {
    return [this.#first.id, ...[...this.#known.keys()].filter((id) => id !== this.#first.id)];
  }

  /** The key of an id; undefined when it is not known, also after another look into the file. */
  find(id: string): MasterKey | undefined {
    return this.#known.get(id) ?? this.#reread(id);
  }

  /** The file that was made outside production, where it holds a key that is not known here; else undefined. */
  madeFileWith(id: string): string | undefined {
    try {
      return readMasterKeys(this.madeFile)?.some((key) => key.id === id) === true ? this.madeFile : undefined;
    } catch {
      return undefined;
    }
  }

  /** Takes note of what the file holds now. */
  reread(): void {
    const keys = this.file === undefined ? undefined : readMasterKeys(this.file);
    for (const key of keys ?? []) this.#known.set(key.id, key);
    this.#first = keys?.[0] ?? this.#first;
  }

  #reread(id: string): MasterKey | undefined {
    if (this.file === undefined) return undefined;
    if (id === this.#missing.id && performance.now() - this.#missing.at < REREAD_MS) return undefined;
    try {
      this.reread();
    } catch {
      // The code that asked says that the key is not known.
    }
    const found = this.#known.get(id);
    if (found === undefined) this.#missing = { id, at: performance.now() };
    return found;
  }
}

/**
 * In production nothing is made in silence that backups do not hold.
 * @throws StartRefused in production without a key of one's own; anywhere with two places for it
 */
export function requireMasterKey({ production, encryptionKeys, encryptionKeyFile }: Settings): void {
  if (encryptionKeys !== undefined && encryptionKeyFile !== undefined) {
    throw new StartRefused(
      'Set one of LLM_PROXY__ENCRYPTION_KEY and LLM_PROXY__ENCRYPTION_KEY_FILE, not both.',
    );
  }
  if (!production || encryptionKeys !== undefined || encryptionKeyFile !== undefined) return;
  throw new StartRefused(
    'LLM_PROXY__ENCRYPTION_KEY must be set in production (openssl rand -base64 32 makes one), or LLM_PROXY__ENCRYPTION_KEY_FILE to a file that holds one.',
  );
}

function atLeastOne(keys: readonly (MasterKey | undefined)[], place: string): [MasterKey, ...MasterKey[]] {
  const [first, ...others] = keys.filter((key) => key !== undefined);
  if (first === undefined) throw new StartRefused(`${place} holds no master key: it is 32 bytes in base64.`);
  return [first, ...others];
}
