// Figures as the benchmarks print them.

/** The value below which this share of the values lies. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values: number[]) => quantile(values, 0.5);

/** Prints a figure in one line, with what it is meant to stay under where there is such a bound. */
export function print(what: string, value: number, unit: string, bound?: number) {
  const told = bound === undefined ? '' : `   (bound ${bound} ${unit})`;
  console.log(`  ${what.padEnd(58)} ${value.toFixed(value < 10 ? 1 : 0).padStart(8)} ${unit}${told}`);
}
