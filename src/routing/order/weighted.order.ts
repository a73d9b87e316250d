import type { OrderStrategy } from './candidate';

/** Draws one after the other; how likely each is drawn next is its part of the weights that are left. */
export const weightedOrder: OrderStrategy = (candidates, { random }) => {
  const left = [...candidates];
  const ordered = [];
  let total = left.reduce((sum, { weight }) => sum + weight, 0);
  while (left.length > 1) {
    let point = random() * total;
    let drawn = left.findIndex(({ weight }) => (point -= weight) < 0);
    if (drawn < 0) drawn = left.length - 1;
    const [candidate] = left.splice(drawn, 1);
    if (candidate === undefined) break;
    ordered.push(candidate);
    total -= candidate.weight;
  }
  return [...ordered, ...left];
};
