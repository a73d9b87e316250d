import { Setting } from '../setting.decorator';
import { wholeNumber } from '../setting-types';

/** The mock that answers in mock mode. */
export class MockSettings {
  @Setting({
    name: 'MOCK_TOKEN_DELAY_MS',
    type: wholeNumber(0, 600_000),
    fallback: '200',
    about: 'Milliseconds between two words of the mock.',
  })
  readonly mockTokenDelayMs!: number;
}
