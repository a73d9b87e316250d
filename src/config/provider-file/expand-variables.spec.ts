import fc from 'fast-check';
import { expandVariables } from './expand-variables';

const ENVIRONMENT = { KEY: 'sk-x', SPACED: ' a b\n', EMPTY: '', COST: '$5 ${KEY} $&' };

describe('variables in a text', () => {
  it.each([
    ['${KEY}', 'sk-x'],
    ['a-${KEY}-${NO:-z}', 'a-sk-x-z'],
    ['${SPACED}', 'a b'],
    ['${EMPTY:-used}', 'used'],
    ['${NO:-}', ''],
    ['${NO:-a:-b}', 'a:-b'],
    ['$${KEY}', '${KEY}'],
    ['costs $5', 'costs $5'],
    ['${COST}', '$5 ${KEY} $&'],
  ])('%s', (text, expanded) => {
    expect(expandVariables(text, ENVIRONMENT)).toEqual({ text: expanded, problems: [] });
  });

  it.each(['NO', 'EMPTY', 'constructor', '__proto__'])('that are not set are named: %s', (name) => {
    expect(expandVariables(`a\${${name}}`, ENVIRONMENT).problems).toEqual([
      `needs the environment variable ${name}, which is not set`,
    ]);
  });

  it.each(['${', '${A-B}', '${A', '${}', '${1A}'])('that are malformed are refused: %s', (text) => {
    expect(expandVariables(text, ENVIRONMENT).problems).toEqual([
      'has a ${ that begins no ${NAME} or ${NAME:-default} (write $${ for the characters themselves)',
    ]);
  });

  it('that are escaped stay as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', 'A', ':', '-', 'x') }), (text) => {
        fc.pre(!text.includes('$${'));
        const escaped = text.replaceAll('${', () => '$${');
        expect(expandVariables(escaped, ENVIRONMENT)).toEqual({ text, problems: [] });
      }),
    );
  });
});
