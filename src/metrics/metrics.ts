import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import type { CallMeasures } from './call-measures';
import { CallSeries } from './call-series';
import { ModelLabels } from './model-labels';
import { TalliedCounter, TalliedHistogram } from './tallied-metrics';

/** The model's label where none was asked for, or the request was refused before that was known. */
const NO_MODEL = 'none';

/**
 * What is counted of requests and calls. Label values are our own words, key ids from the configuration, and models'
 * names as far as {@link ModelLabels} lets them be.
 */
@Injectable()
export class Metrics {
  readonly #series = new Map<string, Map<string, CallSeries>>();
  readonly #upstreamErrors: Counter<'upstream' | 'kind'>;
  readonly #rescues: Counter<'mode' | 'outcome'>;
  readonly #hedges: Counter<'outcome'>;
  readonly #retriesRefused: Counter<'upstream'>;
  readonly #replays: Counter<'how'>;
  #inFlight: () => number = () => 0;

  constructor(
    @Inject(Registry) registry: Registry,
    private readonly models: ModelLabels,
  ) {
    const registers = [registry];
    const everySeries = (): Iterable<CallSeries> => this.#all();
    new TalliedCounter(
      {
        name: 'llm_proxy_requests_total',
        help: 'Requests that were answered, refused or left by their callers; a stream that broke has status 200 and a code.',
        registers,
      },
      function* () {
        for (const series of everySeries()) yield* series.requests();
      },
    );
    new TalliedCounter(
      {
        name: 'llm_proxy_tokens_total',
        help: 'Tokens by class and key; cached ones are part of the prompt, reasoning ones part of the completion.',
        registers,
      },
      function* () {
        for (const series of everySeries()) yield* series.tokens();
      },
    );
    const histogram = (name: string, help: string, pick: 'duration' | 'firstToken' | 'gaps'): void => {
      new TalliedHistogram({ name, help, registers }, function* () {
        for (const series of everySeries()) yield { labels: series.labels, buckets: series[pick] };
      });
    };
    histogram('llm_proxy_request_duration_seconds', 'From the arrival of a call to its end.', 'duration');
    histogram(
      'llm_proxy_time_to_first_token_seconds',
      "From a call's arrival to the first frame of its stream.",
      'firstToken',
    );
    histogram('llm_proxy_inter_token_seconds', 'Between two arrivals of frames of a stream.', 'gaps');
    this.#upstreamErrors = new Counter({
      name: 'llm_proxy_upstream_errors_total',
      help: 'Attempts that an upstream failed, by what it did; retried ones too.',
      labelNames: ['upstream', 'kind'],
      registers,
    });
    this.#rescues = new Counter({
      name: 'llm_proxy_rescues_total',
      help: 'Tries to go on with a stream that broke after content was sent, by how and what came of it.',
      labelNames: ['mode', 'outcome'],
      registers,
    });
    this.#hedges = new Counter({
      name: 'llm_proxy_hedges_total',
      help: 'Calls for which a second deployment was asked because the first was slow, by whether it was first to answer.',
      labelNames: ['outcome'],
      registers,
    });
    this.#retriesRefused = new Counter({
      name: 'llm_proxy_retries_refused_total',
      help: 'Failures that went to the caller because the retry budget of their deployment was used up.',
      labelNames: ['upstream'],
      registers,
    });
    this.#replays = new Counter({
      name: 'llm_proxy_replays_total',
      help: 'Calls that got the answer of another call with the same Idempotency-Key, stored or still running.',
      labelNames: ['how'],
      registers,
    });
    const inFlight = (): number => this.#inFlight();
    new Gauge({
      name: 'llm_proxy_requests_in_flight',
      help: 'Calls that are under way.',
      registers,
      collect() {
        this.set(inFlight());
      },
    });
  }

  /** Counts a call that has ended, whichever way. */
  callEnded(call: CallMeasures): void {
    const { route, model, caller } = call.request;
    const label = this.models.label(model, caller, call.facts.upstreamStatus === 200);
    this.#seriesOf(route, label).ended(call);
    if (call.upstreamFailure !== undefined || call.attempts.length > 1) this.#countFailures(call);
    const { rescues, hedge, retryRefusedAt, replayed } = call.notes;
    for (const { mode, outcome } of rescues) this.#rescues.inc({ mode, outcome });
    if (hedge !== undefined) this.#hedges.inc({ outcome: hedge });
    if (replayed !== undefined) this.#replays.inc({ how: replayed });
    if (retryRefusedAt !== undefined) {
      this.#retriesRefused.inc({ upstream: retryRefusedAt.split('/', 1)[0] ?? '' });
    }
  }

  /** Counts a request of which no call was made. @param route one of our own route names */
  refused(route: string, status: number, code: string): void {
    this.#seriesOf(route, NO_MODEL).outcome(status, code, false);
  }

  /** Names that the upstream lists: each may have series of its own. */
  knowModels(names: Iterable<string>): void {
    this.models.know(names);
  }

  /** Where the number of calls under way comes from. */
  setInFlightSource(source: () => number): void {
    this.#inFlight = source;
  }

  *#all(): Iterable<CallSeries> {
    for (const byModel of this.#series.values()) yield* byModel.values();
  }

  #seriesOf(route: string, model: string): CallSeries {
    let byModel = this.#series.get(route);
    if (byModel === undefined) this.#series.set(route, (byModel = new Map<string, CallSeries>()));
    let series = byModel.get(model);
    if (series === undefined) byModel.set(model, (series = new CallSeries(route, model)));
    return series;
  }

  /** An attempt that a limit of the whole call put an end to is reported as aborted; the call knows the reason. */
  #countFailures({ attempts, upstream, upstreamFailure }: CallMeasures): void {
    for (const { deployment, outcome } of attempts) {
      if (outcome === 'ok' || outcome === 'aborted') continue;
      this.#upstreamErrors.inc({ upstream: deployment.id.split('/', 1)[0] ?? upstream, kind: outcome });
    }
    if (upstreamFailure !== undefined && attempts.at(-1)?.outcome === 'aborted') {
      this.#upstreamErrors.inc({ upstream, kind: upstreamFailure });
    }
  }
}
