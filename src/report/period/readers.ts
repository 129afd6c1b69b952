import type { AlertEvent } from '../../model/alert.ts';
import type { Mark } from '../../model/mark.ts';
import type { MetricDefinition } from '../../model/metric.ts';
import type { ReportSection } from '../../model/report-section.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import type { AdviceReaders } from '../advice/readers.ts';
import type { ReportReaders } from '../daily.ts';

/** What reports are made from. */
export interface PeriodReaders
  extends ReportReaders,
    Omit<AdviceReaders, 'checks' | 'metrics' | 'alerts'> {
  readonly checks: AdviceReaders['checks'] & NonNullable<ReportReaders['checks']>;
  readonly metrics: readonly MetricDefinition[];
  readonly alerts: AdviceReaders['alerts'] & {
    get(id: number): Promise<{ readonly events: readonly AlertEvent[] } | null>;
  };
  readonly marks: {
    between(from: Instant, to: Instant, target: number | null): Promise<readonly Mark[]>;
  };
  readonly causes: {
    of(
      alerts: readonly number[],
    ): Promise<ReadonlyMap<number, { readonly summary: string | null }>>;
  };
  /** What the preset of a target adds to its reports. */
  reportSections(target: Target): readonly ReportSection[];
  self(): Promise<{ readonly databaseBytes: number }>;
}
