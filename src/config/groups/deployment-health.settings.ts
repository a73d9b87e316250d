import { Setting } from '../setting.decorator';
import { decimal, seconds, wholeNumber, DAY_S } from '../setting-types';

/** When a deployment is asked again, and when it is left alone (docs/routing.md). */
export class DeploymentHealthSettings {
  @Setting({
    name: 'RETRY_WAIT_LIMIT',
    type: seconds(0, 600),
    fallback: '3',
    about:
      'The longest wait that a provider may ask for (Retry-After) to be waited within a call; what is longer goes to the caller.',
  })
  readonly retryWaitLimitMs!: number;

  @Setting({
    name: 'RETRY_BUDGET_SHARE',
    type: decimal(0, 10),
    fallback: '0.2',
    about:
      "What a deployment's failures may cost in further attempts, there or elsewhere: so many for each of its calls of the last ten seconds.",
  })
  readonly retryBudgetShare!: number;

  @Setting({
    name: 'RETRY_BUDGET_PER_SECOND',
    type: decimal(0, 100_000),
    fallback: '3',
    about:
      'Further attempts a second beside that share. When both are used up the failure goes to the caller at once.',
  })
  readonly retryBudgetPerSecond!: number;

  @Setting({
    name: 'BREAKER_FAILURES',
    type: wholeNumber(0, 10_000),
    fallback: '5',
    about: 'Failures in a row after which a deployment is not asked for a while. 0 switches breakers off.',
  })
  readonly breakerFailures!: number;

  @Setting({
    name: 'BREAKER_FAILURE_SHARE',
    type: decimal(0.01, 1),
    fallback: '0.5',
    about: 'The share of its attempts whose failure has the same effect as failures in a row.',
  })
  readonly breakerFailureShare!: number;

  @Setting({
    name: 'BREAKER_MIN_ATTEMPTS',
    type: wholeNumber(1, 1_000_000),
    fallback: '20',
    about: 'The number of attempts below which the share of failures is not looked at.',
  })
  readonly breakerMinAttempts!: number;

  @Setting({
    name: 'BREAKER_WINDOW',
    type: seconds(0.1, 3_600),
    fallback: '30',
    about: 'The time over which the share of failures is taken.',
  })
  readonly breakerWindowMs!: number;

  @Setting({
    name: 'BREAKER_WAIT',
    type: seconds(0.01, 3_600),
    fallback: '10',
    about:
      'How long it is not asked; then one call finds out. Doubles with each that fails; up to 20 % more or less, by chance. A Retry-After of the provider comes before the first of these waits.',
  })
  readonly breakerWaitMs!: number;

  @Setting({
    name: 'BREAKER_MAX_WAIT',
    type: seconds(0.01, DAY_S),
    fallback: '300',
    about: 'The longest of these waits, also where the provider asks for more.',
  })
  readonly breakerMaxWaitMs!: number;
}
