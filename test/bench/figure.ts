/** One measured number of a benchmark and what it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** For people, e.g. `at most 0.05`. */
  readonly goal: string;
  /** null when it has no goal or could not be measured; `why` says which. */
  readonly holds: boolean | null;
  readonly why?: string;
}
