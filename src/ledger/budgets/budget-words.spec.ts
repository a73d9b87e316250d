import { amountText } from './budget-words';

it.each([
  ['usd', 0, '$0.0000'],
  ['usd', 0.00001, '$0.000010'],
  ['usd', 0.0006, '$0.000600'],
  ['usd', 0.5, '$0.5000'],
  ['usd', 49.98, '$49.98'],
  ['calls', 1, '1 call'],
  ['tokens', 12.2, '12 tokens'],
] as const)('an amount is told in %s so that it can be seen: %d is %s', (unit, amount, text) => {
  expect(amountText(unit, amount)).toBe(text);
});
