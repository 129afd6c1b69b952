import type { SeriesFunction } from './series-question.ts';

/** A part of the report of a kind of application: figures over the reported time, and over the one before. */
export interface ReportSection {
  readonly title: string;
  /** Whether it stands before or behind the use of resources. */
  readonly place: 'before resources' | 'after resources';
  readonly rows: readonly {
    readonly title: string;
    readonly metric: string;
    readonly fn: SeriesFunction;
  }[];
}
