import { AsyncLocalStorage } from 'node:async_hooks';
import { shareLookups } from './shared-lookups';
import type { Lookups } from './shared-lookups';

type Answer = (error: Error | null, address?: unknown, family?: number) => void;

describe('lookups that are shared', () => {
  let asked: { readonly name: string; readonly options: unknown; readonly answer: Answer }[];
  let module: Lookups;
  beforeEach(() => {
    asked = [];
    module = {
      lookup: (name, options, answer) => {
        if (typeof answer !== 'function') throw new TypeError('no callback');
        asked.push({ name, options, answer: answer as Answer });
      },
    };
    shareLookups(module);
  });

  it('ask once for a name, however many want it, and again when that is answered', () => {
    const heard: unknown[] = [];
    const listen = (...answer: unknown[]): void => void heard.push(answer);
    module.lookup('dead.example', { all: true }, listen);
    module.lookup('dead.example', { all: true }, listen);
    module.lookup('other.example', listen);
    module.lookup('dead.example', { family: 4 }, listen);
    module.lookup('dead.example', 4, listen);
    expect(asked.map(({ name, options }) => [name, options])).toEqual([
      ['dead.example', { all: true }],
      ['other.example', {}],
      ['dead.example', { family: 4 }],
    ]);
    const addresses = [{ address: '192.0.2.1', family: 4 }];
    asked[0]?.answer(null, addresses);
    asked[1]?.answer(new Error('ENOTFOUND'));
    asked[2]?.answer(null, '192.0.2.1', 4);
    expect(heard).toEqual([
      [null, addresses, undefined],
      [null, addresses, undefined],
      [new Error('ENOTFOUND'), undefined, undefined],
      [null, '192.0.2.1', 4],
      [null, '192.0.2.1', 4],
    ]);
    module.lookup('dead.example', { all: true }, listen);
    expect(asked).toHaveLength(4);
  });

  it('leave addresses alone, and arguments that are wrong', () => {
    for (let n = 0; n < 2; n++) module.lookup('192.0.2.1', {}, () => undefined);
    expect(asked).toHaveLength(2);
    for (let n = 0; n < 2; n++)
      expect(() => module.lookup('dead.example', {}, 'none')).toThrow('no callback');
  });

  it('let each who waits go on in its own context', () => {
    const context = new AsyncLocalStorage<string>();
    const heard: unknown[] = [];
    for (const caller of ['one', 'two']) {
      context.run(caller, () => {
        module.lookup('late.example', {}, () => heard.push(context.getStore()));
      });
    }
    asked[0]?.answer(null, '192.0.2.1', 4);
    expect(heard).toEqual(['one', 'two']);
  });
});
