/** An amount of a budget's unit or of US dollars to a billionth: below it is the noise of binary fractions. */
export function toBillionths(amount: number): number {
  return Math.round(amount * 1e9) / 1e9;
}
