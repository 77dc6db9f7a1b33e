/**
 * @typedef {{ from: string, succeeded: number, failed: number, cancelled: number, retried: number,
 *   attempts: { number: number, made: number, accepted: number }[], outcomes: Record<string, number>,
 *   latencyP50Seconds?: number, latencyP95Seconds?: number, latencyP99Seconds?: number }} Figures
 */

/** Ranges that can be looked at: their words, length and interval in seconds. @type {Record<string, [string, number, number]>} */
export const ranges = {
  '1h': ['Hour', 3600, 60],
  '24h': ['24 hours', 86400, 1800],
  '7d': ['7 days', 7 * 86400, 4 * 3600],
  '30d': ['30 days', 30 * 86400, 86400],
};

/** When a range begins, on a whole interval. @param {string} range @param {number} now */
export function beginOf(range, now) {
  const [, length, interval] = ranges[range];
  return Math.floor((now / 1000 - length) / interval + 1) * interval;
}

/**
 * Figures at every interval of a range; the API leaves out those in which nothing happened.
 * @param {Figures[]} figures
 * @param {string} range
 * @param {number} begin
 */
export function fill(figures, range, begin) {
  const [, length, interval] = ranges[range];
  const byTime = new Map(figures.map((one) => [Math.floor(Date.parse(one.from) / 1000 / interval) * interval, one]));
  const times = Array.from({ length: Math.ceil(length / interval) }, (_, index) => begin + index * interval);
  return { times, figures: times.map((time) => byTime.get(time)) };
}

/** @param {Figures[]} figures */
export function sum(figures) {
  /** @type {Map<number, { number: number, made: number, accepted: number }>} */
  const attempts = new Map();
  /** @type {Record<string, number>} */
  const outcomes = {};
  const total = { succeeded: 0, failed: 0, cancelled: 0, retried: 0 };
  for (const one of figures) {
    total.succeeded += one.succeeded;
    total.failed += one.failed;
    total.cancelled += one.cancelled;
    total.retried += one.retried;
    for (const attempt of one.attempts) {
      const before = attempts.get(attempt.number) ?? { number: attempt.number, made: 0, accepted: 0 };
      attempts.set(attempt.number, {
        number: attempt.number, made: before.made + attempt.made, accepted: before.accepted + attempt.accepted,
      });
    }
    for (const [outcome, count] of Object.entries(one.outcomes)) {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
    }
  }
  return { ...total, outcomes, attempts: [...attempts.values()].sort((left, right) => left.number - right.number) };
}
