import { OptionalSetting, Setting } from '../setting.decorator';
import { mebibytes, oneOf, seconds, wholeNumber, DAY_S } from '../setting-types';

/** Where Responses answers are kept. */
export type ResponsesPlace = 'database' | 'memory';
/** Whether Responses answers are kept: unless the caller says no, never, or where the caller says so. */
export type ResponsesStoreMode = 'on' | 'off' | 'only_when_asked';

/** What the Responses door keeps between two turns (docs/doors.md). */
export class ResponsesSettings {
  @Setting({
    name: 'RESPONSES_STORE',
    type: oneOf('on', 'off', 'only_when_asked'),
    fallback: 'on',
    about:
      'Whether Responses answers are kept for `previous_response_id`: unless a caller says `store: false`, never, or only with `store: true`.',
  })
  readonly responsesStore!: ResponsesStoreMode;

  @Setting({
    name: 'RESPONSES_TTL',
    type: seconds(1, 365 * DAY_S),
    fallback: '2592000',
    about: 'How long a Responses answer is kept.',
  })
  readonly responsesTtlMs!: number;

  @Setting({
    name: 'RESPONSES_BACKGROUND',
    type: wholeNumber(0, 10_000),
    fallback: '100',
    about: 'Answers with `background: true` that may be under way at once; 0 for none.',
  })
  readonly responsesBackground!: number;

  @Setting({
    name: 'RESPONSES_PLACE',
    type: oneOf('database', 'memory'),
    fallback: 'database',
    about:
      'Where Responses answers and conversations are kept: encrypted in the database of the registry, or in the memory of this process.',
  })
  readonly responsesPlace!: ResponsesPlace;

  @Setting({
    name: 'RESPONSES_DATABASE_MIB',
    type: mebibytes(1, 1_048_576),
    fallback: '1024',
    about: 'What answers and conversations may take of the database; the oldest go first.',
  })
  readonly responsesDatabaseBytes!: number;

  @OptionalSetting({
    name: 'RESPONSES_MEMORY_MIB',
    type: mebibytes(1, 65_536),
    about:
      'The same of the memory, with what waits for the database; one conversation is never longer. By default 64, or a twenty-fourth of the memory where that is less.',
  })
  readonly responsesMemoryBytes!: number;
}
