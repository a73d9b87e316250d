// @ts-check
import { spread } from './statistics.mjs';

/** @typedef {import('./statistics.mjs').Spread} Spread */

/** @typedef {Map<string, { count: number, first: string }>} Failures by target, with the first one's reason */

/**
 * One line of the report.
 * @typedef {object} Row
 * @property {string} title
 * @property {string} unit of the figures
 * @property {Record<string, Spread>} figures by target
 * @property {Spread} [ratio] the service's figure divided by the floor's, round by round
 * @property {Spread} [added] the service's figure less the floor's, round by round
 * @property {{ limit: number, of: 'ratio' | 'added' | 'figure' }} [budget] DESIGN §10; judged by the median
 * @property {boolean} failed whether calls through the floor or the service failed, so that nothing is shown
 * @property {string[]} notes
 */

/**
 * @param {object} parts
 * @param {string} parts.title
 * @param {string} parts.unit
 * @param {Map<string, number[]>} parts.values by target, one a round
 * @param {Row['budget']} [parts.budget]
 * @param {string[]} [parts.notes]
 * @param {Failures} [parts.failures] of the calls behind the values, by target
 * @returns {Row}
 */
export function row({ title, unit, values, budget, notes = [], failures = new Map() }) {
  const floor = values.get('floor') ?? [];
  const service = values.get('service') ?? [];
  const paired = service.map((value, round) => [value, floor[round]]);
  return {
    title,
    unit,
    figures: Object.fromEntries([...values].map(([name, list]) => [name, spread(list)])),
    ratio: spread(paired.map(([a, b]) => a / b)),
    added: spread(paired.map(([a, b]) => a - b)),
    budget,
    failed: (failures.get('floor')?.count ?? 0) + (failures.get('service')?.count ?? 0) > 0,
    notes: [
      ...notes,
      ...[...failures].map(([name, { count, first }]) => `${name}: ${count} FAILED (${first})`),
    ],
  };
}

/**
 * @param {Map<string, { failures: number, failure: string }[]>} results by target, one a round
 * @returns {Failures} of those targets that had any
 */
export function failuresOf(results) {
  /** @type {Failures} */
  const failures = new Map();
  for (const [name, list] of results) {
    const count = list.reduce((sum, result) => sum + result.failures, 0);
    const first = list.find((result) => result.failures > 0)?.failure ?? '';
    if (count > 0) failures.set(name, { count, first });
  }
  return failures;
}

/**
 * @param {Row} line
 * @returns {number | undefined} what the budget is held against
 */
export function judged(line) {
  if (line.budget?.of === 'ratio') return line.ratio?.median;
  if (line.budget?.of === 'added') return line.added?.median;
  return line.budget && line.figures.service?.median;
}

/**
 * @param {Row} line
 * @returns {'' | 'pass' | 'MISS' | 'FAILED'}
 */
export function verdict(line) {
  if (line.failed) return 'FAILED';
  const value = judged(line);
  if (line.budget === undefined || value === undefined) return '';
  return value <= line.budget.limit ? 'pass' : 'MISS';
}

/**
 * One figure of each round's result, by target.
 * @template R
 * @param {Map<string, R[]>} results
 * @param {(result: R) => number} figure
 */
export function pick(results, figure) {
  return new Map([...results].map(([name, list]) => [name, list.map(figure)]));
}
