import { exponent, median, percentile, ratios, spreadOf } from '../../bench/statistics';

describe('statistics of the bench', () => {
  it('takes the middle of an odd number of runs, and the mean of the two middle ones of an even number', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
  });

  it('takes as p95 the smallest latency that 95 of 100 do not exceed', () => {
    const latencies = Array.from({ length: 100 }, (_, index) => 100 - index);

    expect(percentile(latencies, 0.95)).toBe(95);
  });

  it('says how far the runs lie apart', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, runs: 3 });
  });

  it('compares round by round, so that a slow moment of the machine counts for both', () => {
    expect(ratios([10, 2], [5, 1])).toEqual([2, 2]);
  });

  it('sees the power with which cost grows', () => {
    const points = [1, 10, 100].map((size) => ({ size, cost: 3 * size ** 1.5 }));

    expect(exponent(points)).toBeCloseTo(1.5, 10);
  });

  it('refuses to sum up nothing', () => {
    expect(() => median([])).toThrow('no figures');
  });
});
