/** One thing that an import does, or would do. */
export interface ImportedChange {
  readonly action: 'create' | 'update';
  readonly entity:
    'connection' | 'model' | 'group' | 'virtual_key' | 'assignment' | 'budget' | 'price' | 'route';
  readonly name: string;
  /** The fields that change; of a new record none. */
  readonly fields: readonly string[];
  /** What is left to do by hand; null where nothing is. */
  readonly remark: string | null;
}

/** How a document is imported. */
export interface ImportOptions {
  /** What the document's credentials were sealed with. */
  readonly passphrase?: string;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean;
}
