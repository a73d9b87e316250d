import type { Client, ClientConfig } from 'pg';

/** The channel of LISTEN and NOTIFY. */
export const CHANNEL = 'llm_proxy_registry';

const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 5_000;

/**
 * Listens to what other processes announce, on a connection of its own that is opened again whenever it breaks. What is
 * announced meanwhile is missed, so that anyone who relies on it also has to look by himself now and then.
 */
export class Announcements {
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #waitMs = FIRST_WAIT_MS;
  #stopped = false;

  /**
   * @param makeClient makes a client that is not connected yet
   * @param onNews called for each announcement, and after each new beginning
   */
  constructor(
    private readonly makeClient: new (config: ClientConfig) => Client,
    private readonly config: ClientConfig,
    private readonly onNews: () => void,
  ) {
    void this.#listen();
  }

  /** Stops for good, and closes the connection. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#drop();
  }

  async #listen(): Promise<void> {
    const client = new this.makeClient(this.config);
    this.#client = client;
    const again = () => {
      this.#retry(client);
    };
    client.on('error', again);
    client.on('end', again);
    client.on('notification', this.onNews);
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.#waitMs = FIRST_WAIT_MS;
      this.onNews();
    } catch {
      again();
    }
  }

  #retry(client: Client): void {
    if (this.#stopped || this.#client !== client) return;
    this.#drop();
    this.#timer = setTimeout(() => void this.#listen(), this.#waitMs);
    this.#timer.unref();
    this.#waitMs = Math.min(this.#waitMs * 2, MAX_WAIT_MS);
  }

  #drop(): void {
    const client = this.#client;
    this.#client = undefined;
    // Closing says goodbye to a server that may be gone; nobody needs to know how that went.
    client?.end().catch(() => undefined);
  }
}
