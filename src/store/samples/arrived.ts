import type { Series } from './book.ts';

/** Samples that wait for their commit. */
export class Arrived {
  owners: Series[] = [];
  at: number[] = [];
  values: number[] = [];

  get length(): number {
    return this.owners.length;
  }

  add(series: Series, at: number, value: number): void {
    series.waiting++;
    this.owners.push(series);
    this.at.push(at);
    this.values.push(value);
  }

  /** Gives up everything that waits; gives how much it was. */
  shed(): number {
    const { owners } = this.take();
    for (const one of owners) one.waiting--;
    return owners.length;
  }

  /** Everything that waits; nothing waits here then. */
  take() {
    const { owners, at, values } = this;
    this.owners = [];
    this.at = [];
    this.values = [];
    return {
      owners,
      series: Float64Array.from(owners, ({ id }) => id),
      at: Float64Array.from(at),
      values: Float64Array.from(values),
      length: owners.length,
    };
  }
}
