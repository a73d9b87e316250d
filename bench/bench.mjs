// @ts-check
import { truncateSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startLoad } from './load-process.mjs';
import { CACHE, chooseCores } from './processes.mjs';
import { SERVICE_LOG, startService } from './service.mjs';
import { peerTarget, startFloor, startLitellm, startUpstream } from './targets.mjs';

/** @typedef {import('./targets.mjs').BenchTarget} BenchTarget */

/** Everything that runs during a benchmark: the upstream, the load generator, the targets. */
export class Bench {
  /** @type {BenchTarget[]} */
  others = [];

  /**
   * @param {object} parts
   * @param {import('./options.mjs').Options} parts.options
   * @param {import('./processes.mjs').Cores | undefined} parts.cores
   * @param {BenchTarget} parts.upstream
   * @param {import('./load-process.mjs').Load} parts.load
   */
  constructor({ options, cores, upstream, load }) {
    this.options = options;
    this.cores = cores;
    this.upstream = upstream;
    this.load = load;
    this.rounds = options.rounds ?? (options.quick ? 3 : 7);
  }

  /** @param {import('./options.mjs').Options} options */
  static async start(options) {
    const cores = chooseCores();
    const upstream = await startUpstream({ core: cores?.upstream, port: options.upstreamPort });
    return new Bench({ options, cores, upstream, load: await startLoad(cores?.load) });
  }

  /** Starts the floor, the service, and the other gateways that there are. */
  async startTargets() {
    this.floor = await this.startFloor();
    this.service = await this.startService();
    const { options, cores } = this;
    this.others = options.peers.map((text) => peerTarget(text, options.peerHeaders, cores?.target));
    if (options.quick || !options.litellm) return;
    const litellm = await startLitellm({ upstreamPort: this.upstream.port, core: cores?.target });
    if (litellm) this.others.push(litellm);
    else console.log('LiteLLM is left out: litellm/.venv is not there');
  }

  /** @returns {Promise<BenchTarget>} a fresh floor */
  startFloor() {
    return startFloor({ upstreamPort: this.upstream.port, core: this.cores?.target });
  }

  /**
   * @param {Pick<import('./service.mjs').ServiceOptions, 'nodeOptions' | 'env' | 'dataFolder'>} [more]
   * @returns {Promise<BenchTarget & { startMs: number }>} a fresh service
   */
  async startService(more) {
    const options = { ...more, upstreamPort: this.upstream.port, core: this.cores?.target };
    if (!this.options.selfCheck) return startService(options);
    return { ...(await startFloor({ ...options, name: 'service' })), startMs: NaN };
  }

  /** @returns {BenchTarget[]} the floor and the service, in turn measured in each round */
  pair() {
    if (!this.floor || !this.service) throw new Error('the targets are not started');
    return [this.floor, this.service];
  }

  /** Empties the service's log, which grows by some hundred bytes a request. */
  emptyLog() {
    const log = join(CACHE, SERVICE_LOG);
    if (existsSync(log)) truncateSync(log);
  }

  /** Stops everything; the service's log is kept only where something went wrong. */
  async stop({ keepLog = false } = {}) {
    await Promise.all([this.floor, this.service, ...this.others].map((target) => target?.stop()));
    await Promise.all([this.load.stop(), this.upstream.stop()]);
    if (!keepLog) rmSync(join(CACHE, SERVICE_LOG), { force: true });
  }
}
