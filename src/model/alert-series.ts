import type { Alert } from './alert.ts';
import type { Labels } from './sample.ts';

interface SeriesName {
  readonly metric: string;
  readonly labels: Labels;
}

/** The series that an alert is about. Labels that a rule adds are the alert's: it is found by those that it has itself. */
export function seriesOf(
  { evidence, labels }: Pick<Alert, 'evidence' | 'labels'>,
  all: readonly SeriesName[],
): SeriesName | undefined {
  return all.find(
    (one) =>
      one.metric === evidence.metric &&
      Object.entries(one.labels).every(([key, value]) => labels[key] === value),
  );
}
