import { BlockList, isIP } from 'node:net';

const ALLOWED =
  'a comma-separated list of hosts (example.com, .example.com), addresses, networks (10.0.0.0/8), each maybe with a port, or *';

/** A name that may mean itself and what is below it, maybe at one port only. */
interface NamedHost {
  readonly name: string;
  readonly port: string | undefined;
}

/**
 * `NO_PROXY` as curl and Go read it (https://pkg.go.dev/golang.org/x/net/http/httpproxy): a name means itself and
 * for all names below it, with or without a leading dot or `*.`; addresses and networks are compared with hosts that are
 * written as addresses, since nothing is resolved; `*` is everything. Entries are separated by commas or blanks.
 */
export class NoProxy {
  readonly #hosts: NamedHost[] = [];
  /** Addresses and networks by the port they are limited to; the empty text for all ports. */
  readonly #networks = new Map<string, BlockList>();
  #everything = false;

  private constructor() {}

  /** @throws Error whose message completes "NO_PROXY …" */
  static parse(text: string): NoProxy {
    const list = new NoProxy();
    for (const entry of text.split(/[\s,]+/)) if (entry !== '') list.#add(entry);
    return list;
  }

  /** Whether an upstream is asked without a proxy. @param origin scheme, host and port */
  covers(origin: string): boolean {
    if (this.#everything) return true;
    const url = new URL(origin);
    const host = url.hostname.replace(/^\[|\]$|\.$/g, '');
    const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
    const version = isIP(host);
    if (version !== 0) {
      const family = version === 4 ? 'ipv4' : 'ipv6';
      return ['', port].some((limit) => this.#networks.get(limit)?.check(host, family) === true);
    }
    return this.#hosts.some(
      ({ name, port: only }) =>
        (only === undefined || only === port) && (host === name || host.endsWith(`.${name}`)),
    );
  }

  #add(entry: string): void {
    if (entry === '*') {
      this.#everything = true;
      return;
    }
    const [address = '', bits, ...rest] = entry.replace(/^\[([^\]]*)\](?=\/|$)/, '$1').split('/');
    if (bits !== undefined) {
      const version = isIP(address);
      const fits = /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
      if (version === 0 || !fits || rest.length > 0) throw notAllowed();
      this.#list('').addSubnet(address, Number(bits), version === 4 ? 'ipv4' : 'ipv6');
      return;
    }
    if (isIP(address) !== 0) this.#addAddress(address, undefined);
    else this.#addHost(entry);
  }

  /** `host`, `host:port`, `address:port` or `[address]:port`. */
  #addHost(entry: string): void {
    const [, bracketed, plain = '', port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(entry) ?? [];
    const host = bracketed ?? plain;
    if (port !== undefined && Number(port) > 65_535) throw notAllowed();
    if (isIP(host) !== 0) {
      this.#addAddress(host, port);
      return;
    }
    const name = host
      .toLowerCase()
      .replace(/^\*?\./, '')
      .replace(/\.$/, '');
    const ascii = URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : '';
    // A number, or a part of an address, is no name: `10.0.0` or `10.*` would cover nothing.
    if (bracketed !== undefined || ascii === '' || isIP(ascii) !== 0 || !/^[a-z0-9._-]+$/.test(ascii))
      throw notAllowed();
    this.#hosts.push({ name: ascii, port: port === undefined ? undefined : String(Number(port)) });
  }

  #addAddress(address: string, port: string | undefined): void {
    const list = this.#list(port === undefined ? '' : String(Number(port)));
    list.addAddress(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }

  #list(port: string): BlockList {
    const known = this.#networks.get(port);
    if (known !== undefined) return known;
    const made = new BlockList();
    this.#networks.set(port, made);
    return made;
  }
}

function notAllowed(): Error {
  return new Error(`must be ${ALLOWED}`);
}
