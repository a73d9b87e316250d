import { readProviderExport } from './provider-csv';

const line = { day: '2026-11-30', model: 'gpt-x', requests: 1_234, input: 5, cost: 0.85 };

it.each([
  ['commas', 'start_time,model,requests,input_tokens,cost\n2026-11-30,gpt-x,"1,234",5,$0.85'],
  [
    'semicolons, of a spreadsheet whose fractions begin with a comma',
    'day;model;calls;input_tokens;cost\r\n2026-11-30;gpt-x;1234;5;0,85\r\n',
  ],
  ['thousands with points there', 'day;model;calls;input_tokens;cost\n2026-11-30;gpt-x;1.234,0;5;0,85'],
  ['tabs', 'day\tmodel\tcalls\tinput_tokens\tcost\n2026-11-30\tgpt-x\t1234\t5\t0.85\n'],
  [
    'a first line of Excel’s own',
    '\uFEFFsep=;\r\nday;model;calls;input_tokens;cost\r\n2026-11-30;gpt-x;1234;5;0.85',
  ],
  [
    'a sum at its end',
    'day,model,calls,input_tokens,cost\n2026-11-30,gpt-x,1234,5,8.5e-1\nTotal,,1234,5,0.85\n',
  ],
  [
    'times away from UTC',
    'timestamp,model,calls,input_tokens,cost\n2026-11-29T23:30:00-05:00,gpt-x,1234,5,0.85',
  ],
  ['times east of it', 'timestamp,model,calls,input_tokens,cost\n2026-12-01 00:30:00+01,gpt-x,1234,5,0.85'],
  ['milliseconds', 'timestamp,model,calls,input_tokens,cost\n1796056578000,gpt-x,1234,5,0.85'],
])('an export with %s tells the same', (_what, text) => {
  expect(readProviderExport(text).lines).toEqual([line]);
});

it.each(['0,85', '1,23', '1.2.3', '12 USD'])('%s is no number where a comma parts thousands', (cost) => {
  const text = `day,model,cost\n2026-11-30,gpt-x,"${cost}"`;
  expect(() => readProviderExport(text)).toThrow(`The export has no number in line 2: '${cost}'.`);
});
