/** Who makes a call, as far as the rest of the service needs to know: never the key itself. */
export interface Caller {
  /** Stable name of the key for logs, limits and metrics (`billing`, or `key-` and 8 hex digits of its hash). */
  readonly keyId: string;
  /** Whether it is a key of the service's own settings, which may use every model. */
  readonly kind: 'internal';
}
