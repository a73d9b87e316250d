// @ts-check

/** @typedef {{ min: number, median: number, max: number }} Spread over the rounds */
/** @typedef {{ p50: number, p99: number, max: number }} Percentiles of one round */

/**
 * @param {ArrayLike<number>} sorted ascending
 * @param {number} share 0 to 1
 * @returns {number} NaN of nothing
 */
function quantile(sorted, share) {
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/**
 * @param {number[]} values one a round
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  return { min: quantile(sorted, 0), median: middle, max: quantile(sorted, 1) };
}

/** Many measured values, kept in one typed array so that collecting them costs nearly nothing. */
export class Samples {
  #values = new Float64Array(1 << 16);
  #count = 0;

  /** @param {number} value */
  add(value) {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
  }

  clear() {
    this.#count = 0;
  }

  get count() {
    return this.#count;
  }

  /** @returns {Percentiles} */
  percentiles() {
    const sorted = this.#values.slice(0, this.#count).sort();
    return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: quantile(sorted, 1) };
  }
}
