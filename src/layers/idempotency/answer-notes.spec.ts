import { scripted } from '../../../test/support/providers/scripted-adapter';
import { Attempt } from '../../routing/attempt';
import { readEnd, writeEnd } from './answer-notes';

it('another replica is told how an answer was rescued', () => {
  const attempt = new Attempt(scripted('a'));
  const told = { rescued: [{ from: 'a/m', to: 'b/m', mode: 'restart', at: 9 }] };
  for (const rescued of [told, undefined]) {
    expect(readEnd(writeEnd({ attempt, startedAt: 5, rescued }), attempt)).toEqual({ startedAt: 5, rescued });
  }
});
