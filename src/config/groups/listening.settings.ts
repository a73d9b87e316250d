import { Setting } from '../setting.decorator';
import { flag, oneOf, text, wholeNumber } from '../setting-types';

/** The least serious level that is logged. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Where the service listens, and what it serves and logs beside calls. */
export class ListeningSettings {
  @Setting({
    name: 'HOST',
    type: text,
    fallback: '0.0.0.0',
    about: 'The address to listen on; `::` for IPv6 and IPv4 together.',
  })
  readonly host!: string;

  @Setting({
    name: 'PORT',
    type: wholeNumber(0, 65_535),
    fallback: '8002',
    about: 'The port to listen on; 0 takes a free one.',
  })
  readonly port!: number;

  @Setting({
    name: 'LOG_LEVEL',
    type: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    fallback: 'info',
    about: 'The least serious level that is logged, in any case.',
  })
  readonly logLevel!: LogLevel;

  @Setting({
    name: 'VERSION',
    type: text,
    fallback: '',
    about: 'The version that health and docs show; by default that of package.json.',
  })
  readonly version!: string;

  @Setting({
    name: 'DOCS_ENABLED',
    type: flag,
    fallback: 'true',
    about: 'Whether /docs and /openapi.json are served.',
  })
  readonly docsEnabled!: boolean;

  @Setting({ name: 'METRICS_ENABLED', type: flag, fallback: 'true', about: 'Whether /metrics is served.' })
  readonly metricsEnabled!: boolean;
}
